import assert from "node:assert/strict";
import { run } from "../../provider/src/cli/run";
import type { ExitStatus, Terminal } from "../../provider/src/cli/terminal";
import { systemClock } from "../../provider/src/clock";
import { type SettingName, settingsTable } from "../../provider/src/config/settings";

/** What a command did. */
export interface Outcome {
  readonly status: ExitStatus;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process. */
export async function command(
  line: string,
  environment: Readonly<Record<string, string>> = {},
  terminal: Partial<Terminal> = {},
): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const status = await run(line.split(" ").filter(Boolean), {
    environment,
    folder: __dirname,
    clock: systemClock,
    print: (text) => out.push(text),
    confirm: undefined,
    interrupted: new AbortController().signal,
    ...terminal,
    notify: (message) => {
      err.push(message);
      terminal.notify?.(message);
    },
  });
  return { status, stdout: out.join("\n"), stderr: err.join("\n") };
}

/** The settings as environment variables. */
export function asEnvironment(config: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      settingsTable[name as SettingName].variables[0] ?? name,
      value,
    ]),
  );
}

/** The only JSON document on stdout. */
export function documentOf({ stdout }: Outcome): Record<string, unknown> {
  return JSON.parse(stdout) as Record<string, unknown>;
}

export function assertHoldsNone({ stdout, stderr }: Outcome, secrets: readonly string[]): void {
  for (const secret of secrets) {
    assert.ok(!stdout.includes(secret) && !stderr.includes(secret), "a secret was printed");
  }
  assert.doesNotMatch(stdout + stderr, /eyJ[\w-]+\.[\w-]+/, "an access token was printed");
}
