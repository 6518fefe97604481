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
  /** The network to join before anything is downloaded. Replaces, wholly, one that the content names. */
  wifi?: WifiNetwork | undefined;
  /** Whether to download over mobile data, from Android 13; `wifi` goes first. Android's default: false. */
  useMobileData?: boolean | undefined;
  /** The device's language and country as Android writes them: `xx_YY`, for example `en_US`. */
  locale?: string | undefined;
  /** The device's time zone by its IANA name, for example `Europe/Madrid`. */
  timeZone?: string | undefined;
  /** Whether setup may leave the device's storage unencrypted. Android's default: false. */
  skipEncryption?: boolean | undefined;
  /** Whether the system apps stay enabled that setup would disable. Android's default: false. */
  leaveAllSystemAppsEnabled?: boolean | undefined;
  /**
   * Any other extra that Android documents, by its whole name:
   * `{ "android.app.extra.PROVISIONING_SKIP_EDUCATION_SCREENS": true }`. The value has the extra's type: true or false,
   * an integer or a text.
   */
  extras?:
    Readonly<Record<`android.app.extra.PROVISIONING_${string}`, string | number | boolean>> | undefined;
}

/** What a zero-touch configuration can hold of what a QR code can. */
export type ZeroTouchOptions = Pick<QrContentOptions, "locale" | "timeZone" | "leaveAllSystemAppsEnabled">;

/** The forms a QR code is drawn in: an SVG document, a PNG picture in base64, or text for a terminal. */
export type QrCodeForm = "svg" | "png" | "terminal";

/** How a QR code is drawn. */
export interface QrCodeOptions {
  /**
   * How much of a damaged code can be restored, at least: L 7 %, M 15 %, Q 25 %, H 30 %. More where it costs
   * no space. Default M: sheets of paper crease and fade. L makes the smallest code, for a narrow terminal.
   */
  errorCorrection?: "L" | "M" | "Q" | "H" | undefined;
  /**
   * The side of one module, the code's smallest square, in pixels: an integer, 1 to 32. Default 8, which
   * prints a code of Intune's length about 6.5 cm wide at 300 dpi. Not used by `terminal`.
   */
  moduleSizeInPixels?: number | undefined;
  /** What a screen reader says for an `svg`. Default "QR code". Never the content: that is a secret. */
  title?: string | undefined;
  /**
   * How `terminal` is drawn. `colors`: in explicit black and white, for every terminal with ANSI colors. `onDark` and
   * `onLight`: without colors, for a terminal with a dark or a light background. Default `colors`, and `onDark` if the
   * environment of the program has `NO_COLOR` or `TERM=dumb`.
   */
  terminalStyle?: "colors" | "onDark" | "onLight" | undefined;
}

/** Android's form of a locale is `xx_YY`. Codes that are unknown, or out of use like `en_UK`, do not pass. */
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

/** A time zone must have its name in the IANA database, written as it is there: Android minds the case. */
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
  // Bounded, so that a slip does not make a picture nobody can open.
  moduleSizeInPixels: integer(() => [1, 32]),
  title: text({ least: 0, most: 1000, lines: true }),
  terminalStyle: oneOf("colors", "onDark", "onLight"),
};

export const zeroTouchRules: OptionRules = { rules: zeroTouch };
export const contentRules: OptionRules = { rules: content };
export const drawingRules: OptionRules = { rules: drawing };
export const codeRules: OptionRules = { rules: { ...content, ...drawing } };
