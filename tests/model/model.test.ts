/**
 * Never twice, never lost, never told: random programs on one to three tokens, under random faults on any request and
 * with every behaviour that Microsoft leaves open, each step checked against a small model. The programs run in
 * processes of their own, one a core; `run.ts` says how to run and to replay them by hand.
 *
 * - `MODEL_RUNS`: how many programs in all. Default 2000; `npm run test:long` has 100000.
 * - `MODEL_SEED`: which ones. Default: the same each time. A failure prints the seed, and how to replay it.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const processes = 2;
const numRuns = Number(process.env.MODEL_RUNS ?? 2000);
const firstSeed = Number(process.env.MODEL_SEED ?? 101);

async function run(seed: number): Promise<{ readonly passed: boolean; readonly said: string }> {
  const child = spawn(process.execPath, ["--require", "ts-node/register", join(__dirname, "run.ts")], {
    env: { ...process.env, MODEL_SEED: String(seed), MODEL_RUNS: String(Math.ceil(numRuns / processes)) },
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { passed: code === 0, said: out + err };
}

describe("random programs under random faults", function () {
  // Measured at some 18 ms a program and process; the rest is for machines that are busy.
  this.timeout(60_000 + numRuns * 120);

  it(`${numRuns} programs keep every law of the model`, async () => {
    const seeds = Array.from({ length: processes }, (_, index) => firstSeed + index);
    const runs = await Promise.all(seeds.map(run));
    for (const { said } of runs) process.stdout.write(`      ${said}`);
    assert.ok(
      runs.every(({ passed }) => passed),
      "a program broke a law: it is printed above, with its seed",
    );
  });
});
