import assert from "node:assert/strict";
import { duration, withProgress } from "../../tools/engine/progress";

describe("engine resolver: progress", () => {
  const fake = () => {
    const lines: string[] = [];
    const clock = { milliseconds: 1000, stopped: false, tick: () => {} };
    const progress = {
      say: (line: string) => lines.push(line),
      now: () => clock.milliseconds,
      every: (milliseconds: number, callback: () => void) => {
        clock.tick = () => {
          clock.milliseconds += milliseconds;
          callback();
        };
        return () => {
          clock.stopped = true;
        };
      },
    };
    return { lines, clock, progress };
  };

  it("says the elapsed time every 15 seconds until the work is done", async () => {
    const { lines, clock, progress } = fake();
    const answer = await withProgress("Building", progress, () => {
      clock.tick();
      clock.tick();
      return Promise.resolve("done");
    });
    assert.equal(answer, "done");
    assert.deepEqual(lines, ["Building: 15 s so far", "Building: 30 s so far"]);
    assert.ok(clock.stopped);
  });

  it("says that the work failed, and fails with it", async () => {
    const { lines, clock, progress } = fake();
    const work = () => Promise.reject(new Error("no space"));
    await assert.rejects(withProgress("Building", progress, work), /^Error: no space$/);
    assert.deepEqual(lines, ["Building: failed after 0 s"]);
    assert.ok(clock.stopped);
  });

  const durations: readonly (readonly [milliseconds: number, text: string])[] = [
    [0, "0 s"],
    [59_400, "59 s"],
    [59_600, "1 min 0 s"],
    [270_000, "4 min 30 s"],
  ];
  for (const [milliseconds, text] of durations) {
    it(`${milliseconds} ms reads "${text}"`, () => {
      assert.equal(duration(milliseconds), text);
    });
  }
});
