export { startEmulator, type Emulator, type EmulatorOptions } from "./server";
export type { Behaviour } from "./behaviour";
export type { Attempt, Authorize, Verdict } from "./authorization";
export * from "./effects";
export type { FaultRule, Hold, UnusedFault } from "./faults";
export { summary, type RecordedRequest, type RequestLog, type RequestMatcher } from "./recorder";
export type { ThrottleOptions } from "./throttle";
export type { IssuedToken, TokenState } from "./entities/tokens";
export type * from "./entities/profile";
