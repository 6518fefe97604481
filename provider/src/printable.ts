import { redact } from "./redact";

/**
 * A text for the terminal: one line of limited length, without secrets, without control characters, and without
 * characters that change the text's direction. Undefined if nothing is left of it.
 */
export function printable(value: unknown, secrets: readonly string[], longest = 600): string | undefined {
  // A quoted secret may have lost its line breaks, so each secret is also searched for on one line.
  const text = typeof value === "string" ? value : "";
  const line = redact(oneLine(text), [...secrets, ...secrets.map(oneLine)]);
  if (line === "") return undefined;
  // Cuts between characters: half a surrogate pair is not valid text.
  return line.length > longest ? `${line.slice(0, longest).replace(/\p{Cs}$/u, "")}…` : line;
}

/** A name in quotation marks, for a message. One short line, because anybody may have written the name. */
export function quoted(name: string): string {
  return JSON.stringify(printable(name, [], 100) ?? "");
}

function oneLine(value: string): string {
  return value
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}
