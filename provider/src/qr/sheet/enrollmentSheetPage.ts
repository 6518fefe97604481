import { createHash } from "node:crypto";

import { readContent } from "../content";
import { modulesOf } from "../draw/modules";
import { drawSvg } from "../draw/svg";
import { escapeMarkup } from "../escapeMarkup";
import { extra } from "../extras";
import { valueOf } from "../jsonMembers";
import { qrCodeContentWith } from "../qrCodeContentWith";
import { refuseFaults } from "../QrCodeError";
import type { EnrollmentSheetOptions, EnrollmentSheetToken } from "./EnrollmentSheet";
import { languages } from "./languages";
import { sheetFaults } from "./sheetFaults";
import type { SheetLanguage, SheetSituation } from "./SheetLanguage";
import { style } from "./style";
import { validity } from "./validity";

/**
 * A page to print or to show, with which somebody in front of a device can enroll it: the QR code, the token
 * for typing in, how long both are valid, and the steps of the device's setup wizard. It prints on one page
 * of A4 or Letter. The answer is a whole HTML document that loads nothing and runs nothing; it holds the
 * token, so treat it as a secret.
 *
 * @param token - What the sheet is for; see {@link EnrollmentSheetToken}.
 * @param options - See {@link EnrollmentSheetOptions}. Every text is shown as it is, never as HTML.
 * @throws {QrCodeError} `invalid-option`, with every fault at once; `unreadable-content` if nothing could
 * enroll with the content; `content-too-long`.
 *
 * Source of the steps: Microsoft Learn, "Enroll your Android Enterprise dedicated, fully managed, or
 * corporate-owned with work profile devices" and "Set up Intune enrollment for Android (AOSP) corporate-owned
 * userless devices".
 */
export function enrollmentSheetPage(token: EnrollmentSheetToken, options: EnrollmentSheetOptions): string {
  refuseFaults(sheetFaults(token, options));
  const language = languages[options.locale ?? "en"];
  const title = escapeMarkup(options.title);
  const content = qrCodeContentWith(token.qrCodeContent, options.device ?? {});
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
<div class="code">${code(content, language)}</div>
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

/** Only this very style applies: nothing is fetched, run or sent, whatever a text on the sheet holds. */
const contentSecurityPolicy =
  `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; ` +
  `base-uri 'none'; form-action 'none'`;

/** Graph holds AOSP content in base64; that form tells the two kinds of device apart. */
function situationOf(qrCodeContent: string): SheetSituation {
  const { form, members } = readContent(qrCodeContent);
  const ssid = valueOf(members, extra.wifiSsid);
  return { aosp: form === "base64", wifiSsid: typeof ssid === "string" ? ssid : undefined };
}

/** On a screen a module is a whole number of pixels, as sharp as can be, and the code as wide as a phone. */
function code(qrCodeContent: string, language: SheetLanguage): string {
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
