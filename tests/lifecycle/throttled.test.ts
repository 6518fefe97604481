import assert from "node:assert/strict";
import { type Effect, respond } from "../emulator";
import { type Stack, startStack, stopStacks } from "./harness";

/** The seconds that an `up` takes by the stack's clock, which stands still while nobody waits. */
async function secondsOfUp(stack: Stack): Promise<number> {
  const before = stack.clock.now().getTime();
  await stack.up();
  return (stack.clock.now().getTime() - before) / 1000;
}

describe("waiting for Microsoft Graph", () => {
  afterEach(stopStacks);

  for (const aheadInSeconds of [0, 600, -600]) {
    it(`a date to come again at counts by Graph's clock, which is ${aheadInSeconds} s ahead`, async () => {
      const stack = await startStack({ aheadInSeconds });
      const date = new Date(stack.clock.now().getTime() + (aheadInSeconds + 30) * 1000);
      stack.emulator.fault({ action: "createToken" }, respond(429, { retryAfter: date }));
      assert.equal(await secondsOfUp(stack), 30);
    });
  }

  for (const [what, retryAfter] of [
    ["at once", 0],
    ["at a time gone by", new Date(0)],
  ] as const) {
    it(`told to come again ${what}, it does so once, and later and later after that`, async () => {
      const stack = await startStack();
      stack.emulator.fault({ method: "GET" }, respond(429, { retryAfter }));
      assert.equal(await secondsOfUp(stack), 0);
      const again = await startStack();
      again.emulator.fault({ method: "GET", times: 6 }, respond(429, { retryAfter }));
      const seconds = await secondsOfUp(again);
      assert.ok(seconds >= 15 && seconds <= 31, String(seconds));
    });
  }

  /** Answers to the first requests, in this order. */
  const script = (stack: Stack, effects: readonly Effect[]) => {
    for (const effect of effects) stack.emulator.fault({ method: "GET" }, effect);
  };
  const throttled = respond(429, { retryAfter: 1 });
  const failed = respond(503);

  it("a fault that passes is passed over, however often it was throttled before", async () => {
    const stack = await startStack();
    script(stack, [throttled, throttled, throttled, throttled, failed, failed, failed]);
    await stack.up();
    assert.equal(stack.issued, 1);
  });

  it("a server that fails four times is given up, however often it throttles in between", async () => {
    const stack = await startStack();
    script(stack, [failed, throttled, failed, throttled, failed, failed]);
    await assert.rejects(stack.up(), { code: "unavailable" });
    assert.equal(stack.emulator.requests.count(), 6);
  });
});
