import { execFile } from "node:child_process";
import type { EngineStack } from "./harness";

/** A command of the engine as people give it, in the project's folder. Resolves with what it said, be it a failure. */
export function command(
  { folder, environment }: EngineStack,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const options = { cwd: folder, env: { ...process.env, ...environment, ...more }, maxBuffer: 2 ** 26 };
  return new Promise((resolve) => {
    execFile(
      "pulumi",
      [...args, "--non-interactive", "--stack", "dev"],
      options,
      (_error, stdout, stderr) => {
        resolve(stdout + stderr);
      },
    );
  });
}
