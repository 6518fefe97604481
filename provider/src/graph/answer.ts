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
 */
export function describeError(body: string, requestIdHeader?: string): GraphErrorDescription {
  const error = field(parseJson(body), "error");
  const requestId = requestIdHeader ?? text(field(field(error, "innerError"), "request-id"));
  const code = text(field(error, "code"));
  const message = unwrapMessage(text(field(error, "message")));
  return {
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

function unwrapMessage(message: string | undefined): string | undefined {
  const inner = message?.trimStart().startsWith("{") ? text(field(parseJson(message), "Message")) : undefined;
  const sentence = (inner ?? message)?.split(" - Operation ID (for customer support)")[0];
  const line = printable(sentence ?? "");
  return line === "" ? undefined : line;
}

/** One line, without control or direction-changing characters, and not without end: it goes to a terminal. */
function printable(value: string): string {
  const line = value
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return line.length > 600 ? `${line.slice(0, 600)}…` : line;
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
