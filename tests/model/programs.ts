import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** So many programs to a process and seed: a failure is replayed without running all of the rest. */
const mostToAProcess = 2500;

export interface Programs {
  readonly numRuns: number;
  /** The processes that follow have the seeds that follow. */
  readonly firstSeed: number;
  /** After so long, what still runs is ended, and counts as failed. */
  readonly minutes: number;
  /** Told what each process says when it ends. */
  readonly say: (said: string) => void;
}

/** Runs programs in processes of their own, one a core at a time, and answers the seeds of those that broke a law. */
export async function runPrograms({
  numRuns,
  firstSeed,
  minutes,
  say,
}: Programs): Promise<readonly number[]> {
  const deadline = AbortSignal.timeout(minutes * 60_000);
  const cores = availableParallelism();
  const processes = Math.max(cores, Math.ceil(numRuns / mostToAProcess));
  const seeds = Array.from({ length: processes }, (_, index) => firstSeed + index);
  const waiting = [...seeds];
  const failed: number[] = [];
  const work = async () => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const { passed, said } = await run(seed, Math.ceil(numRuns / processes), deadline);
      say(passed || said !== "" ? said : `seed ${seed} did not end within ${minutes} minutes\n`);
      if (!passed) failed.push(seed);
    }
  };
  await Promise.all(Array.from({ length: cores }, work));
  return failed;
}

async function run(
  seed: number,
  numRuns: number,
  deadline: AbortSignal,
): Promise<{ readonly passed: boolean; readonly said: string }> {
  if (deadline.aborted) return { passed: false, said: "" };
  const child = spawn(process.execPath, ["--require", "ts-node/register", join(__dirname, "run.ts")], {
    env: { ...process.env, MODEL_SEED: String(seed), MODEL_RUNS: String(numRuns) },
    signal: deadline,
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on("close", resolve);
    // The deadline ends it, which shows in its code, too.
    child.on("error", () => undefined);
  });
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { passed: code === 0, said: out + err };
}
