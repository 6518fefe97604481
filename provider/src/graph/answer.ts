import { printable } from "../printable";

/** Microsoft Graph's description of an error, unwrapped for people. */
export interface GraphErrorDescription {
  /** Graph's own error code, for example `ResourceNotFound`. */
  readonly code?: string;
  readonly message?: string;
  /** Names the request to Microsoft's support. */
  readonly requestId?: string;
}

/**
 * Reads Graph's error envelope. Intune often puts a JSON text into `message`, whose own `Message` carries the
 * sentence and then ids and an internal address; the sentence is what is kept.
 *
 * Source: https://learn.microsoft.com/graph/errors
 *
 * @param secrets what Graph may quote of a request, and no message may repeat
 */
export function describeError(
  body: string,
  requestIdHeader?: string,
  secrets: readonly string[] = [],
): GraphErrorDescription {
  const error = field(parseJson(body), "error");
  const requestId =
    printable(requestIdHeader, secrets) ??
    printable(field(field(error, "innerError"), "request-id"), secrets);
  const code = printable(field(error, "code"), secrets);
  const message = printable(sentenceOf(text(field(error, "message"))), secrets);
  return {
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

function sentenceOf(message: string | undefined): string | undefined {
  const inner = message?.trimStart().startsWith("{") ? text(field(parseJson(message), "Message")) : undefined;
  return (inner ?? message)?.split(" - Operation ID (for customer support)")[0];
}

/** The parsed text, or undefined where it is not JSON. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
