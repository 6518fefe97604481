import { nearestName } from "../didYouMean";
import { boolean, integer, type Rule, text } from "../rules";
import type { OptionRules } from "./faults";

/**
 * The prefix of Android's provisioning extras, with which a QR code instructs the setup wizard. The names below are
 * those of [DevicePolicyManager](https://developer.android.com/reference/android/app/admin/DevicePolicyManager)
 * (constants `EXTRA_PROVISIONING_…`), without the prefix.
 */
export const extraPrefix = "android.app.extra.PROVISIONING_";

/**
 * The extra that holds the token for Android Device Policy, the app that enrolls Android Enterprise devices in Intune.
 */
export const enrollmentTokenName = "com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN";

/** The extras that Intune's `qrCodeContent` holds. */
export const intuneExtras = {
  adminComponentName: "DEVICE_ADMIN_COMPONENT_NAME",
  adminSignatureChecksum: "DEVICE_ADMIN_SIGNATURE_CHECKSUM",
  adminDownloadLocation: "DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION",
  adminExtrasBundle: "ADMIN_EXTRAS_BUNDLE",
} as const;

/** The extra that each option sets. */
export const optionExtras = {
  useMobileData: "USE_MOBILE_DATA",
  locale: "LOCALE",
  timeZone: "TIME_ZONE",
  skipEncryption: "SKIP_ENCRYPTION",
  leaveAllSystemAppsEnabled: "LEAVE_ALL_SYSTEM_APPS_ENABLED",
} as const;

/** The extra that each property of `wifi` sets. */
export const wifiExtras = {
  ssid: "WIFI_SSID",
  securityType: "WIFI_SECURITY_TYPE",
  password: "WIFI_PASSWORD",
  hidden: "WIFI_HIDDEN",
  eapMethod: "WIFI_EAP_METHOD",
  phase2Auth: "WIFI_PHASE2_AUTH",
  identity: "WIFI_IDENTITY",
  anonymousIdentity: "WIFI_ANONYMOUS_IDENTITY",
  domain: "WIFI_DOMAIN",
  caCertificate: "WIFI_CA_CERTIFICATE",
  userCertificate: "WIFI_USER_CERTIFICATE",
  proxyHost: "WIFI_PROXY_HOST",
  proxyPort: "WIFI_PROXY_PORT",
  proxyBypass: "WIFI_PROXY_BYPASS",
  pacUrl: "WIFI_PAC_URL",
} as const;

const int32: Rule = integer(() => [-2_147_483_648, 2_147_483_647]);
const milliseconds: Rule = integer(() => [0, Number.MAX_SAFE_INTEGER]);
const anyText: Rule = text({ least: 1, most: 2048 });

/** Every other extra that Android documents and whose value JSON can hold. */
const otherExtras: Readonly<Record<string, Rule>> = {
  ALLOW_OFFLINE: boolean,
  KEEP_ACCOUNT_ON_MIGRATION: boolean,
  KEEP_SCREEN_ON: boolean,
  RETURN_BEFORE_POLICY_COMPLIANCE: boolean,
  SENSORS_PERMISSION_GRANT_OPT_OUT: boolean,
  SHOULD_LAUNCH_RESULT_INTENT: boolean,
  SKIP_EDUCATION_SCREENS: boolean,
  SKIP_OWNERSHIP_DISCLAIMER: boolean,
  SKIP_USER_CONSENT: boolean,
  SKIP_USER_SETUP: boolean,
  DEVICE_ADMIN_MINIMUM_VERSION_CODE: int32,
  MAIN_COLOR: int32,
  MODE: int32,
  SUPPORTED_MODES: int32,
  LOCAL_TIME: milliseconds,
  DEVICE_ADMIN_PACKAGE_CHECKSUM: anyText,
  DEVICE_ADMIN_PACKAGE_DOWNLOAD_COOKIE_HEADER: anyText,
  DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION: anyText,
  DEVICE_ADMIN_PACKAGE_ICON_URI: anyText,
  DEVICE_ADMIN_PACKAGE_LABEL: anyText,
  DEVICE_ADMIN_PACKAGE_NAME: anyText,
  DEVICE_ADMIN_SIGNATURE_CHECKSUM: anyText,
  EMAIL_ADDRESS: anyText,
  IMEI: anyText,
  LOGO_URI: anyText,
  ORGANIZATION_NAME: anyText,
  ROLE_HOLDER_PACKAGE_DOWNLOAD_COOKIE_HEADER: anyText,
  ROLE_HOLDER_PACKAGE_DOWNLOAD_LOCATION: anyText,
  ROLE_HOLDER_SIGNATURE_CHECKSUM: anyText,
  SERIAL_NUMBER: anyText,
  SUPPORT_URL: anyText,
};

/** The rules of the option `extras`, by the whole names of the extras. */
export const extrasRules: OptionRules = {
  rules: Object.fromEntries(
    [
      ...Object.entries(otherExtras),
      ...Object.entries(optionExtras).map(([option, name]) => [name, giveOptionInstead(option)] as const),
      ...Object.entries(wifiExtras).map(
        ([option, name]) => [name, giveOptionInstead(`wifi.${option}`)] as const,
      ),
      // Without these two, the device could not find Intune or its token.
      [intuneExtras.adminComponentName, comesFromIntune] as const,
      [intuneExtras.adminExtrasBundle, comesFromIntune] as const,
    ].map(([name, rule]) => [extraPrefix + name, rule]),
  ),
  unknown: (name) => {
    const nearest = nearestName(name.replace(extraPrefix, ""), Object.keys(otherExtras));
    return nearest === undefined
      ? `is not an extra that Android documents: expected ${extraPrefix}… from EXTRA_PROVISIONING_… of DevicePolicyManager`
      : `is not an extra that Android documents: did you mean "${extraPrefix}${nearest}"?`;
  },
};

function giveOptionInstead(option: string): Rule {
  return () => `has an option of its own: give ${option} instead`;
}

function comesFromIntune(): string {
  return "comes from Intune and enrolls the device: leave it out";
}
