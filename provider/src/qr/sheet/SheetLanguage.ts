/** What the steps depend on. */
export interface SheetSituation {
  /** AOSP devices have no Google services: their setup asks for the code by itself. */
  readonly aosp: boolean;
  /** The name of the Wi-Fi network in the code, if it holds one. */
  readonly wifiSsid: string | undefined;
}

/**
 * Every word of an enrollment sheet in one language. A language is one file in `languages/` and one line in
 * its index.
 */
export interface SheetLanguage {
  /** BCP 47 tag, for the page and for its dates. */
  readonly tag: string;
  /** Above the heading: what the sheet is. */
  readonly kicker: string;
  /** What a screen reader says for the code. */
  readonly qrCodeTitle: string;
  readonly profile: string;
  readonly validUntil: string;
  readonly noExpiry: string;
  readonly token: string;
  /** Where the token is typed in, for a device that cannot scan. */
  readonly tokenHint: string;
  readonly stepsHeading: string;
  readonly steps: (situation: SheetSituation) => readonly string[];
  readonly instructionsHeading: string;
  readonly confidential: string;
}
