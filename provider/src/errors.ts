/**
 * What went wrong, in a form that code can switch on. The set only grows.
 *
 * - `configuration`: a setting is missing, malformed or contradicts another; nothing was called.
 * - `sign-in`: Microsoft Entra gave no access token.
 * - `not-found`: the enrollment profile does not exist (any more).
 * - `unauthorized`: Graph refused the access token itself (401).
 * - `forbidden`: the access token lacks a permission (403).
 * - `not-licensed`: the tenant has no active Intune licence or no MDM authority.
 * - `api-version`: this Graph root does not offer the resource in this API version.
 * - `invalid-request`: Graph refused what was sent.
 * - `throttled`: Graph went on answering 429.
 * - `unavailable`: Graph could not be reached, or failed.
 * - `unreadable-answer`: the answer is not what Graph sends; something stands in between.
 * - `outcome-unknown`: a write was sent and nothing shows whether it ran.
 * - `not-readable-yet`: Graph accepted the request for a token, but does not show the token yet.
 */
export type IntuneErrorCode =
  | "configuration"
  | "sign-in"
  | "not-found"
  | "unauthorized"
  | "forbidden"
  | "not-licensed"
  | "api-version"
  | "invalid-request"
  | "throttled"
  | "unavailable"
  | "unreadable-answer"
  | "outcome-unknown"
  | "not-readable-yet";

/**
 * What goes wrong between the stack and Intune: configuration, sign-in, Microsoft Graph. The message is for people and
 * holds no secret; `code` is for programs. Pictures and sheets have errors of their own, of the class QrCodeError.
 */
export class IntuneError extends Error {
  /** Stable across releases; see {@link IntuneErrorCode}. */
  readonly code: IntuneErrorCode;

  constructor(code: IntuneErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "IntuneError";
    this.code = code;
  }
}
