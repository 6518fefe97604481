/**
 * The Wi-Fi network a device joins during setup. The properties are those of Graph's
 * [androidDeviceOwnerEnrollmentProfile](https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androiddeviceownerenrollmentprofile)
 * (`wifiSsid`, `wifiPassword`, `wifiSecurityType`, `wifiHidden`) without the prefix.
 *
 * The code holds the password in clear text: use a network made for setting devices up.
 */
export interface WifiNetwork {
  /** The network's name, 1 to 32 bytes in UTF-8. */
  ssid: string;
  /**
   * `wpa`: 8 to 63 characters, or a key of 64 hexadecimal digits. Android's own setup app takes every value
   * as a passphrase, so prefer one. `wep`: the key. Left out for an open network.
   */
  password?: string | undefined;
  /** Default: `wpa` with a password, `none` without. EAP needs certificates, which no QR code holds. */
  securityType?: "none" | "wpa" | "wep" | undefined;
  /** Whether the network does not announce its name; needs a password. Default false. */
  hidden?: boolean | undefined;
}

/**
 * What to add to Graph's `qrCodeContent` for the setup of a device. What is left out stays as it is.
 *
 * Source: the extras `EXTRA_PROVISIONING_…` of Android's
 * [DevicePolicyManager](https://developer.android.com/reference/android/app/admin/DevicePolicyManager).
 */
export interface QrContentOptions {
  /** The network to join before anything is downloaded. Replaces, wholly, one that the content names. */
  wifi?: WifiNetwork | undefined;
  /** The device's language and country as Android writes them: `xx_YY`, for example `en_US`. */
  locale?: string | undefined;
  /** The device's time zone by its IANA name, for example `Europe/Madrid`. */
  timeZone?: string | undefined;
  /** Whether setup may leave the device's storage unencrypted. Android's default: false. */
  skipEncryption?: boolean | undefined;
  /** Whether the system apps stay enabled that setup would disable. Android's default: false. */
  leaveAllSystemAppsEnabled?: boolean | undefined;
  /** Whether to download over mobile data, from Android 13; `wifi` goes first. Android's default: false. */
  useMobileData?: boolean | undefined;
}
