/** `npm run pulumi -- ARGS`: Pulumi as this repository runs it, without anyone having to install it first. */
import { EngineNotFoundError } from "./firstEngine";
import { resolveEngine } from "./resolveEngine";
import { runEngine } from "./runEngine";

async function main(): Promise<void> {
  const engine = await resolveEngine();
  // npm changes to the repository's root before it runs a script; INIT_CWD is where the caller was.
  const folder = process.env.INIT_CWD ?? process.cwd();
  process.exitCode = await runEngine(engine, process.argv.slice(2), { folder, environment: process.env });
}

main().catch((error: unknown) => {
  if (!(error instanceof EngineNotFoundError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
