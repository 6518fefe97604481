import type { QrContentOptions } from "../QrContentOptions";
import type { SheetLocale } from "./languages";

/** The token a sheet is for, under Graph's names: the outputs of an `EnrollmentToken` fit. */
export interface EnrollmentSheetToken {
  /** Graph's property of that name. The code holds it, and what the sheet's option `device` adds. */
  qrCodeContent: string;
  /** For typing in by hand. Not shown for AOSP profiles, whose devices cannot enroll with it. */
  tokenValue: string;
  /** ISO 8601 with offset, as Graph's DateTimeOffset. The years 1 and 9999 are shown as "no expiry date". */
  tokenExpirationDateTime: string;
  /** The enrollment profile's name. */
  profileDisplayName: string;
}

/** How a sheet looks. The lengths are bounded because a sheet prints on one page. */
export interface EnrollmentSheetOptions {
  /** The heading, 1 to 60 characters: what the devices are for, or whose they are. */
  title: string;
  /** Text of your own below the steps, at most 300 characters on at most 4 lines. Default: none. */
  instructions?: string | undefined;
  /** The sheet's language. Default `en`. */
  locale?: SheetLocale | undefined;
  /** The IANA name of the time zone the validity is shown in; it is named on the sheet. Default `UTC`. */
  timeZone?: string | undefined;
  /** What to add to the QR code for the setup of the device, such as Wi-Fi and its own locale. Default: nothing. */
  device?: QrContentOptions | undefined;
}
