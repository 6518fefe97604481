/** What a Pulumi program imports. */
export { EnrollmentToken, type QrCodeImage } from "./resources/EnrollmentToken";
export type { EnrollmentTokenArgs } from "./resources/EnrollmentTokenArgs";
export type { QrCodeForm, QrCodeOptions } from "./qr/QrCodeOptions";
export type { QrContentOptions, WifiNetwork } from "./qr/QrContentOptions";
export { IntuneError, type IntuneErrorCode } from "./errors";
export { secondsIn } from "./secondsIn";
