/**
 * Random programs against the provider, in a process of their own, as `model.test.ts` starts it. By hand:
 *
 *     MODEL_SEED=1 MODEL_RUNS=500 npx node -r ts-node/register tests/model/run.ts
 *
 * - `MODEL_RUNS`: how many programs. Default 200.
 * - `MODEL_SEED`: which ones. Default: others each time; it is printed.
 * - `MODEL_PATH`, `MODEL_REPLAY`: with the seed, the smallest failing program of a failed run, both printed by it.
 */
import "./quickDigest";
import { randomInt } from "node:crypto";
import fc from "fast-check";
import { commands, type Model } from "./commands";
import { converge, destroyAll } from "./engine";
import { needed } from "./exceptions";
import { scene } from "./scene";
import { World } from "./world";

// The jitter of waits, so that a seed replays to the millisecond.
Math.random = () => 0.5;

const { MODEL_SEED, MODEL_RUNS, MODEL_PATH, MODEL_REPLAY } = process.env;
const seed = Number(MODEL_SEED ?? randomInt(2 ** 31));
const numRuns = Number(MODEL_RUNS ?? 200);

const programs = fc.commands(commands, {
  maxCommands: 14,
  size: "max",
  ...(MODEL_REPLAY === undefined ? {} : { replayPath: MODEL_REPLAY }),
});

const property = fc.asyncProperty(scene, programs, async (start, program) => {
  const world = await World.start(start);
  try {
    await fc.asyncModelRun(() => ({ model: {} satisfies Model, real: world }), program);
    for (const resource of world.resources) {
      await converge(world, resource);
      await destroyAll(world, resource);
    }
  } finally {
    await world.close();
  }
});

async function main(): Promise<void> {
  const started = performance.now();
  const replay = MODEL_PATH === undefined ? {} : { path: MODEL_PATH, endOnFailure: true };
  const run = await fc.check(property, { seed, numRuns, ...replay });
  if (run.failed) {
    const { errorInstance } = run;
    const broken = errorInstance instanceof Error ? errorInstance.stack : String(errorInstance);
    process.stdout.write(`${fc.defaultReportMessage(run) ?? ""}\n${broken}\n`);
    process.exitCode = 1;
    return;
  }
  const took = Math.round((performance.now() - started) / 1000);
  process.stdout.write(`needed: ${JSON.stringify(Object.fromEntries(needed))}\n`);
  process.stdout.write(`${run.numRuns} programs of seed ${seed} kept every law (${took} s)\n`);
}

void main();
