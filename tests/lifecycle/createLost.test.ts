import assert from "node:assert/strict";
import { type Effect, notJson, reset, respond, stall, truncate } from "../emulator";
import { startStack, stopStacks } from "./harness";

describe("create", () => {
  afterEach(stopStacks);

  const lost: readonly [string, (commit: "before" | "after") => Effect][] = [
    ["reset", (commit) => reset({ commit })],
    ["stall", (commit) => stall({ commit })],
    ["500", (commit) => respond(500, { commit })],
    ["502 with a web page", (commit) => respond(502, { commit, body: "<html>" })],
    ["503 with Retry-After", (commit) => respond(503, { commit, retryAfter: 1 })],
    ["504", (commit) => respond(504, { commit })],
    ["200 with a web page", (commit) => (commit === "after" ? truncate() : notJson())],
  ];
  for (const [name, effect] of lost) {
    it(`a POST lost after the token was issued (${name}) is not sent again`, async () => {
      const stack = await startStack({ config: { requestTimeoutInSeconds: "0.3" } });
      stack.emulator.issueToken(stack.profileId, 600);
      stack.emulator.fault({ action: "createToken" }, effect("after"));
      const { state } = await stack.up();
      assert.deepEqual(stack.requests(), ["GET", "createToken", "GET"]);
      assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
      assert.equal(stack.issued, 1);
    });

    it(`a POST lost before the token was issued (${name}) is sent again once reads have shown no token`, async () => {
      const stack = await startStack({ config: { requestTimeoutInSeconds: "0.3" } });
      stack.emulator.issueToken(stack.profileId, 600);
      stack.emulator.fault({ action: "createToken" }, effect("before"));
      const { state } = await stack.up();
      assert.equal(stack.emulator.requests.count({ action: "createToken" }), 2);
      assert.equal(stack.issued, 1);
      assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
      assert.ok(
        stack.clock.now() >= new Date("2026-01-15T12:00:30Z"),
        "it settles for as long as a token may lag",
      );
    });
  }

  it("a POST lost after the commit is found even where the token lags", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 20_000 } } });
    stack.emulator.fault({ action: "createToken" }, reset({ commit: "after" }));
    await stack.up();
    assert.equal(stack.issued, 1);
  });

  it("a POST lost after the commit is found even where all the waiting passed before the first look, at a late copy", async () => {
    const stack = await startStack({ behaviour: { lateCopies: { milliseconds: 300_000 } } });
    stack.emulator.fault({ action: "createToken" }, respond(503, { commit: "after" }));
    stack.emulator.fault({ method: "GET", nth: 2 }, respond(503, { commit: "after", retryAfter: 40 }));
    const { state } = await stack.up();
    assert.equal(stack.issued, 1);
    assert.equal(state.tokenValue, stack.emulator.tokens()[0]?.value);
  });

  it("gives up after three lost POSTs, keeps that in state, and looks before it asks again", async () => {
    const stack = await startStack();
    stack.emulator.fault({ action: "createToken", times: 3 }, respond(503));
    const first = await stack.up();
    assert.match(first.error?.message ?? "", /nothing shows whether it was issued.*503/);
    assert.equal(stack.requests().filter((request) => request === "createToken").length, 3);
    const second = await stack.up();
    assert.equal(second.error, undefined);
    assert.equal(stack.requests()[0], "GET");
    assert.equal(stack.issued, 1);
  });

  // 404 too: a replica that has not heard of the profile is no proof that it is gone.
  for (const status of [403, 404]) {
    it(`a read that fails with ${status} after the token was issued loses nothing`, async () => {
      const stack = await startStack();
      stack.emulator.fault({ method: "GET", nth: 2, times: Infinity }, respond(status));
      const first = await stack.up();
      assert.match(first.error?.message ?? "", new RegExp(`issued a token.*${status}`));
      stack.emulator.clearFaults();
      const second = await stack.up();
      assert.equal(second.state.tokenValue, stack.emulator.tokens()[0]?.value);
      assert.equal(stack.issued, 1);
    });
  }
});
