import type { ParseArgsOptionsConfig } from "node:util";
import { didYouMean } from "../didYouMean";
import { quoted } from "../printable";
import type { ExitStatus, Terminal } from "./terminal";

/** Options by name, as they were given. */
export type Given = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

export interface Command {
  /** One line, for the list of commands. */
  readonly summary: string;
  /** The rest of what `--help` shows, with an example. */
  readonly help: string;
  /** Options that only this command has. */
  readonly options: ParseArgsOptionsConfig;
  /** True if the command has to finish its clean-up after Ctrl-C. */
  readonly cleansUp?: true;
  readonly run: (given: Given, terminal: Terminal) => Promise<ExitStatus>;
}

/** The command line is wrong. The message is one line that says what is expected. */
export class UsageError extends Error {}

/** The error for a name that does not exist, with the name that was probably meant. */
export function unknownName(what: string, given: string, names: readonly string[]): UsageError {
  const hint = didYouMean(given, names);
  return new UsageError(`There is no ${what} ${quoted(given)}: ${hint}${hint.endsWith("?") ? "" : "."}`);
}

/** The option's text; undefined if it is not given. */
export function textOf(given: Given, name: string): string | undefined {
  const value = given[name];
  return typeof value === "string" ? value : undefined;
}

/** Prints one JSON document. Nothing else may go to stdout. */
export function printJson(terminal: Terminal, document: unknown): void {
  terminal.print(JSON.stringify(document, undefined, 2));
}
