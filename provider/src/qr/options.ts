import { boolean, integer, oneOf, type Rule, text } from "../rules";
import { extrasRules } from "./extras";
import type { OptionRules, RulesOf } from "./faults";
import { type WifiNetwork, wifiRules } from "./network";

/**
 * What to add to Graph's `qrCodeContent` for the setup of a device. What is left out stays as it is.
 *
 * Source: the extras `EXTRA_PROVISIONING_…` of Android's
 * [DevicePolicyManager](https://developer.android.com/reference/android/app/admin/DevicePolicyManager).
 */
export interface QrContentOptions {
  /** The network to join before anything is downloaded. Replaces all Wi-Fi extras in the content. */
  wifi?: WifiNetwork | undefined;
  /** Whether to download over mobile data, for Android 13 and later. `wifi` goes first. Android's default: false. */
  useMobileData?: boolean | undefined;
  /** The device's language and country as Android writes them: `xx_YY`, for example `en_US`. */
  locale?: string | undefined;
  /** The device's time zone by its IANA name, for example `Europe/Madrid`. */
  timeZone?: string | undefined;
  /** Whether setup may leave the device's storage unencrypted. Android's default: false. */
  skipEncryption?: boolean | undefined;
  /** Whether system apps that setup would disable stay enabled. Android's default: false. */
  leaveAllSystemAppsEnabled?: boolean | undefined;
  /**
   * Any other extra that Android documents, by its whole name:
   * `{ "android.app.extra.PROVISIONING_SKIP_EDUCATION_SCREENS": true }`. The value has the extra's type: true or false,
   * an integer or a text.
   */
  extras?:
    Readonly<Record<`android.app.extra.PROVISIONING_${string}`, string | number | boolean>> | undefined;
}

/** The options that a zero-touch configuration can hold. */
export type ZeroTouchOptions = Pick<QrContentOptions, "locale" | "timeZone" | "leaveAllSystemAppsEnabled">;

/** The forms a QR code is drawn in: an SVG document, a PNG picture in base64, or text for a terminal. */
export type QrCodeForm = "svg" | "png" | "terminal";

/** How a QR code is drawn. */
export interface QrCodeOptions {
  /**
   * How much of a damaged code can be restored, at least: L 7 %, M 15 %, Q 25 %, H 30 %. A higher level is used if it
   * needs no more space. Default M, because paper creases and fades. L makes the smallest code, for a narrow terminal.
   */
  errorCorrection?: "L" | "M" | "Q" | "H" | undefined;
  /**
   * The side of one module, the code's smallest square, in pixels: an integer, 1 to 32. Default 8, which
   * prints a code of Intune's length about 6.5 cm wide at 300 dpi. Not used by `terminal`.
   */
  moduleSizeInPixels?: number | undefined;
  /** The text that a screen reader speaks for an `svg`. Default "QR code". Never put the content here: it is secret. */
  title?: string | undefined;
  /**
   * How `terminal` is drawn. `colors`: in explicit black and white, for every terminal with ANSI colors. `onDark` and
   * `onLight`: without colors, for a terminal with a dark or a light background. Default `colors`, or `onDark` if the
   * program's environment has `NO_COLOR` or `TERM=dumb`.
   */
  terminalStyle?: "colors" | "onDark" | "onLight" | undefined;
}

/** Android writes a locale as `xx_YY`. Unknown codes are faults, and so are outdated ones such as `en_UK`. */
const locale: Rule = (value) => {
  const fault = 'is not a language and a country that exist, expected them written like "en_US"';
  if (typeof value !== "string" || !/^[a-z]{2,3}_(?:[A-Z]{2}|\d{3})$/.test(value)) return fault;
  const tag = value.replace("_", "-");
  if (Intl.getCanonicalLocales(tag)[0] !== tag) return fault;
  const [language = "", region = ""] = tag.split("-");
  return isKnown("language", language) && isKnown("region", region) ? undefined : fault;
};

function isKnown(type: "language" | "region", code: string): boolean {
  return new Intl.DisplayNames("en", { type, fallback: "none" }).of(code) !== undefined;
}

/** A time zone must be written exactly as in the IANA database: Android distinguishes upper and lower case. */
export const timeZone: Rule = (value) => {
  const fault = 'is not the IANA name of a time zone, expected for example "Europe/Madrid" or "UTC"';
  if (typeof value !== "string" || !/^[A-Z][\w+-]*(?:\/[A-Z][\w+-]*)*$/.test(value)) return fault;
  try {
    const known = new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone;
    return known !== value && known.toLowerCase() === value.toLowerCase() ? fault : undefined;
  } catch {
    return fault;
  }
};

const zeroTouch: RulesOf<ZeroTouchOptions> = {
  locale,
  timeZone,
  leaveAllSystemAppsEnabled: boolean,
};

const content: RulesOf<QrContentOptions> = {
  wifi: wifiRules,
  useMobileData: boolean,
  locale,
  timeZone,
  skipEncryption: boolean,
  leaveAllSystemAppsEnabled: boolean,
  extras: extrasRules,
};

const drawing: RulesOf<QrCodeOptions> = {
  errorCorrection: oneOf("L", "M", "Q", "H"),
  // Limited, so that a typing mistake does not make a picture that nobody can open.
  moduleSizeInPixels: integer(() => [1, 32]),
  title: text({ least: 0, most: 1000, lines: true }),
  terminalStyle: oneOf("colors", "onDark", "onLight"),
};

export const zeroTouchRules: OptionRules = { rules: zeroTouch };
export const contentRules: OptionRules = { rules: content };
export const drawingRules: OptionRules = { rules: drawing };
export const codeRules: OptionRules = { rules: { ...content, ...drawing } };
