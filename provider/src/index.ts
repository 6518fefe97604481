/** What a Pulumi program imports. */
export { EnrollmentToken, type QrCodeImage } from "./resources/EnrollmentToken";
export type { EnrollmentTokenArgs } from "./resources/EnrollmentTokenArgs";
export type { QrCodeForm, QrCodeOptions } from "./qr/QrCodeOptions";
export type { QrContentOptions, WifiNetwork } from "./qr/QrContentOptions";
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
