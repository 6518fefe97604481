/** What a Pulumi program imports. */
export { EnrollmentProfile, type EnrollmentProfileArgs } from "./resources/EnrollmentProfile";
export { EnrollmentToken, type EnrollmentTokenArgs, type QrCodeImage } from "./resources/EnrollmentToken";
export {
  aospConfiguration,
  enrollmentQrCode,
  enrollmentSheet,
  knoxConfiguration,
  type TokenToHandOut,
  zeroTouchConfiguration,
} from "./resources/handOut";
export type { InputsOf } from "./resources/InputsOf";
export { QrCodeError, type QrCodeErrorCode } from "./qr/faults";
export type { WifiNetwork } from "./qr/network";
export type { QrCodeForm, QrCodeOptions, QrContentOptions, ZeroTouchOptions } from "./qr/options";
export type { EnrollmentSheetOptions } from "./qr/sheet";
export {
  getEnrollmentProfile,
  type GetEnrollmentProfileArgs,
  getEnrollmentProfileOutput,
  type GetEnrollmentProfileOutputArgs,
  type GetEnrollmentProfileResult,
  listEnrollmentProfiles,
  type ListEnrollmentProfilesArgs,
  listEnrollmentProfilesOutput,
} from "./resources/getEnrollmentProfile";
export {
  getEnrollmentToken,
  type GetEnrollmentTokenArgs,
  getEnrollmentTokenOutput,
  type GetEnrollmentTokenOutputArgs,
  type GetEnrollmentTokenResult,
} from "./resources/getEnrollmentToken";
export { IntuneError, type IntuneErrorCode } from "./errors";
export { secondsIn } from "./secondsIn";
