/**
 * The programs of `model.test.ts`, many more of them, and others each time.
 *
 * - `MODEL_RUNS`: how many programs in all. Default 100000.
 * - `MODEL_SEED`: which ones. Default: others each time. Each process prints its seed, with which `run.ts` replays it.
 * - `MODEL_MINUTES`: how long they may take; programs that are left then count as failed. Default 180.
 */
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { leftOpen } from "./exceptions";
import { runPrograms } from "./programs";

const numRuns = Number(process.env.MODEL_RUNS ?? 100_000);
const firstSeed = Number(process.env.MODEL_SEED ?? randomInt(2 ** 30));
const minutes = Number(process.env.MODEL_MINUTES ?? 180);

describe("random programs under random faults, for long", function () {
  this.timeout((minutes + 1) * 60_000);

  it(`${numRuns} programs from seed ${firstSeed} on keep every law of the model`, async () => {
    const say = (said: string) => void process.stdout.write(`      ${said}`);
    const { failed, needed } = await runPrograms({ numRuns, firstSeed, minutes, say });
    assert.deepEqual(failed, [], "what is printed above broke a law, or came to no end");
    // What was never needed in so many programs is no exception any more.
    const idle = numRuns >= 100_000 ? leftOpen.filter((id) => !needed.has(id)) : [];
    assert.deepEqual(idle, [], "these rows of RELIABILITY.md, and their exceptions, can go");
  });
});
