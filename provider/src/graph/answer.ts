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
  const requestId = printable(requestIdHeader) ?? printable(field(field(error, "innerError"), "request-id"));
  const code = printable(field(error, "code"));
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
  return printable(sentence);
}

/**
 * A text as one line, without control or direction-changing characters, and not without end: it goes to a terminal.
 * Undefined where nothing is left of it.
 */
export function printable(value: unknown): string | undefined {
  const line = text(value)
    ?.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  if (line === undefined || line === "") return undefined;
  // Cut between characters: half a surrogate pair is no text.
  return line.length > 600 ? `${line.slice(0, 600).replace(/\p{Cs}$/u, "")}…` : line;
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
