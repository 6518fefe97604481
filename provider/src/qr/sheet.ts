import { createHash } from "node:crypto";
import { kindOf, oneOf } from "../rules";
import { contentWith, readContent, valueOf } from "./content";
import { drawSvg, escapeMarkup, modulesOf } from "./draw";
import { extraPrefix, wifiExtras } from "./extras";
import { type OptionRules, refuseFaults, type RulesOf } from "./faults";
import { contentRules, type QrContentOptions, timeZone } from "./options";
import { languages, type SheetLanguage, type SheetLocale, type SheetSituation } from "./sheetLanguages";
import { style } from "./sheetStyle";

/** The token that a sheet is for, with Graph's property names: pass the outputs of an `EnrollmentToken`. */
export interface EnrollmentSheetToken {
  /** Graph's property of that name. The QR code holds it, with the additions from the sheet's option `device`. */
  qrCodeContent: string;
  /** For typing by hand. Not shown for AOSP profiles, whose devices cannot enroll with it. */
  tokenValue: string;
  /** ISO 8601 with offset, as Graph's DateTimeOffset. The years 1 and 9999 are shown as "no expiry date". */
  tokenExpirationDateTime: string;
  /** The enrollment profile's name. */
  profileDisplayName: string;
}

/** How a sheet looks. The lengths are limited because a sheet prints on one page. */
export interface EnrollmentSheetOptions {
  /** The heading, 1 to 60 characters: what the devices are for, or whose they are. */
  title: string;
  /** Text of your own below the steps, at most 300 characters on at most 4 lines. Default: none. */
  instructions?: string | undefined;
  /** The sheet's language. Default `en`. */
  locale?: SheetLocale | undefined;
  /** The IANA name of the time zone for the expiry time. The sheet names it. Default `UTC`. */
  timeZone?: string | undefined;
  /** What to add to the QR code for the setup of the device, such as Wi-Fi and its own locale. Default: nothing. */
  device?: QrContentOptions | undefined;
}

/**
 * A page to print or to show, for the person who enrolls a device: the QR code, the token to type, the time until which
 * both are valid, and the steps of the device's setup wizard. It prints on one page of A4 or Letter. The result is a
 * whole HTML document that loads nothing and runs no script. It holds the token, so treat it as a secret.
 *
 * @param token - What the sheet is for; see {@link EnrollmentSheetToken}.
 * @param options - See {@link EnrollmentSheetOptions}. Every text is shown as it is, never as HTML.
 * @throws {QrCodeError} `invalid-option`, with every fault at once; `unreadable-content` if no device could enroll with
 *   the content; `content-too-long`.
 *
 * Source of the steps: Microsoft Learn, "Enroll your Android Enterprise dedicated, fully managed, or
 * corporate-owned with work profile devices" and "Set up Intune enrollment for Android (AOSP) corporate-owned
 * userless devices".
 */
export function enrollmentSheetPage(token: EnrollmentSheetToken, options: EnrollmentSheetOptions): string {
  refuseFaults(options, sheetRules, tokenFaults(token));
  const language = languages[options.locale ?? "en"];
  const title = escapeMarkup(options.title);
  const content = contentWith(token.qrCodeContent, options.device ?? {});
  const situation = situationOf(content);
  return `<!doctype html>
<html lang="${language.tag}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<header><p class="kicker">${language.kicker}</p><h1 dir="auto">${title}</h1></header>
<main>
<div class="sheet">
<div class="code">${drawCode(content, language)}</div>
<dl>
${facts(token, options.timeZone ?? "UTC", language, situation)}
</dl>
</div>
<section>
<h2>${language.stepsHeading}</h2>
<ol>
${language
  .steps(situation)
  .map((step) => `<li>${escapeMarkup(step)}</li>`)
  .join("\n")}
</ol>
</section>
${notes(options.instructions ?? "", language)}
</main>
<footer>${language.confidential}</footer>
</body>
</html>
`;
}

const sheet: RulesOf<EnrollmentSheetOptions> = {
  title: (value) =>
    typeof value === "string" && value.trim() === ""
      ? "is empty, expected what the devices are for"
      : shortText(60)(value),
  instructions: shortText(300, 4),
  locale: oneOf(...Object.keys(languages)),
  timeZone,
  // The sheet has a locale and a time zone of its own.
  device: contentRules,
};
const sheetRules: OptionRules = { rules: sheet, required: () => ["title"] };

/** Longer texts would not leave the sheet on one page. */
function shortText(mostCharacters: number, mostLines = Infinity): (value: unknown) => string | undefined {
  return (value) => {
    if (typeof value !== "string") return `is ${kindOf(value)}, expected a text`;
    const lines = value.split("\n").length;
    const why = "so that the sheet prints on one page";
    if (value.length > mostCharacters) {
      return `has ${value.length} characters, expected at most ${mostCharacters}, ${why}`;
    }
    return lines > mostLines ? `has ${lines} lines, expected at most ${mostLines}, ${why}` : undefined;
  };
}

function tokenFaults({ tokenExpirationDateTime }: EnrollmentSheetToken): string[] {
  return isDateTimeOffset(tokenExpirationDateTime)
    ? []
    : ['tokenExpirationDateTime is no date and time, expected one like "2026-01-31T12:00:00Z"'];
}

/** Allows only this one style: the page fetches, runs and sends nothing, whatever a text on the sheet holds. */
const contentSecurityPolicy =
  `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; ` +
  `base-uri 'none'; form-action 'none'`;

/** Graph has AOSP content in base64, so the form tells the two kinds of device apart. */
function situationOf(qrCodeContent: string): SheetSituation {
  const { form, members } = readContent(qrCodeContent);
  const ssid = valueOf(members, extraPrefix + wifiExtras.ssid);
  return { aosp: form === "base64", wifiSsid: typeof ssid === "string" ? ssid : undefined };
}

/** On a screen, each module is a whole number of pixels, so that it is sharp. The code is as wide as a phone. */
function drawCode(qrCodeContent: string, language: SheetLanguage): string {
  const modules = modulesOf(qrCodeContent, "M");
  return drawSvg(modules, Math.floor(390 / modules.length), language.qrCodeTitle);
}

function facts(
  token: EnrollmentSheetToken,
  timeZone: string,
  language: SheetLanguage,
  { aosp }: SheetSituation,
): string {
  const until = validity(token.tokenExpirationDateTime, timeZone, language);
  return [
    fact(language.profile, "profile", token.profileDisplayName),
    fact(language.validUntil, "until", until),
    aosp
      ? ""
      : fact(language.token, "token", token.tokenValue, `<dd class="hint">${language.tokenHint}</dd>`),
  ].join("\n");
}

function fact(name: string, kind: string, value: string, more = ""): string {
  return `<div><dt>${name}</dt><dd class="${kind}" dir="auto">${escapeMarkup(value)}</dd>${more}</div>`;
}

function notes(instructions: string, language: SheetLanguage): string {
  if (instructions.trim() === "") return "";
  return (
    `<section class="notes"><h2>${language.instructionsHeading}</h2>` +
    `<p dir="auto">${escapeMarkup(instructions.trim())}</p></section>`
  );
}

/**
 * The time until which the code works, for people: "Monday, January 5, 2026 at 10:30 (Europe/Madrid)". In Graph, the
 * years 1 and 9999 mean "no date": tokens of fully managed and work profile devices do not expire.
 */
function validity(expiration: string, timeZone: string, language: SheetLanguage): string {
  const date = new Date(expiration);
  const year = date.getUTCFullYear();
  if (year <= 1 || year >= 9999) return language.noExpiry;
  const formatted = new Intl.DateTimeFormat(language.tag, {
    dateStyle: "full",
    timeStyle: "short",
    hourCycle: "h23",
    timeZone,
  }).format(date);
  return `${formatted} (${timeZone})`;
}

/** True for a date and time with an offset, as Graph's DateTimeOffset always has. */
function isDateTimeOffset(text: unknown): boolean {
  return (
    typeof text === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text))
  );
}
