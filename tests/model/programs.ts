import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** The most programs for one process and seed, so that a failure is replayed without all the rest. */
const mostToAProcess = 2500;

export interface Programs {
  readonly numRuns: number;
  /** The other processes have the next seeds. */
  readonly firstSeed: number;
  /** After this time, processes that still run are ended, and count as failed. */
  readonly minutes: number;
  /** Gets the output of each process when it ends. */
  readonly say: (said: string) => void;
}

export interface Outcome {
  /** The seeds of the processes in which a law was broken. */
  readonly failed: readonly number[];
  /** The exceptions that were needed, by their ids in RELIABILITY.md. */
  readonly needed: ReadonlySet<string>;
}

/** Runs programs in processes of their own, one a core at a time. */
export async function runPrograms({ numRuns, firstSeed, minutes, say }: Programs): Promise<Outcome> {
  const deadline = AbortSignal.timeout(minutes * 60_000);
  const cores = availableParallelism();
  const processes = Math.max(cores, Math.ceil(numRuns / mostToAProcess));
  const seeds = Array.from({ length: processes }, (_, index) => firstSeed + index);
  const waiting = [...seeds];
  const failed: number[] = [];
  const needed = new Set<string>();
  const work = async () => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const { passed, said } = await run(seed, Math.ceil(numRuns / processes), deadline);
      say(passed || said !== "" ? said : `seed ${seed} did not end within ${minutes} minutes\n`);
      if (!passed) failed.push(seed);
      const told = JSON.parse(/^needed: (.*)$/m.exec(said)?.[1] ?? "{}") as object;
      for (const id of Object.keys(told)) needed.add(id);
    }
  };
  await Promise.all(Array.from({ length: cores }, work));
  return { failed, needed };
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
    // If the deadline ended it, the exit code shows that, too.
    child.on("error", () => undefined);
  });
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { passed: code === 0, said: out + err };
}
