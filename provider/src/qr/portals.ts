import { contentWith, objectOf, type QrContent, readContent, valueOf } from "./content";
import { enrollmentTokenName, extraPrefix, intuneExtras, optionExtras } from "./extras";
import { QrCodeError, refuseFaults } from "./faults";
import { contentRules, type QrContentOptions, type ZeroTouchOptions, zeroTouchRules } from "./options";

/**
 * In the order of Microsoft's documentation. Wi-Fi is left out: a password does not belong in another company's portal.
 */
const zeroTouchExtras: readonly string[] = [
  intuneExtras.adminComponentName,
  intuneExtras.adminSignatureChecksum,
  intuneExtras.adminDownloadLocation,
  optionExtras.locale,
  optionExtras.timeZone,
  optionExtras.leaveAllSystemAppsEnabled,
  intuneExtras.adminExtrasBundle,
].map((name) => extraPrefix + name);

/**
 * The JSON for the field "DPC extras" of a configuration in Google's zero-touch enrollment portal, or for `dpcExtras`
 * of its API. It keeps the content's language, time zone and system apps, but not its Wi-Fi. The result holds the
 * token: treat it as a secret.
 *
 * @param qrCodeContent - Graph's property of that name, or the result of `qrCodeContentWith`.
 * @param options - What to add for the device; see {@link ZeroTouchOptions}.
 * @throws {QrCodeError} `no-enrollment-token` for AOSP profiles; `unreadable-content`; `invalid-option`.
 *
 * Source: Microsoft Learn, "Enroll your Android Enterprise dedicated, fully managed, or corporate-owned with
 * work profile devices", section "Create configuration in zero-touch enrollment portal".
 */
export function zeroTouchConfiguration(qrCodeContent: string, options: ZeroTouchOptions = {}): string {
  refuseFaults(options, zeroTouchRules);
  const { content } = withToken(contentWith(qrCodeContent, options), "Zero-touch enrollment");
  const taken = zeroTouchExtras
    .map((name) => [name, valueOf(content.members, name)] as const)
    .filter(([, value]) => value !== undefined);
  return JSON.stringify(Object.fromEntries(taken), null, 2);
}

/**
 * The JSON for the field "Custom JSON data" of a profile in Samsung's Knox Mobile Enrollment. The field looks optional
 * there, but Intune requires it. The result holds the token: treat it as a secret.
 *
 * @param qrCodeContent - Graph's property of that name, or the result of `qrCodeContentWith`.
 * @param options - There are none: Knox takes only the token. Any option is an error, because it would have no effect.
 * @throws {QrCodeError} `no-enrollment-token` for AOSP profiles; `unreadable-content`; `invalid-option`.
 *
 * Source: Microsoft Learn, "Enroll devices in Microsoft Intune with Samsung Knox Mobile Enrollment", section
 * "Create profile".
 */
export function knoxConfiguration(qrCodeContent: string, options: object = {}): string {
  refuseFaults(options, {
    rules: {},
    unknown: () => "is not an option: Knox Mobile Enrollment takes only the token",
  });
  const { token } = withToken(qrCodeContent, "Knox Mobile Enrollment");
  return JSON.stringify({ [enrollmentTokenName]: token }, null, 2);
}

/**
 * The JSON file that enrolls an AOSP device without a camera: the content of its QR code in plain JSON. The result
 * holds the token: treat it as a secret.
 *
 * @param qrCodeContent - Graph's property of that name, of an AOSP profile.
 * @param options - What to add for the setup of the device; see {@link QrContentOptions}.
 * @throws {QrCodeError} `not-aosp` for other profiles; `unreadable-content`; `invalid-option`.
 *
 * Source: Microsoft Learn, "Set up Intune enrollment for Android (AOSP) corporate-owned userless devices".
 */
export function aospConfiguration(qrCodeContent: string, options: QrContentOptions = {}): string {
  refuseFaults(options, contentRules);
  const { form, members } = readContent(contentWith(qrCodeContent, options));
  if (form === "base64") return objectOf(members);
  throw new QrCodeError(
    "not-aosp",
    "Only AOSP devices enroll with a JSON file, but this qrCodeContent is from a profile for devices with Google services. " +
      "Use its QR code, or zeroTouchConfiguration or knoxConfiguration.",
  );
}

function withToken(qrCodeContent: string, service: string): { content: QrContent; token: string } {
  const content = readContent(qrCodeContent);
  const token = enrollmentTokenIn(content);
  if (token !== undefined) return { content, token };
  throw new QrCodeError(
    "no-enrollment-token",
    `${service} needs the token of Android Device Policy, and this qrCodeContent does not contain it. ` +
      "AOSP profiles have none: their devices enroll by QR code or with the JSON of aospConfiguration.",
  );
}

function enrollmentTokenIn({ members }: QrContent): string | undefined {
  const bundle = valueOf(members, extraPrefix + intuneExtras.adminExtrasBundle);
  if (typeof bundle !== "object" || bundle === null) return undefined;
  const token: unknown = Reflect.get(bundle, enrollmentTokenName);
  return typeof token === "string" && token !== "" ? token : undefined;
}
