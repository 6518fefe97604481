export type { Authorize } from "./admission";
export { startEmulator, type Emulator, type EmulatorOptions } from "./server";
export type { Behaviour } from "./behaviour";
export { listen, loopbackCertificate } from "./loopback";
export {
  claimsChallenge,
  notJson,
  redirect,
  reset,
  respond,
  stall,
  strayNotFound,
  truncate,
  twice,
  wrongContentType,
  type Effect,
  type FaultRule,
  type Hold,
  type When,
} from "./faults";
export type {
  AndroidDeviceOwnerEnrollmentProfile,
  EnrollmentProfile,
  NewProfile,
  ProfileType,
} from "./profile";
export { summary, type RecordedRequest, type RequestMatcher } from "./recorder";
export { qrCodeImage, type IssuedToken, type TokenState } from "./tokens";
