import assert from "node:assert/strict";
import { reset, respond } from "../emulator";
import { startStack, stopStacks } from "./harness";

afterEach(stopStacks);

describe("read", () => {
  it("asks once and changes nothing while the token is the one in state", async () => {
    const stack = await startStack();
    const { state } = await stack.up();
    stack.requests();
    assert.deepEqual(await stack.refresh(), state);
    assert.deepEqual(stack.requests(), ["GET"]);
  });

  it("says that the resource is gone with its profile", async () => {
    const stack = await startStack();
    await stack.up();
    stack.emulator.removeProfile(stack.profileId);
    assert.equal(await stack.refresh(), undefined);
  });

  it("says expired once the token's time is over", async () => {
    const stack = await startStack();
    await stack.up();
    stack.clock.advance(3600);
    assert.equal((await stack.refresh())?.tokenStatus, "expired");
  });

  for (const afterRevoke of ["cleared", "emptied", "expired now", "expired at 0001-01-01"] as const) {
    it(`says revoked where the fields are then ${afterRevoke}, and the next up issues anew`, async () => {
      const stack = await startStack({ behaviour: { afterRevoke } });
      await stack.up();
      stack.emulator.revokeToken(stack.profileId);
      assert.equal((await stack.refresh())?.tokenStatus, "revoked");
      const { state } = await stack.up();
      assert.equal(state.tokenStatus, "active");
      assert.equal(state.generation, 2);
      assert.match(stack.said, /revoked by somebody else/);
    });
  }

  it("takes a token that somebody else issued over under adopt, with its own expiry", async () => {
    const stack = await startStack();
    await stack.up();
    const theirs = stack.emulator.issueToken(stack.profileId, 7200);
    const state = await stack.refresh();
    assert.equal(state?.tokenStatus, "active");
    assert.equal(state.tokenValue, theirs.value);
    assert.equal(state.tokenExpirationDateTime, "2026-01-15T14:00:00Z");
    assert.equal((await stack.up()).did, "nothing");
    assert.equal(stack.issued, 1);
  });

  it("says replaced under reissue, and the next up issues anew", async () => {
    const stack = await startStack();
    await stack.up({ whenReplaced: "reissue" });
    stack.emulator.issueToken(stack.profileId, 7200);
    const before = stack.state?.tokenValue;
    const state = await stack.refresh();
    assert.equal(state?.tokenStatus, "replaced");
    assert.equal(state.tokenValue, before);
    assert.equal((await stack.up({ whenReplaced: "reissue" })).state.generation, 2);
    assert.match(stack.said, /somebody else issued another token/);
  });

  it("settles a pending issue", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 45_000 } } });
    await stack.up();
    assert.ok((await stack.refresh())?.pendingIssue, "still hidden");
    stack.clock.advance(60);
    const state = await stack.refresh();
    assert.equal(state?.pendingIssue, undefined);
    assert.equal(state?.tokenValue, stack.emulator.tokens()[0]?.value);
    assert.equal((await stack.up()).did, "nothing");
  });

  it("settles a pending issue whose token is over by now as expired", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 45_000 } } });
    await stack.up();
    stack.clock.advance(7200);
    assert.equal((await stack.refresh())?.tokenStatus, "expired");
  });

  it("fails, and forgets nothing, where Graph refuses", async () => {
    const stack = await startStack();
    const { state } = await stack.up();
    stack.emulator.fault({ method: "GET" }, respond(403));
    await assert.rejects(stack.refresh(), { code: "forbidden" });
    assert.equal(stack.state, state);
  });
});

describe("delete", () => {
  it("revokes its own token: one read, one POST", async () => {
    const stack = await startStack();
    await stack.up();
    stack.requests();
    await stack.destroy();
    assert.deepEqual(stack.requests(), ["GET", "revokeToken"]);
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });

  it("leaves a token that somebody else issued", async () => {
    const stack = await startStack();
    await stack.up();
    stack.emulator.issueToken(stack.profileId, 7200);
    await stack.destroy();
    assert.equal(stack.emulator.tokens().at(-1)?.state, "active");
  });

  it("sends nothing with revokeOnDelete false", async () => {
    const stack = await startStack();
    await stack.up({ revokeOnDelete: false });
    stack.requests();
    await stack.destroy();
    assert.deepEqual(stack.requests(), []);
  });

  it("does not revoke an expired token", async () => {
    const stack = await startStack();
    await stack.up();
    stack.clock.advance(3600);
    stack.requests();
    await stack.destroy();
    assert.deepEqual(stack.requests(), ["GET"]);
  });

  it("succeeds where the profile is gone, before or between its two requests", async () => {
    const stack = await startStack();
    await stack.up();
    const held = stack.emulator.hold({ action: "revokeToken" });
    const destroyed = stack.destroy();
    await held.arrived;
    stack.emulator.removeProfile(stack.profileId);
    held.release();
    await destroyed;
    const other = await startStack();
    await other.up();
    other.emulator.removeProfile(other.profileId);
    await other.destroy();
  });

  it("fails where the revocation finds no profile, and a read does: the token is still active", async () => {
    const stack = await startStack();
    await stack.up();
    stack.emulator.fault({ action: "revokeToken" }, respond(404));
    await assert.rejects(stack.destroy(), { code: "not-found", message: /revoke the token of/ });
    await stack.destroy();
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });

  for (const [what, options] of [
    ["a web page", { body: "<html>Not Found</html>" }],
    ["nothing", { body: "" }],
    ["another service", { code: "UnknownError" }],
  ] as const) {
    it(`a 404 that is not Graph's own (${what}) is not believed: the token is neither forgotten nor left`, async () => {
      const stack = await startStack();
      await stack.up();
      stack.emulator.fault({ method: "GET", times: 2 }, respond(404, options));
      await assert.rejects(stack.refresh(), { code: "unreadable-answer", message: /intune:graphEndpoint/ });
      await assert.rejects(stack.destroy(), { code: "unreadable-answer" });
      await stack.destroy();
      assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
    });
  }

  it("looks again after a lost answer, and does not revoke twice", async () => {
    const stack = await startStack();
    await stack.up();
    stack.requests();
    stack.emulator.fault({ action: "revokeToken" }, reset({ commit: "after" }));
    await stack.destroy();
    // That nothing is left contradicts the state: three looks.
    assert.deepEqual(stack.requests(), ["GET", "revokeToken", "GET", "GET", "GET"]);
  });

  it("revokes again after a revocation that was lost before the work", async () => {
    const stack = await startStack();
    await stack.up();
    stack.emulator.fault({ action: "revokeToken" }, respond(503));
    await stack.destroy();
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });

  it("fails in the end, and keeps the resource, where Graph keeps failing", async () => {
    const stack = await startStack();
    await stack.up();
    stack.emulator.fault({ action: "revokeToken", times: 3 }, respond(503));
    await assert.rejects(stack.destroy(), { code: "unavailable" });
    assert.ok(stack.state);
  });

  for (const lag of [45_000, 500_000]) {
    it(`revokes a token whose issue is still pending, shown after ${lag} ms or never`, async () => {
      const stack = await startStack({ behaviour: { readLag: { milliseconds: lag } } });
      await stack.up();
      await stack.destroy();
      assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
    });
  }

  it("is done where a pending token never shows and Graph refuses to revoke what is not there", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 500_000 } } });
    await stack.up();
    stack.emulator.fault({ action: "revokeToken" }, respond(400));
    await stack.destroy();
    assert.match(stack.said, /nothing is left to revoke/);
  });

  it("fails where Graph refuses to revoke for want of a permission, though no token shows", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 500_000 } } });
    await stack.up();
    stack.emulator.fault({ action: "revokeToken" }, respond(403));
    await assert.rejects(stack.destroy(), { code: "forbidden" });
  });

  it("does not believe an answer that is not the 204 of an action", async () => {
    const stack = await startStack();
    await stack.up();
    stack.emulator.fault({ action: "revokeToken" }, respond(200, { body: [1, 2] }));
    await stack.destroy();
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });
});
