import assert from "node:assert/strict";
import { reset, respond } from "../emulator";
import { type Stack, startStack, stopStacks } from "./harness";

afterEach(stopStacks);

describe("whose token it is: while one is asked for", () => {
  it("the token in state, shown again by a late copy, is not taken for the new one", async () => {
    const stack = await startStack();
    const { state: first } = await stack.up();
    const late = stack.copyOfNow();
    stack.emulator.issueToken(stack.profileId, 7200);
    stack.emulator.fault({ method: "GET", nth: 2, times: 4 }, late);
    const { state } = await stack.up({ rotateWhenChanged: { quarter: "2" } });
    assert.notEqual(state.tokenValue, first.tokenValue);
    assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
  });

  it("a token that had ended before, shown by a late copy, is not taken for the new one", async () => {
    const stack = await startStack();
    stack.emulator.issueToken(stack.profileId, 60);
    const late = stack.copyOfNow();
    stack.clock.advance(3600);
    stack.emulator.issueToken(stack.profileId, 7200);
    stack.emulator.fault({ method: "GET", nth: 2, times: 4 }, late);
    const { state } = await stack.up();
    assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
  });

  it("an older token that shows now and then is not taken for the new one", async () => {
    const stack = await startStack();
    stack.emulator.issueToken(stack.profileId, 86_400);
    const late = stack.copyOfNow();
    stack.emulator.issueToken(stack.profileId, 7200);
    stack.emulator.fault({ method: "GET", nth: 2, times: 2 }, late);
    const { state } = await stack.up();
    assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
  });

  it("an older token that shows between looks at the present one is not taken for the new one", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 20_000 } } });
    stack.emulator.issueToken(stack.profileId, 86_400);
    const late = stack.copyOfNow();
    stack.emulator.issueToken(stack.profileId, 7200);
    for (const nth of [2, 3, 4]) {
      stack.emulator.fault({ method: "GET", nth }, late);
    }
    const { state } = await stack.up();
    assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
  });

  it("a token created before the one that was there is never taken for the new one", async () => {
    const stack = await startStack({
      enrollmentMode: "corporateOwnedDedicatedDevice",
      behaviour: { readLag: { milliseconds: 20_000 } },
    });
    stack.emulator.issueToken(stack.profileId, 86_400);
    const late = stack.copyOfNow();
    stack.clock.advance(60);
    stack.emulator.issueToken(stack.profileId, 7200);
    stack.clock.advance(60);
    stack.emulator.fault({ method: "GET", nth: 2, times: 4 }, late);
    const { state } = await stack.up({ profileType: "androidDeviceOwner" });
    assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
  });

  it("the value that was there before is the new token where it ends when the new one has to", async () => {
    const stack = await startStack();
    const { state: before } = await stack.up();
    const body = {
      ...stack.emulator.profile(stack.profileId),
      tokenExpirationDateTime: "2026-01-15T12:10:00Z",
    };
    stack.emulator.fault({ method: "GET", nth: 2 }, respond(200, { body: JSON.stringify(body) }));
    const { state, error } = await stack.up({ tokenValidityInSeconds: 600 });
    assert.equal(error, undefined);
    assert.equal(state.tokenValue, before.tokenValue);
    assert.equal(state.tokenExpirationDateTime, "2026-01-15T12:10:00Z");
    assert.equal(state.generation, 2);
  });

  it("an older token that showed once is not taken at the end of the wait", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 60_000 } } });
    stack.emulator.issueToken(stack.profileId, 86_400);
    const late = stack.copyOfNow();
    stack.emulator.issueToken(stack.profileId, 7200);
    stack.emulator.fault({ method: "GET", nth: 2 }, late);
    const { state, error } = await stack.up();
    assert.ok(error);
    assert.equal(state.pendingIssue?.accepted, true);
  });

  it("a late token of the request before is not taken for that of this one", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 45_000 } } });
    stack.emulator.fault({ action: "createToken" }, reset({ commit: "after" }));
    const first = await stack.up();
    // The exception that is documented: the answer was lost, and the token came later than anybody waits.
    assert.equal(stack.issued, 2);
    assert.equal(first.state.pendingIssue?.accepted, true);
    const { state } = await stack.up();
    assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
    assert.equal((await stack.up()).did, "nothing");
  });

  it("a late token of the request before is taken where nothing says that another one was issued", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 45_000 } } });
    stack.emulator.fault({ action: "createToken" }, reset({ commit: "after" }));
    stack.emulator.fault({ action: "createToken", nth: 1 }, reset({ commit: "before" }));
    const { state, error } = await stack.up();
    assert.equal(error, undefined);
    assert.equal(state.tokenValue, stack.emulator.tokens()[0]?.value);
    assert.equal(stack.issued, 1);
  });

  it("the token of a request that was given up is not taken, though it shows by now", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 75_000 } } });
    assert.ok((await stack.up({ tokenValidityInSeconds: 600 })).error);
    stack.emulator.fault({ action: "createToken" }, reset({ commit: "after" }));
    const { state } = await stack.up({ tokenValidityInSeconds: 86_400 });
    assert.notEqual(state.tokenValue, stack.emulator.tokens()[0]?.value);
    stack.clock.advance(600);
    assert.equal((await stack.refresh())?.tokenValue, stack.emulator.tokens().at(-1)?.value);
  });

  for (const whenReplaced of ["adopt", "reissue"] as const) {
    it(`${whenReplaced}: what somebody else issues meanwhile is ${whenReplaced === "adopt" ? "" : "not "}followed`, async () => {
      const enrollmentMode = "corporateOwnedDedicatedDevice";
      const stack = await startStack({ enrollmentMode });
      const args = { profileType: "androidDeviceOwner", whenReplaced } as const;
      const held = stack.emulator.hold({ method: "GET", nth: 2 });
      const up = stack.up(args);
      await held.arrived;
      stack.clock.advance(15);
      const theirs = stack.emulator.issueToken(stack.profileId, 7200);
      held.release();
      const { state, error } = await up;
      if (whenReplaced === "adopt") {
        assert.equal(state.tokenValue, theirs.value);
        return;
      }
      assert.ok(error);
      await stack.up(args);
      assert.equal(stack.issued, 2);
    });
  }

  it("a token that Graph gave another validity is taken once it goes on showing", async () => {
    const stack = await startStack({
      behaviour: { tokenValidity: { maximumInSeconds: 600, outside: "clamp" } },
    });
    const { state } = await stack.up();
    assert.equal(state.tokenValue, stack.emulator.tokens()[0]?.value);
    assert.deepEqual(stack.requests(), ["GET", "createToken", "GET", "GET", "GET"]);
  });
});

/** A stack whose token was issued and has not shown; by now whatever lags has arrived. */
async function pendingStack(options: Parameters<typeof startStack>[0] = {}): Promise<Stack> {
  const behaviour = { readLag: { milliseconds: 60_000 }, ...options.behaviour };
  const stack = await startStack({ ...options, behaviour });
  assert.ok((await stack.up({ whenReplaced: "reissue" })).error);
  stack.emulator.behaviour.readLag = {};
  stack.clock.advance(600);
  stack.requests();
  return stack;
}

describe("whose token it is: while one is pending", () => {
  for (const enrollmentMode of [undefined, "corporateOwnedDedicatedDevice"] as const) {
    const profileType = enrollmentMode === undefined ? "androidForWork" : "androidDeviceOwner";
    for (const aheadInSeconds of [0, -1200, 1200]) {
      it(`the one asked for is known by its times, ${aheadInSeconds} s ahead (${profileType})`, async () => {
        const behaviour = { readLag: { milliseconds: 60_000 } };
        const stack = await startStack({ behaviour, enrollmentMode, aheadInSeconds });
        const args = { profileType, whenReplaced: "reissue" } as const;
        assert.ok((await stack.up(args)).error);
        stack.clock.advance(600);
        const { state } = await stack.up(args);
        assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
        assert.equal(stack.issued, 1);
        assert.equal(state.generation, 1);
      });
    }
  }

  it("reissue: somebody else's later token is not taken for it", async () => {
    const stack = await pendingStack();
    const other = stack.emulator.issueToken(stack.profileId, 7200);
    const { state } = await stack.up({ whenReplaced: "reissue" });
    assert.notEqual(state.tokenValue, other.value);
    assert.equal(stack.issued, 2);
    assert.equal(state.generation, 2);
  });

  it("adopt: somebody else's later token is taken over as such, by an up and by a refresh alike", async () => {
    for (const how of ["up", "refresh"] as const) {
      const stack = await pendingStack();
      const other = stack.emulator.issueToken(stack.profileId, 7200);
      // The policy is that of the declaration, and of the state for a refresh.
      assert.ok(stack.state);
      stack.state = { ...stack.state, whenReplaced: "adopt" };
      if (how === "up") await stack.up({ whenReplaced: "adopt" });
      else await stack.refresh();
      assert.equal(stack.state.tokenValue, other.value);
      assert.equal(stack.state.generation, 1);
      assert.equal(stack.issued, 1);
      assert.equal((await stack.up({ whenReplaced: "adopt" })).did, "nothing");
    }
  });

  it("a refresh under reissue leaves it pending while somebody else's token shows", async () => {
    const stack = await pendingStack();
    stack.emulator.issueToken(stack.profileId, 7200);
    assert.ok((await stack.refresh())?.pendingIssue);
  });

  it("delete leaves somebody else's later token alone, and says so", async () => {
    const stack = await pendingStack();
    const other = stack.emulator.issueToken(stack.profileId, 7200);
    await stack.destroy();
    assert.equal(stack.emulator.tokens().find(({ value }) => value === other.value)?.state, "active");
    assert.equal(stack.requests().includes("revokeToken"), false);
    assert.match(stack.said, /left as it is/);
  });

  it("delete revokes the one asked for", async () => {
    const stack = await pendingStack();
    await stack.destroy();
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });

  /** A stack whose token was accepted, and does not show while a deletion looks. */
  const hiddenStack = async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 1_000_000 } } });
    assert.ok((await stack.up()).error);
    return stack;
  };

  it("delete keeps the resource where Graph misses the profile for the action only", async () => {
    const stack = await hiddenStack();
    stack.emulator.fault({ action: "revokeToken" }, respond(404));
    await assert.rejects(stack.destroy(), { code: "not-found" });
    assert.equal(stack.emulator.tokens()[0]?.state, "active");
    await stack.destroy();
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });

  it("delete revokes nothing unseen where somebody else's token shows in the last look", async () => {
    const stack = await hiddenStack();
    const other = { ...stack.emulator.profile(stack.profileId), tokenValue: "SOMEBODYELSES" };
    const tokenExpirationDateTime = "2026-01-16T12:00:00Z";
    const body = JSON.stringify({ ...other, qrCodeContent: "{}", tokenExpirationDateTime });
    stack.emulator.fault({ method: "GET", nth: 12 }, respond(200, { body }));
    await assert.rejects(stack.destroy(), { code: "not-readable-yet" });
    assert.equal(stack.requests().includes("revokeToken"), false);
  });

  it("what the profile held before is not taken over in its place", async () => {
    const stack = await startStack();
    const before = stack.emulator.issueToken(stack.profileId, 7200);
    stack.emulator.fault({ action: "createToken", times: 3 }, respond(503));
    assert.ok((await stack.up()).error);
    const { state } = await stack.up();
    assert.notEqual(state.tokenValue, before.value);
    assert.equal(stack.issued, 1);
  });
});

describe("whose token it is: while a late copy shows an older one", () => {
  /** A stack whose token is the profile's second, and what the profile showed before. */
  async function secondToken() {
    const enrollmentMode = "corporateOwnedDedicatedDevice";
    const stack = await startStack({ enrollmentMode });
    stack.emulator.issueToken(stack.profileId, 86_400);
    const late = stack.copyOfNow();
    stack.clock.advance(60);
    const args = { profileType: "androidDeviceOwner" } as const;
    const { state } = await stack.up(args);
    return { stack, state, late };
  }

  it("a refresh goes on with the token in state", async () => {
    const { stack, state, late } = await secondToken();
    stack.emulator.fault({ method: "GET" }, late);
    assert.deepEqual(await stack.refresh(), state);
  });

  it("a delete looks again, and revokes the token in state", async () => {
    const { stack, late } = await secondToken();
    stack.emulator.fault({ method: "GET", times: 3 }, late);
    await stack.destroy();
    assert.equal(stack.emulator.tokens().at(-1)?.state, "revoked");
  });

  it("an update does not take it over in place of one that has expired", async () => {
    const { stack, late } = await secondToken();
    stack.clock.advance(3600);
    stack.emulator.fault({ method: "GET" }, late);
    const { state } = await stack.up({ profileType: "androidDeviceOwner" });
    assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
    assert.equal(stack.issued, 2);
  });

  it("one that ended by a clock behind this machine's is not taken for an older one", async () => {
    const stack = await startStack({ aheadInSeconds: -1200, behaviour: { afterRevoke: "expired now" } });
    stack.emulator.issueToken(stack.profileId, 7200);
    await stack.up({ adoptExisting: true });
    stack.emulator.issueToken(stack.profileId, 60);
    stack.clock.advance(120);
    await stack.destroy();
  });

  it("a delete that sees nothing else fails, and can be run again", async () => {
    const { stack, late } = await secondToken();
    stack.emulator.fault({ method: "GET", times: Infinity }, late);
    await assert.rejects(stack.destroy(), {
      code: "not-readable-yet",
      message: /Run the same command again/,
    });
    stack.emulator.clearFaults();
    await stack.destroy();
    assert.equal(stack.emulator.tokens().at(-1)?.state, "revoked");
  });
});
