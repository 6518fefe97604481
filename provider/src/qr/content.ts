import { optionExtras, extraPrefix, wifiExtras } from "./extras";
import { QrCodeError, refuseFaults } from "./faults";
import { securityTypeOf, type WifiNetwork, certificateText } from "./network";
import { contentRules, type QrContentOptions } from "./options";

/** The parsed content of Graph's `qrCodeContent`, and its form. */
export interface QrContent {
  /** Profiles with Google services hold plain JSON, AOSP profiles base64 of JSON. */
  readonly form: "json" | "base64";
  readonly members: readonly JsonMember[];
}

/** One `"name": value` pair of a JSON object, with its original text. */
export interface JsonMember {
  readonly name: string;
  readonly text: string;
}

/**
 * Adds to Graph's `qrCodeContent` what admins otherwise add by hand: the Wi-Fi network, language and time zone for the
 * setup. All other content keeps its bytes and its order. An extra that already exists gets its new value in place; new
 * extras are added at the end.
 *
 * @param qrCodeContent - Graph's property of that name: plain JSON, or base64 of JSON for AOSP profiles. The result has
 *   the same form.
 * @param options - What to add; see {@link QrContentOptions}. Without options, the content is returned unchanged.
 * @throws {QrCodeError} `invalid-option`, with every fault at once; `unreadable-content` if the content is
 * neither JSON nor base64 of JSON. No message holds the content or the password.
 *
 * Source: [DevicePolicyManager](https://developer.android.com/reference/android/app/admin/DevicePolicyManager),
 * `EXTRA_PROVISIONING_…`.
 */
export function qrCodeContentWith(qrCodeContent: string, options: QrContentOptions): string {
  refuseFaults(options, contentRules);
  return contentWith(qrCodeContent, options);
}

/** Like {@link qrCodeContentWith}, for options that are already checked. */
export function contentWith(qrCodeContent: string, options: QrContentOptions): string {
  const content = readContent(qrCodeContent);
  const changes = changesFor(options);
  if (changes.length === 0) return qrCodeContent;
  const members = changes.reduce(withChange, content.members);
  const json = objectOf(members);
  return content.form === "json" ? json : Buffer.from(json, "utf8").toString("base64");
}

/**
 * Reads Graph's `qrCodeContent`, plain JSON or base64 of JSON.
 *
 * @throws {QrCodeError} `unreadable-content`; no message holds the content, which holds the token.
 */
export function readContent(qrCodeContent: string): QrContent {
  const plain = membersOf(qrCodeContent);
  if (plain) return { form: "json", members: plain };
  const decoded = membersOf(decodeBase64(qrCodeContent) ?? "");
  if (decoded) return { form: "base64", members: decoded };
  throw new QrCodeError(
    "unreadable-content",
    qrCodeContent === ""
      ? "qrCodeContent is empty: the profile has no token, or it was read from a list, and lists do not contain tokens."
      : `qrCodeContent (${qrCodeContent.length} characters) is neither a JSON object nor base64 of one.`,
  );
}

/** The JSON object of these members. */
export function objectOf(members: readonly JsonMember[]): string {
  return `{${members.map((member) => member.text).join(",")}}`;
}

/** The value of the member with this name. If there are duplicates, the last one counts, as in every JSON parser. */
export function valueOf(members: readonly JsonMember[], name: string): unknown {
  const member = members.findLast((candidate) => candidate.name === name);
  return member && (JSON.parse(`{${member.text}}`) as Record<string, unknown>)[name];
}

/** An extra and its new value; undefined removes the extra. */
type Change = readonly [name: string, value: string | number | boolean | undefined];

function changesFor(options: QrContentOptions): readonly Change[] {
  const single = Object.entries(optionExtras).map(([option, extra]): Change => {
    return [extraPrefix + extra, options[option as keyof typeof optionExtras]];
  });
  const extras: readonly Change[] = Object.entries(options.extras ?? {});
  return [
    ...(options.wifi ? changesForWifi(options.wifi) : []),
    ...[...single, ...extras].filter(([, value]) => value !== undefined),
  ];
}

/** Changes all Wi-Fi extras together: the password or the proxy of another network must not remain. */
function changesForWifi(network: WifiNetwork): readonly Change[] {
  const { caCertificate, userCertificate } = network;
  const written: WifiNetwork & Readonly<Record<string, unknown>> = {
    ...network,
    caCertificate: caCertificate && certificateText(caCertificate),
    userCertificate: userCertificate && certificateText(userCertificate),
  };
  return Object.entries(wifiExtras).map(([property, extra]) => [
    extraPrefix + extra,
    property === "securityType"
      ? securityTypeOf({ ...network })?.toUpperCase()
      : written[property as keyof WifiNetwork],
  ]);
}

function withChange(members: readonly JsonMember[], [name, value]: Change): readonly JsonMember[] {
  const first = members.findIndex((member) => member.name === name);
  const others = members.filter((member, index) => member.name !== name || index === first);
  if (value === undefined) return others.filter((member) => member.name !== name);
  const changed = { name, text: `${JSON.stringify(name)}:${asciiJson(value)}` };
  return first === -1 ? [...others, changed] : others.with(first, changed);
}

/** A QR code does not name its character set. With ASCII only, no reader can guess wrong. */
function asciiJson(value: string | number | boolean): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function decodeBase64(text: string): string | undefined {
  // Buffer would skip characters that are not base64, so the whole text is checked first.
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "base64"));
  } catch {
    return undefined;
  }
}

/** Far more than a setup wizard reads, and far less than the depth at which writing JSON overflows the stack. */
const deepestNesting = 100;

/**
 * The members of a JSON object in their order, or undefined if the text is not a JSON object or is nested too deeply.
 *
 * The members keep their text, because parsing and writing them again would change content that is not ours: big
 * numbers lose digits, names that look like numbers move to the front, duplicates vanish.
 */
function membersOf(text: string): JsonMember[] | undefined {
  if (!isJsonObject(text) || nestingOf(text) > deepestNesting) return undefined;
  const inside = text.slice(text.indexOf("{") + 1, text.lastIndexOf("}"));
  return topLevelParts(inside).map((part) => ({ name: nameIn(part), text: part }));
}

/** Whole strings, or single characters of JSON's structure: a bracket inside a string is not structure. */
const jsonTokens = /"(?:[^"\\]|\\.)*"|[[\]{},]/g;

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** How deeply objects and arrays are nested. The text is known to be valid JSON. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(jsonTokens)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Splits at the commas outside strings, objects and arrays. The text is known to be valid JSON. */
function topLevelParts(inside: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  for (const { 0: token, index } of inside.matchAll(jsonTokens)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (token === "," && depth === 0) {
      parts.push(inside.slice(start, index));
      start = index + 1;
    }
  }
  const last = inside.slice(start);
  return last.trim() === "" ? parts : [...parts, last];
}

function nameIn(part: string): string {
  const [written] = /"(?:[^"\\]|\\.)*"/.exec(part) ?? ['""'];
  return JSON.parse(written) as string;
}
