/**
 * What went wrong, as a code to switch on. Codes are added, never removed.
 *
 * - `configuration`: a setting is missing, malformed or contradicts another; no request was sent.
 * - `sign-in`: Microsoft Entra gave no access token.
 * - `not-found`: the enrollment profile does not exist, or no longer exists.
 * - `unauthorized`: Graph refused the access token itself (401).
 * - `forbidden`: the access token lacks a permission (403).
 * - `not-licensed`: the tenant has no active Intune licence or no MDM authority.
 * - `api-version`: this Graph endpoint does not have the resource in this API version.
 * - `invalid-request`: Graph refused what was sent.
 * - `throttled`: Graph kept answering 429.
 * - `unavailable`: Graph could not be reached, or failed.
 * - `unreadable-answer`: the answer does not come from Graph: something in between, such as a proxy, answered.
 * - `outcome-unknown`: a write was sent, and it is not known whether it ran.
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
 * An error in the configuration, the sign-in or a call of Microsoft Graph. The message is for people and holds no
 * secret; `code` is for programs. QR codes and sheets throw a QrCodeError instead.
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
