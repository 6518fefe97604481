export { startEmulator, type Emulator, type EmulatorOptions } from "./server";
export type { Attempt, Authorize, ThrottleOptions, Verdict } from "./admission";
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
  type RespondOptions,
  type UnusedFault,
  type When,
} from "./faults";
export type * from "./profile";
export { summary, type RecordedRequest, type RequestLog, type RequestMatcher } from "./recorder";
export { qrCodeImage, type IssuedToken, type TokenState } from "./tokens";
