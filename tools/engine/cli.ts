/** `npm run pulumi -- ARGS`: Pulumi as this repository runs it, without anyone having to install it first. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { type Engine, EngineNotFoundError, resolveEngine } from "./resolveEngine";

async function main(): Promise<void> {
  const engine = await resolveEngine();
  // npm changes to the repository's root before it runs a script; INIT_CWD is where the caller was.
  const folder = process.env.INIT_CWD ?? process.cwd();
  process.exitCode = await runEngine(engine, process.argv.slice(2), folder);
}

/** Runs the engine as if the caller had called it, and resolves with the exit code a shell would show. */
async function runEngine(engine: Engine, args: readonly string[], folder: string): Promise<number> {
  const child = spawn(engine.command, args, {
    cwd: folder,
    env: { ...process.env, ...engine.environment },
    stdio: "inherit",
  });
  const forward = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  // A terminal gives Ctrl-C to the engine as well. Forwarding it would be a second one, on which the engine gives up in
  // the middle of an update instead of finishing what it has begun.
  const hasTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
  process.on("SIGINT", hasTerminal ? () => undefined : forward);
  process.on("SIGTERM", forward).on("SIGHUP", forward);
  return new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
    });
  });
}

main().catch((error: unknown) => {
  if (!(error instanceof EngineNotFoundError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
