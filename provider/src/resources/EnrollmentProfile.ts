import type * as pulumi from "@pulumi/pulumi";
import { argumentNames, secretsAmong } from "../lifecycle/arguments";
import { profileArguments } from "../lifecycle/profile/arguments";
import { profileOutputNames } from "../lifecycle/profile/state";
import type { ProfileType } from "../lifecycle/token/state";
import { IntuneResource } from "./IntuneResource";

/**
 * The arguments of an EnrollmentProfile. A faulty value fails the preview, with the name of the argument and what is
 * allowed.
 *
 * An argument that you do not give is left as it is in Intune. An argument that you no longer give goes back to Intune's
 * default.
 *
 * Sources: https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androidforworkenrollmentprofile,
 * https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androiddeviceownerenrollmentprofile
 */
export interface EnrollmentProfileArgs {
  /**
   * The name of the profile in Intune: 1 to 256 characters, without white space around it. A dynamic device group can
   * select devices by it.
   */
  displayName: pulumi.Input<string>;
  /** A description for administrators, up to 1024 characters. */
  description?: pulumi.Input<string>;
  /** The kind of the profile; Graph has two. Default `androidForWork`. Changing it replaces the profile. */
  profileType?: pulumi.Input<"androidForWork" | "androidDeviceOwner">;
  /**
   * How the devices are used. Required for androidDeviceOwner; not allowed for androidForWork. Changing it replaces the
   * profile.
   *
   * Source: https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androiddeviceownerenrollmentmode
   */
  enrollmentMode?: pulumi.Input<
    | "corporateOwnedDedicatedDevice"
    | "corporateOwnedFullyManaged"
    | "corporateOwnedWorkProfile"
    | "corporateOwnedAOSPUserlessDevice"
    | "corporateOwnedAOSPUserAssociatedDevice"
  >;
  /**
   * androidDeviceOwner only. Shared device mode is for dedicated devices; staging is for fully managed devices and
   * devices with a work profile. Default `default`. Changing it replaces the profile.
   *
   * Source: https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androiddeviceownerenrollmenttokentype
   */
  enrollmentTokenType?: pulumi.Input<
    "default" | "corporateOwnedDedicatedDeviceWithAzureADSharedMode" | "deviceStaging"
  >;
  /**
   * androidDeviceOwner only. The names of the devices, up to 63 characters: text with `{{SERIAL}}`,
   * `{{SERIALLAST4DIGITS}}`, `{{ENROLLMENTDATETIME}}`, `{{USERNAME}}`, `{{DEVICETYPE}}`, `{{UPNPREFIX}}` and
   * `{{rand:x}}`.
   */
  deviceNameTemplate?: pulumi.Input<string>;
  /** androidDeviceOwner only. The ids of scope tags, in any order. Intune's default is `["0"]`. */
  roleScopeTagIds?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** The profile is for Teams devices. androidDeviceOwner only; true only in AOSP modes. Intune's default is false. */
  isTeamsDeviceProfile?: pulumi.Input<boolean>;
  /** AOSP modes only. The Wi-Fi network that devices join during setup: up to 32 bytes in UTF-8. */
  wifiSsid?: pulumi.Input<string>;
  /**
   * Secret. AOSP modes only. Required with `wpa` and `wep`. For `wpa`: 8 to 63 characters, or 64 hexadecimal digits.
   * Graph does not return it, so a refresh does not see changes by others. Anybody who scans the QR code can read it.
   */
  wifiPassword?: pulumi.Input<string>;
  /** AOSP modes only. Intune's default is `none`. */
  wifiSecurityType?: pulumi.Input<"none" | "wpa" | "wep">;
  /** AOSP modes only. The network hides its name. Intune's default is false. */
  wifiHidden?: pulumi.Input<boolean>;
  /**
   * androidDeviceOwner only, but not in AOSP modes. The object id of the static Entra security group that devices join
   * while they enroll. Devices that have enrolled already are not touched. Default: no group. It is changed in place.
   *
   * Two things must be true of the group. The service principal of application f1346770-5b25-470b-88bd-d5744ab7952c
   * (Intune Provisioning Client) owns it. It is in the scope of your Intune role. If Intune refuses the group, the `up`
   * fails with Intune's reason; the profile exists, and the next `up` sets the group on it. Some tenants answer 500 to
   * an application here: sign in as a person.
   *
   * Source: https://learn.microsoft.com/intune/intune-service/enrollment/enrollment-time-grouping
   */
  enrollmentTimeGroupId?: pulumi.Input<string>;
  /** Delete the profile even if devices are enrolled with it. Default false: the delete then fails. */
  forceDestroy?: pulumi.Input<boolean>;
  /**
   * On creation, take over the profile that already has this kind, enrollmentMode and displayName, and change it to
   * what is declared. If there is none, one is created. If there are several, the `up` fails and lists them. Deleting
   * the resource deletes the profile. Default false.
   */
  adoptExisting?: pulumi.Input<boolean>;
  /**
   * The Microsoft Entra tenant of the profile: an id or a domain name. Default: `intune:tenantId`. Changing it replaces
   * the profile.
   */
  tenantId?: pulumi.Input<string>;
}

/**
 * An enrollment profile for Android devices in Microsoft Intune. Enrollment tokens are issued on it. Changes are made in
 * place if Intune allows it. A profile with enrolled devices is not deleted, unless `forceDestroy` is true.
 *
 * Microsoft Graph issues a token as soon as it creates an androidDeviceOwner profile. That first token expires after 24
 * hours and is in no output. The EnrollmentToken that you declare on the profile replaces it.
 *
 * If Graph refuses to change one property of a profile, the `up` fails and names it. All other changes are made.
 *
 * Sources: https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androidforworkenrollmentprofile,
 * https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androiddeviceownerenrollmentprofile
 *
 * ```ts
 * const profile = new EnrollmentProfile("kiosks", { displayName: "Kiosks" });
 * const token = new EnrollmentToken("kiosks", {
 *   profileId: profile.profileId,
 *   tokenValidityInSeconds: secondsIn("P30D"),
 * });
 * ```
 *
 * An `up` fails with an {@link IntuneError}. Three codes matter here. `outcome-unknown`: Graph's answer was lost, and
 * it is not known yet whether the profile was created; the next `up` looks first. `invalid-request`: Graph refuses a
 * change, or Intune refuses the group; everything else is done. `configuration`: devices are enrolled with a profile
 * that is to be deleted, and `forceDestroy` is not true.
 */
export class EnrollmentProfile extends IntuneResource {
  /** {@inheritDoc EnrollmentProfileArgs.displayName} */
  declare readonly displayName: pulumi.Output<string>;
  /** {@inheritDoc EnrollmentProfileArgs.description} */
  declare readonly description: pulumi.Output<string | undefined>;
  /** {@inheritDoc EnrollmentProfileArgs.profileType} */
  declare readonly profileType: pulumi.Output<ProfileType>;
  /** {@inheritDoc EnrollmentProfileArgs.enrollmentMode} */
  declare readonly enrollmentMode: pulumi.Output<string | undefined>;
  /** {@inheritDoc EnrollmentProfileArgs.enrollmentTokenType} */
  declare readonly enrollmentTokenType: pulumi.Output<string | undefined>;
  /** {@inheritDoc EnrollmentProfileArgs.deviceNameTemplate} */
  declare readonly deviceNameTemplate: pulumi.Output<string | undefined>;
  /** {@inheritDoc EnrollmentProfileArgs.roleScopeTagIds} */
  declare readonly roleScopeTagIds: pulumi.Output<string[] | undefined>;
  /** {@inheritDoc EnrollmentProfileArgs.isTeamsDeviceProfile} */
  declare readonly isTeamsDeviceProfile: pulumi.Output<boolean | undefined>;
  /** {@inheritDoc EnrollmentProfileArgs.wifiSsid} */
  declare readonly wifiSsid: pulumi.Output<string | undefined>;
  /** {@inheritDoc EnrollmentProfileArgs.wifiPassword} */
  declare readonly wifiPassword: pulumi.Output<string | undefined>;
  /** {@inheritDoc EnrollmentProfileArgs.wifiSecurityType} */
  declare readonly wifiSecurityType: pulumi.Output<string | undefined>;
  /** {@inheritDoc EnrollmentProfileArgs.wifiHidden} */
  declare readonly wifiHidden: pulumi.Output<boolean | undefined>;
  /** {@inheritDoc EnrollmentProfileArgs.enrollmentTimeGroupId} */
  declare readonly enrollmentTimeGroupId: pulumi.Output<string | undefined>;
  /** {@inheritDoc EnrollmentProfileArgs.forceDestroy} */
  declare readonly forceDestroy: pulumi.Output<boolean>;
  /** {@inheritDoc EnrollmentProfileArgs.adoptExisting} */
  declare readonly adoptExisting: pulumi.Output<boolean>;
  /** {@inheritDoc EnrollmentProfileArgs.tenantId} */
  declare readonly tenantId: pulumi.Output<string | undefined>;

  /**
   * The id of the profile in Graph, for an {@link EnrollmentToken}. It stays known in the preview of an in-place
   * change, so that the tokens on the profile are not shown as replaced.
   */
  readonly profileId: pulumi.Output<string>;
  /** When the profile was created; ISO 8601, UTC. */
  declare readonly createdDateTime: pulumi.Output<string>;
  /** How many devices have enrolled with the profile, at the last `refresh` or at the last `up` that changed the profile. */
  declare readonly enrolledDeviceCount: pulumi.Output<number>;
  /** The version of Microsoft Graph that the profile was read from: `v1.0` or `beta`. */
  declare readonly apiVersion: pulumi.Output<string>;

  /**
   * @param name the name of the resource in the stack
   * @param args see {@link EnrollmentProfileArgs}
   * @param opts Pulumi's resource options
   */
  constructor(name: string, args: EnrollmentProfileArgs, opts?: pulumi.CustomResourceOptions) {
    const { profileType } = profileArguments;
    super(kind, name, { profileType: profileType.default, ...args }, opts);
    // The resource's id is `{set}/{profileId}`.
    this.profileId = this.id.apply((id) => id.slice(id.indexOf("/") + 1));
  }
}

const kind = {
  name: "EnrollmentProfile",
  properties: [
    ...argumentNames(profileArguments),
    ...profileOutputNames.filter((name) => name !== "profileId"),
  ] satisfies (keyof EnrollmentProfile)[],
  secrets: secretsAmong(profileArguments),
  insteadOfImport: "Set adoptExisting: true, which takes over the profile of that name,",
} as const;
