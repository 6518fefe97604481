import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { Engine } from "./types";

/** Runs the engine as if the caller had called it, and resolves with the exit code a shell would show. */
export async function runEngine(
  engine: Engine,
  args: readonly string[],
  options: { readonly folder: string; readonly environment: NodeJS.ProcessEnv },
): Promise<number> {
  const child = spawn(engine.command, args, {
    cwd: options.folder,
    env: { ...options.environment, ...engine.environment },
    stdio: "inherit",
  });

  const forward = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  // A terminal gives Ctrl-C to the engine as well. Forwarding it would be a second one, on which the engine gives up in
  // the middle of an update instead of finishing what it has begun.
  const interrupt = hasTerminal() ? () => undefined : forward;
  process.on("SIGINT", interrupt).on("SIGTERM", forward).on("SIGHUP", forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
      });
    });
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", forward).off("SIGHUP", forward);
  }
}

function hasTerminal(): boolean {
  return [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
}
