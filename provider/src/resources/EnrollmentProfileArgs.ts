import type { Input } from "@pulumi/pulumi";

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
  displayName: Input<string>;
  /** A description for administrators, up to 1024 characters. */
  description?: Input<string>;
  /** The kind of the profile; Graph has two. Default `androidForWork`. Changing it replaces the profile. */
  profileType?: Input<"androidForWork" | "androidDeviceOwner">;
  /**
   * How the devices are used. Required for androidDeviceOwner; not allowed for androidForWork. Changing it replaces the
   * profile.
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
   * androidDeviceOwner only. Shared device mode is for dedicated devices; staging is for fully managed devices and
   * devices with a work profile. Default `default`. Changing it replaces the profile.
   *
   * Source: https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androiddeviceownerenrollmenttokentype
   */
  enrollmentTokenType?: Input<
    "default" | "corporateOwnedDedicatedDeviceWithAzureADSharedMode" | "deviceStaging"
  >;
  /**
   * androidDeviceOwner only. The names of the devices, up to 63 characters: text with `{{SERIAL}}`,
   * `{{SERIALLAST4DIGITS}}`, `{{ENROLLMENTDATETIME}}`, `{{USERNAME}}`, `{{DEVICETYPE}}`, `{{UPNPREFIX}}` and
   * `{{rand:x}}`.
   */
  deviceNameTemplate?: Input<string>;
  /** androidDeviceOwner only. The ids of scope tags, in any order. Intune's default is `["0"]`. */
  roleScopeTagIds?: Input<readonly Input<string>[]>;
  /** The profile is for Teams devices. androidDeviceOwner only; true only in AOSP modes. Intune's default is false. */
  isTeamsDeviceProfile?: Input<boolean>;
  /** AOSP modes only. The Wi-Fi network that devices join during setup: up to 32 bytes in UTF-8. */
  wifiSsid?: Input<string>;
  /**
   * Secret. AOSP modes only. Required with `wpa` and `wep`. For `wpa`: 8 to 63 characters, or 64 hexadecimal digits.
   * Graph does not return it, so a refresh does not see changes by others. Anybody who scans the QR code can read it.
   */
  wifiPassword?: Input<string>;
  /** AOSP modes only. Intune's default is `none`. */
  wifiSecurityType?: Input<"none" | "wpa" | "wep">;
  /** AOSP modes only. The network hides its name. Intune's default is false. */
  wifiHidden?: Input<boolean>;
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
  enrollmentTimeGroupId?: Input<string>;
  /** Delete the profile even if devices are enrolled with it. Default false: the delete then fails. */
  forceDestroy?: Input<boolean>;
  /**
   * On creation, take over the profile that already has this kind, enrollmentMode and displayName, and change it to
   * what is declared. If there is none, one is created. If there are several, the `up` fails and lists them. Deleting
   * the resource deletes the profile. Default false.
   */
  adoptExisting?: Input<boolean>;
  /**
   * The Microsoft Entra tenant of the profile: an id or a domain name. Default: `intune:tenantId`. Changing it replaces
   * the profile.
   */
  tenantId?: Input<string>;
}
