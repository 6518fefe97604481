import type { ParseArgsOptionsConfig } from "node:util";
import { didYouMean } from "../didYouMean";
import { quoted } from "../printable";
import type { ExitStatus, Terminal } from "./terminal";

/** Options by name, as they were given. */
export type Given = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

export interface Command {
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What `--help` shows besides, with an example. */
  readonly help: string;
  /** Options besides the common ones. */
  readonly options: ParseArgsOptionsConfig;
  /** True where it has to get to its end after Ctrl-C, too. */
  readonly cleansUp?: true;
  readonly run: (given: Given, terminal: Terminal) => Promise<ExitStatus>;
}

/** The command line cannot be understood. The message is one line that says what would do. */
export class UsageError extends Error {}

/** A name that does not exist, with the one that was probably meant. */
export function noSuch(what: string, given: string, names: readonly string[]): UsageError {
  const hint = didYouMean(given, names);
  return new UsageError(`There is no ${what} ${quoted(given)}: ${hint}${hint.endsWith("?") ? "" : "."}`);
}

/** The option's text; undefined where it is not given. */
export function textOf(given: Given, name: string): string | undefined {
  const value = given[name];
  return typeof value === "string" ? value : undefined;
}

/** One JSON document, the only thing on stdout. */
export function printJson(terminal: Terminal, document: unknown): void {
  terminal.print(JSON.stringify(document, undefined, 2));
}
