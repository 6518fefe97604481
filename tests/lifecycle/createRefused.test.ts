import assert from "node:assert/strict";
import { respond } from "../emulator";
import { startStack, stopStacks } from "./harness";

describe("create", () => {
  afterEach(stopStacks);

  for (const retryAfter of [0, 0.25, "0.05", new Date("2026-01-15T12:00:00Z"), undefined, "soon", "-1"]) {
    it(`a 429 with Retry-After ${String(retryAfter)} is repeated, and one token issued`, async () => {
      const stack = await startStack();
      stack.emulator.fault(
        { action: "createToken", times: 2 },
        respond(429, retryAfter === undefined ? {} : { retryAfter }),
      );
      await stack.up();
      assert.equal(stack.emulator.requests.count({ action: "createToken" }), 3);
      assert.equal(stack.issued, 1);
    });
  }

  it("a Retry-After of an hour is not waited for", async () => {
    const stack = await startStack();
    stack.emulator.fault({ action: "createToken" }, respond(429, { retryAfter: 3600 }));
    await assert.rejects(stack.up(), { code: "throttled" });
  });

  for (const [status, code] of [
    [400, "invalid-request"],
    [403, "forbidden"],
    [404, "not-found"],
    [409, "invalid-request"],
    [307, "unreadable-answer"],
  ] as const) {
    it(`a ${status} says that no token was issued, and is not repeated`, async () => {
      const stack = await startStack();
      stack.emulator.fault(
        { action: "createToken" },
        respond(status, { headers: { Location: "https://127.0.0.1" } }),
      );
      await assert.rejects(stack.up(), { code });
      assert.deepEqual(stack.requests(), ["GET", "createToken"]);
      assert.equal(stack.state, undefined);
    });
  }
});
