import { readContent, type QrContent } from "./content";
import { enrollmentTokenName, extra } from "./extras";
import { valueOf } from "./jsonMembers";
import { QrCodeError } from "./QrCodeError";
import type { QrContentOptions } from "./QrContentOptions";

/** In Microsoft's order. A Wi-Fi password has no place in somebody else's portal. */
const zeroTouchExtras = [
  extra.adminComponentName,
  extra.adminSignatureChecksum,
  extra.adminDownloadLocation,
  extra.locale,
  extra.timeZone,
  extra.leaveAllSystemAppsEnabled,
  extra.adminExtrasBundle,
];

/** What a zero-touch configuration can hold of what a QR code can. */
export type ZeroTouchOptions = Pick<QrContentOptions, "locale" | "timeZone" | "leaveAllSystemAppsEnabled">;

/**
 * The JSON for the field "DPC extras" of a configuration in Google's zero-touch enrollment portal, or for
 * `dpcExtras` of its API. Language, time zone and system apps are taken over from the content, Wi-Fi is not.
 * The answer holds the token: treat it as a secret.
 *
 * @param qrCodeContent - Graph's property of that name, or what `qrCodeContentWith` made of it.
 * @throws {QrCodeError} `no-enrollment-token` for AOSP profiles; `unreadable-content`.
 *
 * Source: Microsoft Learn, "Enroll your Android Enterprise dedicated, fully managed, or corporate-owned with
 * work profile devices", section "Create configuration in zero-touch enrollment portal".
 */
export function zeroTouchConfiguration(qrCodeContent: string): string {
  const { content } = withToken(qrCodeContent, "Zero-touch enrollment");
  const taken = zeroTouchExtras
    .map((name) => [name, valueOf(content.members, name)] as const)
    .filter(([, value]) => value !== undefined);
  return JSON.stringify(Object.fromEntries(taken), null, 2);
}

/**
 * The JSON for the field "Custom JSON data" of a profile in Samsung's Knox Mobile Enrollment. It looks
 * optional there, but Intune requires it. The answer holds the token: treat it as a secret.
 *
 * @param qrCodeContent - Graph's property of that name, or what `qrCodeContentWith` made of it.
 * @throws {QrCodeError} `no-enrollment-token` for AOSP profiles; `unreadable-content`.
 *
 * Source: Microsoft Learn, "Enroll devices in Microsoft Intune with Samsung Knox Mobile Enrollment", section
 * "Create profile".
 */
export function knoxConfiguration(qrCodeContent: string): string {
  const { token } = withToken(qrCodeContent, "Knox Mobile Enrollment");
  return JSON.stringify({ [enrollmentTokenName]: token }, null, 2);
}

function withToken(qrCodeContent: string, service: string): { content: QrContent; token: string } {
  const content = readContent(qrCodeContent);
  const token = enrollmentTokenIn(content);
  if (token !== undefined) return { content, token };
  throw new QrCodeError(
    "no-enrollment-token",
    `${service} needs the token of Android Device Policy, which this qrCodeContent does not carry. ` +
      "AOSP profiles have none; their devices enroll by QR code only.",
  );
}

function enrollmentTokenIn({ members }: QrContent): string | undefined {
  const bundle = valueOf(members, extra.adminExtrasBundle);
  if (typeof bundle !== "object" || bundle === null) return undefined;
  const token: unknown = Reflect.get(bundle, enrollmentTokenName);
  return typeof token === "string" && token !== "" ? token : undefined;
}
