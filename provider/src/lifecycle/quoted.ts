import { printable } from "../graph/answer";

/** A name in quotation marks, for a message. It may be anybody's text, and goes to a terminal: as one short line. */
export function quoted(name: string): string {
  return JSON.stringify(printable(name, [], 100) ?? "");
}
