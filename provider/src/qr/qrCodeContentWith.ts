import { readContent, writeContent } from "./content";
import { extra } from "./extras";
import type { JsonMember } from "./jsonMembers";
import { contentOptionFaults } from "./faults/contentOptionFaults";
import { refuseFaults } from "./QrCodeError";
import type { QrContentOptions, WifiNetwork } from "./QrContentOptions";

/** An extra and its new value; undefined takes the extra out. */
type Change = readonly [name: string, value: string | boolean | undefined];

/**
 * Merges into Graph's `qrCodeContent` what admins otherwise add by hand: the network, language and time zone
 * of the setup. Everything else in the content stays as it is, byte by byte and in order; an extra that is
 * there already gets its new value in place, new ones follow at the end.
 *
 * @param qrCodeContent - Graph's property of that name: plain JSON, or base64 of JSON for AOSP profiles. The
 * answer has the same form.
 * @param options - What to add; see {@link QrContentOptions}. Without any, the content is returned as it is.
 * @throws {QrCodeError} `invalid-option`, with every fault at once; `unreadable-content` if the content is
 * neither JSON nor base64 of JSON. No message holds the content or the password.
 *
 * Source: [DevicePolicyManager](https://developer.android.com/reference/android/app/admin/DevicePolicyManager),
 * `EXTRA_PROVISIONING_…`.
 */
export function qrCodeContentWith(qrCodeContent: string, options: QrContentOptions): string {
  refuseFaults(contentOptionFaults(options));
  const content = readContent(qrCodeContent);
  const changes = changesFor(options);
  if (changes.length === 0) return qrCodeContent;
  return writeContent({ ...content, members: changes.reduce(withChange, content.members) });
}

function changesFor(options: QrContentOptions): readonly Change[] {
  const single: readonly Change[] = [
    [extra.useMobileData, options.useMobileData],
    [extra.locale, options.locale],
    [extra.timeZone, options.timeZone],
    [extra.skipEncryption, options.skipEncryption],
    [extra.leaveAllSystemAppsEnabled, options.leaveAllSystemAppsEnabled],
  ];
  return [
    ...(options.wifi ? changesForWifi(options.wifi) : []),
    ...single.filter(([, value]) => value !== undefined),
  ];
}

/** All four at once: the password or the hidden flag of another network must not stay behind. */
function changesForWifi({ ssid, password, securityType, hidden }: WifiNetwork): readonly Change[] {
  const type = securityType ?? (password === undefined ? "none" : "wpa");
  return [
    [extra.wifiSsid, ssid],
    [extra.wifiSecurityType, type.toUpperCase()],
    [extra.wifiPassword, password],
    [extra.wifiHidden, hidden],
  ];
}

function withChange(members: readonly JsonMember[], [name, value]: Change): readonly JsonMember[] {
  const first = members.findIndex((member) => member.name === name);
  const others = members.filter((member, index) => member.name !== name || index === first);
  if (value === undefined) return others.filter((member) => member.name !== name);
  const changed = { name, text: `${JSON.stringify(name)}:${asciiJson(value)}` };
  return first === -1 ? [...others, changed] : others.with(first, changed);
}

/** A QR code does not name its character set. With nothing beyond ASCII, no reader can guess wrong. */
function asciiJson(value: string | boolean): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
