import { readFileSync } from "node:fs";
import { IntuneError } from "../errors";
import { placeholderForm } from "../config/values";

/** An error's code, for example `ENOENT`: unlike the message, it never quotes what was read or sent. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unreadable";
}

/**
 * The text of a file that holds one value, without white space around it.
 *
 * @param what how messages begin, for example `The OIDC token file /token`
 * @throws {IntuneError} with this code, if the file cannot be read, is empty, or holds a placeholder
 */
export function readValueFile(path: string, what: string, code: "configuration" | "sign-in"): string {
  let value;
  try {
    value = decodeText(readFileSync(path)).trim();
  } catch (error) {
    throw new IntuneError(code, `${what} cannot be read (${codeOf(error)}).`);
  }
  if (value === "") throw new IntuneError(code, `${what} is empty.`);
  const placeholder = placeholderForm(value);
  if (placeholder === undefined) return value;
  throw new IntuneError(
    code,
    `${what} holds a placeholder like ${placeholder} instead of a value: the program that writes the file has not replaced it.`,
  );
}

/** A file's text: UTF-8, or UTF-16 as Windows PowerShell writes it, each with or without a byte order mark. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const littleEndian = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const bigEndian = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  const encoding = littleEndian ? "utf-16le" : bigEndian ? "utf-16be" : "utf-8";
  // The decoder drops a byte order mark.
  return new TextDecoder(bytes.length < 2 ? "utf-8" : encoding).decode(bytes);
}
