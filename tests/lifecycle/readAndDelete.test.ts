import assert from "node:assert/strict";
import { inputsOf, type TokenState } from "../../provider/src/lifecycle/token/state";
import { reset, respond } from "../emulator";
import type { Stack } from "./harness";
import { stacks } from "./stacks";

const { pendingStack, startStack, upStack } = stacks();

describe("read", () => {
  it("asks once, and changes nothing while the profile shows the token in state", async () => {
    const stack = await startStack();
    const { state } = await stack.up();
    stack.requests();
    assert.deepEqual(await stack.refresh(), state);
    assert.deepEqual(stack.requests(), ["GET"]);
  });

  it("the resource is gone with its profile", async () => {
    const stack = await upStack();
    stack.emulator.removeProfile(stack.profileId);
    assert.equal(await stack.refresh(), undefined);
  });

  it("says expired once the token has ended", async () => {
    const stack = await upStack();
    stack.clock.advance(3600);
    assert.equal((await stack.refresh())?.tokenStatus, "expired");
  });

  for (const afterRevoke of ["cleared", "emptied", "expired now", "expired at 0001-01-01"] as const) {
    it(`says revoked if the fields are then ${afterRevoke}; the next up issues anew`, async () => {
      const stack = await upStack({}, { behaviour: { afterRevoke } });
      stack.emulator.revokeToken(stack.profileId);
      assert.equal((await stack.refresh())?.tokenStatus, "revoked");
      const { state } = await stack.up();
      assert.equal(state.tokenStatus, "active");
      assert.equal(state.generation, 2);
      assert.match(stack.said, /revoked by somebody else/);
    });
  }

  it("settles a pending issue", async () => {
    const stack = await pendingStack(45_000);
    assert.ok((await stack.refresh())?.pendingIssue, "still hidden");
    stack.clock.advance(60);
    const state = await stack.refresh();
    assert.equal(state?.pendingIssue, undefined);
    assert.equal(state?.tokenValue, stack.emulator.tokens()[0]?.value);
    assert.equal((await stack.up()).did, "nothing");
  });

  it("settles a pending issue as expired if its token has ended", async () => {
    const stack = await pendingStack(45_000);
    stack.clock.advance(7200);
    assert.equal((await stack.refresh())?.tokenStatus, "expired");
  });

  it("fails and forgets nothing if Graph refuses", async () => {
    const stack = await startStack();
    const { state } = await stack.up();
    stack.emulator.fault({ method: "GET" }, respond(403));
    await assert.rejects(stack.refresh(), { code: "forbidden" });
    assert.equal(stack.state, state);
  });
});

describe("delete", () => {
  it("revokes its own token, with one read and one POST", async () => {
    const stack = await upStack();
    await stack.destroy();
    assert.deepEqual(stack.requests(), ["GET", "revokeToken"]);
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });

  it("does not revoke an expired token", async () => {
    const stack = await upStack();
    stack.clock.advance(3600);
    stack.requests();
    await stack.destroy();
    assert.deepEqual(stack.requests(), ["GET"]);
  });

  it("succeeds if the profile is gone, before or between its two requests", async () => {
    const stack = await upStack();
    const held = stack.emulator.hold({ action: "revokeToken" });
    const destroyed = stack.destroy();
    await held.arrived;
    stack.emulator.removeProfile(stack.profileId);
    held.release();
    await destroyed;
    const other = await upStack();
    other.emulator.removeProfile(other.profileId);
    await other.destroy();
  });

  it("fails if the revocation finds no profile, and a read does", async () => {
    const stack = await upStack();
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
    it(`a 404 that is not Graph's own (${what}) is not believed`, async () => {
      const stack = await upStack();
      stack.emulator.fault({ method: "GET", times: 2 }, respond(404, options));
      await assert.rejects(stack.refresh(), { code: "unreadable-answer", message: /intune:graphEndpoint/ });
      await assert.rejects(stack.destroy(), { code: "unreadable-answer" });
      await stack.destroy();
      assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
    });
  }

  it("looks again after a lost answer, and does not revoke twice", async () => {
    const stack = await upStack();
    stack.emulator.fault({ action: "revokeToken" }, reset({ commit: "after" }));
    await stack.destroy();
    // That nothing is left contradicts the state: three looks.
    assert.deepEqual(stack.requests(), ["GET", "revokeToken", "GET", "GET", "GET"]);
  });

  it("revokes again after a revocation that was lost before the work", async () => {
    const stack = await upStack();
    stack.emulator.fault({ action: "revokeToken" }, respond(503));
    await stack.destroy();
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });

  it("fails and keeps the resource if Graph keeps failing", async () => {
    const stack = await upStack();
    stack.emulator.fault({ action: "revokeToken", times: 3 }, respond(503));
    await assert.rejects(stack.destroy(), { code: "unavailable" });
    assert.ok(stack.state);
  });

  for (const lag of [45_000, 500_000]) {
    it(`revokes a token whose issue is still pending, shown after ${lag} ms or never`, async () => {
      const stack = await pendingStack(lag);
      await stack.destroy();
      assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
    });
  }

  it("is done if a pending token never shows and Graph finds none to revoke", async () => {
    const stack = await pendingStack(500_000);
    stack.emulator.fault({ action: "revokeToken" }, respond(400));
    await stack.destroy();
    assert.match(stack.said, /nothing is left to revoke/);
  });

  it("fails if Graph refuses to revoke a pending token while an older one shows", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 500_000 } } });
    stack.emulator.issueToken(stack.profileId, 86_400);
    assert.ok((await stack.up()).error);
    stack.emulator.fault({ action: "revokeToken" }, respond(400));
    await assert.rejects(stack.destroy(), { code: "invalid-request" });
  });

  it("fails if the permission to revoke is missing, though no token shows", async () => {
    const stack = await pendingStack(500_000);
    stack.emulator.fault({ action: "revokeToken" }, respond(403));
    await assert.rejects(stack.destroy(), { code: "forbidden" });
  });

  it("shows no token that Graph quotes when it refuses", async () => {
    const stack = await upStack();
    const { tokenValue = "" } = stack.state ?? {};
    const message = `The token ${tokenValue} cannot be revoked`;
    stack.emulator.fault({ action: "revokeToken" }, respond(403, { message }));
    await assert.rejects(stack.destroy(), { message: /The token \[secret\] cannot be revoked/ });
  });

  it("fails without a call stack, which would hide the explanation", async () => {
    const stack = await upStack();
    stack.emulator.fault({ action: "revokeToken" }, respond(403));
    await assert.rejects(stack.destroy(), ({ stack: trace }: Error) => !/\n\s+at /.test(trace ?? ""));
  });

  it("does not believe an answer that is not 204", async () => {
    const stack = await upStack();
    stack.emulator.fault({ action: "revokeToken" }, respond(200, { body: [1, 2] }));
    await stack.destroy();
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });
});

/** What a run does that declares the resource under another name: creates the one, then deletes the other. */
async function rename(stack: Stack, args: Parameters<Stack["up"]>[0]): Promise<TokenState> {
  const old = stack.state;
  assert.ok(old);
  stack.state = undefined;
  const { state } = await stack.up(args);
  await stack.provider.delete("", old);
  return state;
}

/** A stack whose next `up` makes the successor of the resource. */
async function replacedStack() {
  const stack = await startStack();
  const { state: predecessor } = await stack.up();
  stack.state = undefined;
  return { stack, predecessor };
}

describe("a resource that another one replaces in the same run", () => {
  it("leaves the token that its successor adopted", async () => {
    const stack = await startStack();
    const { state: before } = await stack.up();
    const state = await rename(stack, { adoptExisting: true });
    assert.equal(state.tokenValue, before.tokenValue);
    assert.equal(stack.emulator.tokens()[0]?.state, "active");
    assert.match(stack.said, /another resource of this stack has taken its place/);
  });

  it("also if only one of them names the tenant", async () => {
    const stack = await upStack({}, { config: { tenantId: "contoso.example" } });
    await rename(stack, { adoptExisting: true, tenantId: "Contoso.Example" });
    assert.equal(stack.emulator.tokens()[0]?.state, "active");
  });

  it("leaves its successor's token, though a late copy shows its own", async () => {
    const stack = await upStack();
    stack.emulator.fault({ method: "GET", nth: 3 }, stack.copyOfNow());
    const { tokenValue } = await rename(stack, {});
    const { value, state } = stack.emulator.tokens().at(-1) ?? assert.fail("none was issued");
    assert.deepEqual({ value, state }, { value: tokenValue, state: "active" });
    stack.emulator.clearFaults();
  });

  it("leaves the token that its successor adopted in an interrupted run", async () => {
    const { stack, predecessor } = await replacedStack();
    await stack.up({ adoptExisting: true });
    assert.equal((await stack.up({ adoptExisting: true })).did, "nothing");
    await stack.provider.delete("", predecessor);
    assert.equal(stack.emulator.tokens()[0]?.state, "active");
  });

  it("revokes its own token if its successor could not be made", async () => {
    const { stack, predecessor } = await replacedStack();
    stack.emulator.fault({ action: "createToken" }, respond(403));
    await assert.rejects(stack.up(), { code: "forbidden" });
    await stack.provider.delete("", predecessor);
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });

  it("stays in state while its successor's token does not show yet", async () => {
    const { stack, predecessor } = await replacedStack();
    stack.emulator.behaviour.readLag = { milliseconds: 60_000 };
    assert.ok((await stack.up()).error);
    await assert.rejects(stack.provider.delete("", predecessor), { code: "outcome-unknown" });
    assert.equal(stack.requests().includes("revokeToken"), false);
    stack.clock.advance(60);
    assert.equal((await stack.up()).error, undefined);
    await stack.provider.delete("", predecessor);
    assert.equal(stack.requests().includes("revokeToken"), false);
  });

  it("leaves its successor's adopted token if an update of that one fails", async () => {
    const { stack, predecessor } = await replacedStack();
    await stack.up({ adoptExisting: true });
    stack.emulator.fault({ action: "createToken" }, respond(403));
    const args = { adoptExisting: true, rotateWhenChanged: { turn: "2" } };
    await assert.rejects(stack.up(args), { code: "forbidden" });
    await stack.provider.delete("", predecessor);
    assert.equal(stack.emulator.tokens()[0]?.state, "active");
  });

  it("stays in state while its successor is pending and cannot be updated", async () => {
    const { stack, predecessor } = await replacedStack();
    stack.emulator.behaviour.readLag = { milliseconds: 60_000 };
    assert.ok((await stack.up()).error);
    stack.emulator.fault({ method: "GET" }, respond(403));
    await assert.rejects(stack.up(), { code: "forbidden" });
    await assert.rejects(stack.provider.delete("", predecessor), { code: "outcome-unknown" });
  });

  it("loses no token if its successor's requests are lost and all is destroyed", async () => {
    const { stack, predecessor } = await replacedStack();
    stack.emulator.fault({ action: "createToken", times: 3 }, reset({ commit: "before" }));
    assert.ok((await stack.up()).error);
    await assert.rejects(stack.provider.delete("", predecessor));
    await stack.destroy();
    await stack.provider.delete("", predecessor);
    assert.deepEqual(
      stack.emulator.tokens().map(({ state }) => state),
      ["revoked"],
    );
  });

  it("revokes its own token after a refresh in the same run", async () => {
    const stack = await startStack();
    const { state } = await stack.up();
    stack.provider = stack.newProcess();
    await stack.refresh();
    assert.equal((await stack.provider.diff("", state, inputsOf(state))).changes, false);
    await stack.provider.delete("", state);
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });
});
