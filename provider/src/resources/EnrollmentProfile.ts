import type * as pulumi from "@pulumi/pulumi";
import { argumentNames, secretsAmong } from "../lifecycle/arguments";
import { profileArguments } from "../lifecycle/profile/arguments";
import { profileOutputNames } from "../lifecycle/profile/state";
import type { ProfileType } from "../lifecycle/token/state";
import type { EnrollmentProfileArgs } from "./EnrollmentProfileArgs";
import { IntuneResource } from "./IntuneResource";

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
