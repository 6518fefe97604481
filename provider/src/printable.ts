import { redact } from "./redact";

/**
 * A text as one line, without secrets, control or direction-changing characters, and not without end: it goes to a
 * terminal. Undefined where nothing is left of it.
 */
export function printable(value: unknown, secrets: readonly string[], longest = 600): string | undefined {
  // What was quoted may have lost its line breaks on the way, too.
  const text = typeof value === "string" ? value : "";
  const line = redact(oneLine(text), [...secrets, ...secrets.map(oneLine)]);
  if (line === "") return undefined;
  // Cut between characters: half a surrogate pair is no text.
  return line.length > longest ? `${line.slice(0, longest).replace(/\p{Cs}$/u, "")}…` : line;
}

/** A name in quotation marks, for a message: one short line, because the name may be anybody's text. */
export function quoted(name: string): string {
  return JSON.stringify(printable(name, [], 100) ?? "");
}

function oneLine(value: string): string {
  return value
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}
