import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ParseArgsOptionsConfig } from "node:util";
import { readSettings, type SettingName, type Settings } from "../config/settings";
import { didYouMean } from "../didYouMean";
import { IntuneError } from "../errors";
import { Session } from "../lifecycle/session";
import { printable, quoted } from "../printable";
import type { ExitStatus, Terminal } from "./terminal";

/** The package's version, from the manifest beside the compiled code. */
export const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as {
  readonly version: string;
};

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

/** The tenant that a command works in: the one given with `--tenant`, or else that of the settings. */
export function tenantOf(given: Given, settings: Settings): string | undefined {
  return textOf(given, "tenant") ?? settings.tenantId;
}

/**
 * Reads the settings from the environment. With `--stack`, that stack's configuration comes first, as in `pulumi up`.
 *
 * @throws {IntuneError} `configuration`
 */
export async function settingsFor(given: Given, { folder, environment }: Terminal): Promise<Settings> {
  const stack = textOf(given, "stack");
  if (stack === undefined) return readSettings(() => undefined, environment);
  const { values, projectName } = await configurationOf(stack, folder);
  const get = (name: SettingName) => values.get(`intune:${name}`);
  return readSettings(get, environment, [...values.keys()], projectName);
}

/** The session of a command. Its messages go to stderr. */
export function sessionFor(settings: Settings, { clock, notify, writeLimit }: Terminal): Session {
  return new Session({ settings, clock, notify, ...(writeLimit && { writeLimit }) });
}

/** Reads a stack's configuration, decrypted, without selecting the stack. */
async function configurationOf(
  stack: string,
  folder: string,
): Promise<{ readonly values: ReadonlyMap<string, string>; readonly projectName: string }> {
  try {
    // Loaded only here, because loading it takes longer than the rest of the command.
    const { LocalWorkspace } = await import("@pulumi/pulumi/automation/index.js");
    const workspace = await LocalWorkspace.create({ workDir: folder });
    const config = await workspace.getAllConfig(stack);
    const values = new Map(Object.entries(config).map(([name, { value }]) => [name, value]));
    return { values, projectName: (await workspace.projectSettings()).name };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const reason = /^.*\berror: (.+)$/m.exec(said)?.[1] ?? said.split("\n")[0];
    throw new IntuneError(
      "configuration",
      `The configuration of stack ${JSON.stringify(stack)} cannot be read in ${folder}: ${printable(reason, []) ?? ""} ` +
        "Run the command in the folder of the project's Pulumi.yaml, with the Pulumi CLI on the PATH, logged in and with the stack's passphrase.",
    );
  }
}
