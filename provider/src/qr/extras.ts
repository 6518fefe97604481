/**
 * The provisioning extras this package reads or writes, under the names of Android's
 * [DevicePolicyManager](https://developer.android.com/reference/android/app/admin/DevicePolicyManager)
 * (constants `EXTRA_PROVISIONING_…`).
 */
export const extra = {
  adminComponentName: "android.app.extra.PROVISIONING_DEVICE_ADMIN_COMPONENT_NAME",
  adminSignatureChecksum: "android.app.extra.PROVISIONING_DEVICE_ADMIN_SIGNATURE_CHECKSUM",
  adminDownloadLocation: "android.app.extra.PROVISIONING_DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION",
  adminExtrasBundle: "android.app.extra.PROVISIONING_ADMIN_EXTRAS_BUNDLE",
  wifiSsid: "android.app.extra.PROVISIONING_WIFI_SSID",
  wifiSecurityType: "android.app.extra.PROVISIONING_WIFI_SECURITY_TYPE",
  wifiPassword: "android.app.extra.PROVISIONING_WIFI_PASSWORD",
  wifiHidden: "android.app.extra.PROVISIONING_WIFI_HIDDEN",
  useMobileData: "android.app.extra.PROVISIONING_USE_MOBILE_DATA",
  locale: "android.app.extra.PROVISIONING_LOCALE",
  timeZone: "android.app.extra.PROVISIONING_TIME_ZONE",
  skipEncryption: "android.app.extra.PROVISIONING_SKIP_ENCRYPTION",
  leaveAllSystemAppsEnabled: "android.app.extra.PROVISIONING_LEAVE_ALL_SYSTEM_APPS_ENABLED",
} as const;

/** Where Android Device Policy, with which Intune enrolls Android Enterprise devices, finds its token. */
export const enrollmentTokenName = "com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN";
