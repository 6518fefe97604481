/**
 * What went wrong, in a form that code can switch on. The set only grows.
 *
 * - `invalid-option`: one or more options cannot be used; `faults` names each of them.
 * - `unreadable-content`: the content is empty, or neither JSON nor base64 of JSON.
 * - `content-too-long`: the content does not fit into one QR code.
 * - `no-enrollment-token`: the content carries no token of Android Device Policy, as with AOSP profiles.
 */
export type QrCodeErrorCode =
  "invalid-option" | "unreadable-content" | "content-too-long" | "no-enrollment-token";

/**
 * Every error of the QR code and enrollment sheet functions. Neither the message nor `faults` ever holds the
 * content, the token or a password, so both may be logged.
 */
export class QrCodeError extends Error {
  /** Stable across releases; see {@link QrCodeErrorCode}. */
  readonly code: QrCodeErrorCode;
  /** One sentence a fault, in the order of the options. A single entry unless several options are wrong. */
  readonly faults: readonly string[];

  constructor(code: QrCodeErrorCode, ...faults: readonly [string, ...string[]]) {
    super(faults.join("\n"));
    this.name = "QrCodeError";
    this.code = code;
    this.faults = faults;
  }
}

/**
 * Reports every fault at once, so that a stack is corrected in one go.
 *
 * @throws {QrCodeError} `invalid-option`, if there is any fault.
 */
export function refuseFaults(faults: readonly string[]): void {
  const [first, ...others] = faults;
  if (first !== undefined) throw new QrCodeError("invalid-option", first, ...others);
}
