import { readSettings, type SettingName, type Settings } from "../config/settings";
import { IntuneError } from "../errors";
import { Session } from "../lifecycle/session";
import { printable } from "../printable";
import { type Given, textOf } from "./command";
import type { Terminal } from "./terminal";

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
  const config = stack === undefined ? new Map<string, string>() : await configurationOf(stack, folder);
  return readSettings((name: SettingName) => config.get(`intune:${name}`), environment, [...config.keys()]);
}

/** The session of a command. Its messages go to stderr. */
export function sessionFor(settings: Settings, { clock, notify, writeLimit }: Terminal): Session {
  return new Session({ settings, clock, notify, ...(writeLimit && { writeLimit }) });
}

/** Reads a stack's configuration, decrypted, without selecting the stack. */
async function configurationOf(stack: string, folder: string): Promise<ReadonlyMap<string, string>> {
  try {
    // Loaded only here, because loading it takes longer than the rest of the command.
    const { LocalWorkspace } = await import("@pulumi/pulumi/automation/index.js");
    const workspace = await LocalWorkspace.create({ workDir: folder });
    const config = await workspace.getAllConfig(stack);
    return new Map(Object.entries(config).map(([name, { value }]) => [name, value]));
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
