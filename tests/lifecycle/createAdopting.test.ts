import assert from "node:assert/strict";
import { startStack, stopStacks } from "./harness";

describe("create with adoptExisting", () => {
  afterEach(stopStacks);

  it("takes over a token with life enough left, and issues none", async () => {
    const stack = await startStack();
    const existing = stack.emulator.issueToken(stack.profileId, 7200);
    const { state } = await stack.up({ adoptExisting: true, renewBeforeInSeconds: 3599 });
    assert.equal(state.tokenValue, existing.value);
    assert.equal(state.generation, 0);
    assert.deepEqual(stack.requests(), ["GET"]);
    assert.match(stack.notices.join(), /Adopting the token/);
  });

  for (const [left, why] of [
    [3599, "no more than renewBeforeInSeconds left"],
    [0, "no token"],
  ] as const) {
    it(`issues one where there is ${why}`, async () => {
      const stack = await startStack();
      if (left > 0) stack.emulator.issueToken(stack.profileId, left);
      const { state } = await stack.up({ adoptExisting: true, renewBeforeInSeconds: 3599 });
      assert.equal(state.generation, 1);
      assert.equal(stack.issued, 1);
      assert.match(stack.notices.join(), /no token with life enough left/);
    });
  }
});
