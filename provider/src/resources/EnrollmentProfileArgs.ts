import type { Input } from "@pulumi/pulumi";

/**
 * The arguments of an EnrollmentProfile. Faulty ones fail the preview, each with its name and the values allowed.
 *
 * What is not declared is left as it is in Intune. What is no longer declared goes back to Intune's default.
 *
 * Sources: https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androidforworkenrollmentprofile,
 * https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androiddeviceownerenrollmentprofile
 */
export interface EnrollmentProfileArgs {
  /**
   * The profile's name in Intune: 1 to 256 characters, without white space around it. Dynamic device groups can go
   * by it.
   */
  displayName: Input<string>;
  /** A description for administrators, up to 1024 characters. */
  description?: Input<string>;
  /** Which of Graph's two kinds of profile it is. Default `androidForWork`. Changing it replaces the profile. */
  profileType?: Input<"androidForWork" | "androidDeviceOwner">;
  /**
   * What the devices are for. Required for androidDeviceOwner, and only for it. Changing it replaces the profile.
   *
   * Source: https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androiddeviceownerenrollmentmode
   */
  enrollmentMode?: Input<
    | "corporateOwnedDedicatedDevice"
    | "corporateOwnedFullyManaged"
    | "corporateOwnedWorkProfile"
    | "corporateOwnedAOSPUserlessDevice"
    | "corporateOwnedAOSPUserAssociatedDevice"
  >;
  /**
   * androidDeviceOwner only. Default `default`. Shared device mode is for dedicated devices, staging for fully managed
   * and work profile devices. Changing it replaces the profile.
   *
   * Source: https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androiddeviceownerenrollmenttokentype
   */
  enrollmentTokenType?: Input<
    "default" | "corporateOwnedDedicatedDeviceWithAzureADSharedMode" | "deviceStaging"
  >;
  /**
   * androidDeviceOwner only. How devices are named, up to 63 characters: text with `{{SERIAL}}`,
   * `{{SERIALLAST4DIGITS}}`, `{{ENROLLMENTDATETIME}}`, `{{USERNAME}}`, `{{DEVICETYPE}}`, `{{UPNPREFIX}}` and
   * `{{rand:x}}`.
   */
  deviceNameTemplate?: Input<string>;
  /** androidDeviceOwner only. The ids of the scope tags; their order does not matter. Intune's default is `["0"]`. */
  roleScopeTagIds?: Input<readonly Input<string>[]>;
  /** androidDeviceOwner only, and true in AOSP modes only: the profile is for Teams devices. Intune's default is false. */
  isTeamsDeviceProfile?: Input<boolean>;
  /** AOSP modes only. The network that devices join while they are set up: up to 32 bytes in UTF-8. */
  wifiSsid?: Input<string>;
  /**
   * AOSP modes only, secret. Required with `wpa` and `wep`. For `wpa` 8 to 63 characters, or 64 hexadecimal digits.
   * Graph does not give it back, so changes by others do not show. Anybody who scans the QR code can read it.
   */
  wifiPassword?: Input<string>;
  /** AOSP modes only. Intune's default is `none`. */
  wifiSecurityType?: Input<"none" | "wpa" | "wep">;
  /** AOSP modes only. The network does not announce its name. Intune's default is false. */
  wifiHidden?: Input<boolean>;
  /** Delete the profile even while devices are enrolled with it. Default false: deleting is then refused. */
  forceDestroy?: Input<boolean>;
  /**
   * The Microsoft Entra tenant to make the profile in, an id or a domain name. Default: `intune:tenantId`. Changing
   * it replaces the profile.
   */
  tenantId?: Input<string>;
}
