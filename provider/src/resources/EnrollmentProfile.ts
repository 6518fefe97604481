import type * as pulumi from "@pulumi/pulumi";
import { argumentNames, secretsAmong } from "../lifecycle/arguments";
import { profileArguments } from "../lifecycle/profile/arguments";
import type { ProfileType } from "../lifecycle/token/state";
import type { EnrollmentProfileArgs } from "./EnrollmentProfileArgs";
import { IntuneResource } from "./IntuneResource";

/**
 * An enrollment profile in Microsoft Intune, which tokens that enroll Android devices are issued on. Made when
 * created, changed in place where Intune can, kept from being deleted while devices are enrolled.
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
 * An `up` fails with an {@link IntuneError}: among others `outcome-unknown` where Graph's answer was lost and nothing
 * shows yet whether the profile was made (the next `up` looks first), `configuration` where a profile with enrolled
 * devices is to be deleted without `forceDestroy`.
 */
export class EnrollmentProfile extends IntuneResource {
  /** As in {@link EnrollmentProfileArgs.displayName}. */
  declare readonly displayName: pulumi.Output<string>;
  /** As in {@link EnrollmentProfileArgs.description}. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** As in {@link EnrollmentProfileArgs.profileType}, with its default. */
  declare readonly profileType: pulumi.Output<ProfileType>;
  /** As in {@link EnrollmentProfileArgs.enrollmentMode}; of a profile that others changed, whatever Graph says. */
  declare readonly enrollmentMode: pulumi.Output<string | undefined>;
  /** As in {@link EnrollmentProfileArgs.enrollmentTokenType}, with its default. */
  declare readonly enrollmentTokenType: pulumi.Output<string | undefined>;
  /** As in {@link EnrollmentProfileArgs.deviceNameTemplate}. */
  declare readonly deviceNameTemplate: pulumi.Output<string | undefined>;
  /** As in {@link EnrollmentProfileArgs.roleScopeTagIds}. */
  declare readonly roleScopeTagIds: pulumi.Output<string[] | undefined>;
  /** As in {@link EnrollmentProfileArgs.isTeamsDeviceProfile}. */
  declare readonly isTeamsDeviceProfile: pulumi.Output<boolean | undefined>;
  /** As in {@link EnrollmentProfileArgs.wifiSsid}. */
  declare readonly wifiSsid: pulumi.Output<string | undefined>;
  /** Secret. As in {@link EnrollmentProfileArgs.wifiPassword}. */
  declare readonly wifiPassword: pulumi.Output<string | undefined>;
  /** As in {@link EnrollmentProfileArgs.wifiSecurityType}. */
  declare readonly wifiSecurityType: pulumi.Output<string | undefined>;
  /** As in {@link EnrollmentProfileArgs.wifiHidden}. */
  declare readonly wifiHidden: pulumi.Output<boolean | undefined>;
  /** As in {@link EnrollmentProfileArgs.forceDestroy}, with its default. */
  declare readonly forceDestroy: pulumi.Output<boolean>;
  /** As in {@link EnrollmentProfileArgs.tenantId}. */
  declare readonly tenantId: pulumi.Output<string | undefined>;

  /**
   * The profile's id in Graph, for tokens. It stays known in the preview of a change in place, so that the tokens on
   * the profile do not seem to be replaced.
   */
  readonly profileId: pulumi.Output<string>;
  /** When the profile was created; ISO 8601, UTC. */
  declare readonly createdDateTime: pulumi.Output<string>;
  /** How many devices have enrolled with the profile, as of the last `up` that changed it, or `refresh`. */
  declare readonly enrolledDeviceCount: pulumi.Output<number>;
  /** The version of Microsoft Graph that answered: `v1.0` or `beta`. */
  declare readonly apiVersion: pulumi.Output<string>;

  /**
   * @param name the resource's name in the stack
   * @param args see {@link EnrollmentProfileArgs}
   * @param opts Pulumi's resource options
   */
  constructor(name: string, args: EnrollmentProfileArgs, opts?: pulumi.CustomResourceOptions) {
    const { profileType } = profileArguments;
    super(kind, name, { profileType: profileType.default, ...args }, opts);
    // The resource's id names the set and then the profile.
    this.profileId = this.id.apply((id) => id.slice(id.indexOf("/") + 1));
  }
}

const kind = {
  name: "EnrollmentProfile",
  properties: [
    ...argumentNames(profileArguments),
    "createdDateTime",
    "enrolledDeviceCount",
    "apiVersion",
  ] satisfies (keyof EnrollmentProfile)[],
  secrets: secretsAmong(profileArguments),
  insteadOfImport: "Set adoptExisting: true, which takes over the profile of that name,",
} as const;
