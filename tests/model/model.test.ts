/**
 * Never twice, never lost, never told: random programs on one to three tokens, under random faults on any request and
 * with every behaviour that Microsoft leaves open, each step checked against a small model. The programs run in
 * processes of their own, one a core; `run.ts` says how to run and to replay them by hand.
 *
 * - `MODEL_RUNS`: how many programs in all. Default 300; `npm run test:long` has 100000, in `model.long.ts`.
 * - `MODEL_SEED`: which ones. Default: the same each time. A failure prints the seed, and how to replay it.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { leftOpen } from "./exceptions";
import { runPrograms } from "./programs";

const numRuns = Number(process.env.MODEL_RUNS ?? 300);
const firstSeed = Number(process.env.MODEL_SEED ?? 101);
/** Below two on two quiet cores; the rest is for machines that are busy. */
const minutes = 10;

describe("random programs under random faults", function () {
  this.timeout((minutes + 1) * 60_000);

  it(`${numRuns} programs keep every law of the model`, async () => {
    const say = (said: string) => void process.stdout.write(`      ${said}`);
    const { failed } = await runPrograms({ numRuns, firstSeed, minutes, say });
    assert.deepEqual(failed, [], "what is printed above broke a law, or came to no end");
  });

  it("each exception has a row in RELIABILITY.md", async () => {
    const page = await readFile(join(__dirname, "../../RELIABILITY.md"), "utf8");
    const rows = [...page.matchAll(/^\| (L\d+) +\* +\|/gm)].map(([, id]) => id);
    assert.deepEqual(rows, [...leftOpen]);
  });
});
