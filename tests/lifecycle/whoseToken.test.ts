import assert from "node:assert/strict";
import { reset, respond } from "../emulator";
import { type Stack } from "./harness";
import { stacks, type TokenStackOptions } from "./stacks";

const { pendingStack, startStack } = stacks();

describe("whose token it is, while one is requested", () => {
  it("the token in state, shown by a late copy, is not taken for the new one", async () => {
    const stack = await startStack();
    const { state: first } = await stack.up();
    const late = stack.copyOfNow();
    stack.emulator.issueToken(stack.profileId, 7200);
    stack.emulator.fault({ method: "GET", nth: 2, times: 4 }, late);
    const { state } = await stack.up({ rotateWhenChanged: { quarter: "2" } });
    assert.notEqual(state.tokenValue, first.tokenValue);
    assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
  });

  const mode = "corporateOwnedDedicatedDevice";
  const older: readonly (readonly [
    which: string,
    lastsInSeconds: number,
    pausesInSeconds: readonly [number, number],
    answers: readonly { readonly nth: number; readonly times?: number }[],
    options?: TokenStackOptions,
  ])[] = [
    ["that had ended before", 60, [3600, 0], [{ nth: 2, times: 4 }]],
    ["that shows now and then", 86_400, [0, 0], [{ nth: 2, times: 2 }]],
    [
      "that shows between looks at the present one",
      86_400,
      [0, 0],
      [{ nth: 2 }, { nth: 3 }, { nth: 4 }],
      { behaviour: { readLag: { milliseconds: 20_000 } } },
    ],
    [
      "that was created before the present one",
      86_400,
      [60, 60],
      [{ nth: 2, times: 4 }],
      { behaviour: { readLag: { milliseconds: 20_000 } }, enrollmentMode: mode },
    ],
  ];
  for (const [which, lasts, [before, after], answers, options = {}] of older) {
    it(`an older token ${which} is not taken for the new one`, async () => {
      const stack = await startStack(options);
      stack.emulator.issueToken(stack.profileId, lasts);
      const late = stack.copyOfNow();
      stack.clock.advance(before);
      stack.emulator.issueToken(stack.profileId, 7200);
      stack.clock.advance(after);
      for (const answer of answers) stack.emulator.fault({ method: "GET", ...answer }, late);
      const profileType = options.enrollmentMode === mode ? "androidDeviceOwner" : "androidForWork";
      const { state } = await stack.up({ profileType });
      assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
    });
  }

  it("a value from before is the new token if it ends as the new one must", async () => {
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

  it("the late token of an earlier request is not taken for this one's", async () => {
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

  it("the late token of a lost request is taken if no other was issued", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 45_000 } } });
    stack.emulator.fault({ action: "createToken" }, reset({ commit: "after" }));
    stack.emulator.fault({ action: "createToken", nth: 1 }, reset({ commit: "before" }));
    const { state, error } = await stack.up();
    assert.equal(error, undefined);
    assert.equal(state.tokenValue, stack.emulator.tokens()[0]?.value);
    assert.equal(state.tokenIssuedDateTime, "2026-01-15T12:00:00.000Z");
    assert.equal(stack.issued, 1);
  });

  it("the token of an abandoned request is not taken once it shows", async () => {
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
      const stack = await startStack({ enrollmentMode: mode });
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

  it("a token with another validity is taken once it has shown three times", async () => {
    const stack = await startStack({
      behaviour: { tokenValidity: { maximumInSeconds: 600, outside: "clamp" } },
    });
    const { state } = await stack.up();
    assert.equal(state.tokenValue, stack.emulator.tokens()[0]?.value);
    assert.deepEqual(stack.requests(), ["GET", "createToken", "GET", "GET", "GET"]);
  });

  it("a token with another validity is taken even if only the last look shows it", async () => {
    const stack = await startStack({
      behaviour: {
        tokenValidity: { maximumInSeconds: 600, outside: "clamp" },
        readLag: { milliseconds: 29_000 },
      },
    });
    const { state, error } = await stack.up();
    assert.equal(error, undefined);
    assert.equal(state.tokenValue, stack.emulator.tokens()[0]?.value);
  });
});

/** A stack whose token was pending, and shows by now. */
async function shownSince(): Promise<Stack> {
  const stack = await pendingStack(60_000, { whenReplaced: "reissue" });
  stack.emulator.behaviour.readLag = {};
  stack.clock.advance(600);
  return stack;
}

describe("whose token it is, while one is pending", () => {
  for (const enrollmentMode of [undefined, "corporateOwnedDedicatedDevice"] as const) {
    const profileType = enrollmentMode === undefined ? "androidForWork" : "androidDeviceOwner";
    for (const aheadInSeconds of [0, -1200, 1200]) {
      it(`the requested one is known by its times (${profileType}, ${aheadInSeconds} s)`, async () => {
        const args = { profileType, whenReplaced: "reissue" } as const;
        const stack = await pendingStack(60_000, args, { enrollmentMode, aheadInSeconds });
        stack.clock.advance(600);
        const { state } = await stack.up(args);
        assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
        assert.equal(stack.issued, 1);
        assert.equal(state.generation, 1);
      });
    }
  }

  it("reissue: somebody else's later token is not taken for it", async () => {
    const stack = await shownSince();
    const other = stack.emulator.issueToken(stack.profileId, 7200);
    const { state } = await stack.up({ whenReplaced: "reissue" });
    assert.notEqual(state.tokenValue, other.value);
    assert.equal(stack.issued, 2);
    assert.equal(state.generation, 2);
  });

  it("adopt: an up and a refresh both take over somebody else's later token", async () => {
    for (const how of ["up", "refresh"] as const) {
      const stack = await shownSince();
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
    const stack = await shownSince();
    stack.emulator.issueToken(stack.profileId, 7200);
    assert.ok((await stack.refresh())?.pendingIssue);
  });

  it("delete leaves somebody else's later token alone, and says so", async () => {
    const stack = await shownSince();
    const other = stack.emulator.issueToken(stack.profileId, 7200);
    await stack.destroy();
    assert.equal(stack.emulator.tokens().find(({ value }) => value === other.value)?.state, "active");
    assert.equal(stack.requests().includes("revokeToken"), false);
    assert.match(stack.said, /left as it is/);
  });

  it("delete revokes the requested one", async () => {
    const stack = await shownSince();
    await stack.destroy();
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });

  it("delete keeps the resource if only the action does not find the profile", async () => {
    const stack = await pendingStack(1_000_000);
    stack.emulator.fault({ action: "revokeToken" }, respond(404));
    await assert.rejects(stack.destroy(), { code: "not-found" });
    assert.equal(stack.emulator.tokens()[0]?.state, "active");
    await stack.destroy();
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });

  it("delete revokes nothing if somebody else's token shows in its last look", async () => {
    const stack = await pendingStack(1_000_000);
    const other = { ...stack.emulator.profile(stack.profileId), tokenValue: "SOMEBODYELSES" };
    const tokenExpirationDateTime = "2026-01-16T12:00:00Z";
    const body = JSON.stringify({ ...other, qrCodeContent: "{}", tokenExpirationDateTime });
    stack.emulator.fault({ method: "GET", nth: 12 }, respond(200, { body }));
    await assert.rejects(stack.destroy(), { code: "not-readable-yet" });
    assert.equal(stack.requests().includes("revokeToken"), false);
  });

  it("the state of a release without answeredDateTime is enough to know it", async () => {
    const stack = await shownSince();
    const { pendingIssue, ...state } = stack.state ?? assert.fail("there is no state");
    assert.ok(pendingIssue);
    const { accepted, requestedDateTime } = pendingIssue;
    stack.state = { ...state, pendingIssue: { accepted, requestedDateTime } };
    await stack.up({ whenReplaced: "reissue" });
    assert.equal(stack.issued, 1);
  });

  it("an older token from just before a lost request is not taken for it", async () => {
    const args = { profileType: "androidDeviceOwner", whenReplaced: "reissue" } as const;
    const stack = await startStack({ enrollmentMode: "corporateOwnedDedicatedDevice" });
    stack.emulator.issueToken(stack.profileId, 90_000);
    const late = stack.copyOfNow();
    stack.clock.advance(2);
    stack.emulator.issueToken(stack.profileId, 7200);
    stack.clock.advance(2);
    stack.emulator.fault({ action: "createToken", times: 3 }, respond(503));
    assert.ok((await stack.up(args)).error);
    stack.emulator.fault({ method: "GET", times: 2 }, late);
    const { state } = await stack.up(args);
    assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
    assert.equal(stack.issued, 1);
  });

  it("a token from before it is not taken for the next request's either", async () => {
    const args = { whenReplaced: "reissue" } as const;
    const stack = await startStack();
    stack.emulator.issueToken(stack.profileId, 86_400);
    const late = stack.copyOfNow();
    stack.emulator.fault({ action: "createToken", times: 3 }, respond(503));
    assert.ok((await stack.up(args)).error);
    stack.emulator.issueToken(stack.profileId, 7200);
    stack.emulator.fault({ method: "GET", nth: 5, times: 4 }, late);
    const { state } = await stack.up(args);
    assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
  });

  it("the token from before the request is not taken over in its place", async () => {
    const stack = await startStack();
    const before = stack.emulator.issueToken(stack.profileId, 7200);
    stack.emulator.fault({ action: "createToken", times: 3 }, respond(503));
    assert.ok((await stack.up()).error);
    const { state } = await stack.up();
    assert.notEqual(state.tokenValue, before.value);
    assert.equal(stack.issued, 1);
  });
});

describe("whose token it is, while a late copy shows an older one", () => {
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

  it("a delete looks again and revokes the token in state", async () => {
    const { stack, late } = await secondToken();
    stack.emulator.fault({ method: "GET", times: 3 }, late);
    await stack.destroy();
    assert.equal(stack.emulator.tokens().at(-1)?.state, "revoked");
  });

  it("an update does not take it over in place of an expired token", async () => {
    const { stack, late } = await secondToken();
    stack.clock.advance(3600);
    stack.emulator.fault({ method: "GET" }, late);
    const { state } = await stack.up({ profileType: "androidDeviceOwner" });
    assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
    assert.equal(stack.issued, 2);
  });

  it("a token that ended by a slow clock is not taken for an older one", async () => {
    const stack = await startStack({ aheadInSeconds: -1200, behaviour: { afterRevoke: "expired now" } });
    stack.emulator.issueToken(stack.profileId, 7200);
    await stack.up({ adoptExisting: true });
    stack.emulator.issueToken(stack.profileId, 60);
    stack.clock.advance(120);
    await stack.destroy();
  });

  it("storeToken turned on fails if only late copies show, and issues nothing", async () => {
    const { stack, late } = await secondToken();
    const args = { profileType: "androidDeviceOwner" } as const;
    await stack.up({ ...args, storeToken: false });
    stack.emulator.fault({ method: "GET", times: Infinity }, late);
    await assert.rejects(stack.up(args), { code: "not-readable-yet" });
    assert.equal(stack.issued, 1);
  });

  it("a delete that sees nothing but late copies fails, and can be run again", async () => {
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

describe("one late copy of the profile", () => {
  /** The profile as it was before any token. */
  async function withLateCopy() {
    const stack = await startStack();
    const late = stack.copyOfNow();
    await stack.up();
    return { stack, late };
  }

  it("makes no new token revoked, and issues no other", async () => {
    const { stack, late } = await withLateCopy();
    stack.emulator.fault({ method: "GET" }, late);
    assert.equal((await stack.refresh())?.tokenStatus, "active");
    assert.equal((await stack.up()).did, "nothing");
  });

  it("does not keep a deletion from revoking the token", async () => {
    const { stack, late } = await withLateCopy();
    stack.emulator.fault({ method: "GET" }, late);
    await stack.destroy();
    assert.equal(stack.emulator.tokens().at(-1)?.state, "revoked");
  });

  it("hides no pending token that a deletion has seen", async () => {
    const { stack, late } = await withLateCopy();
    stack.emulator.behaviour.readLag = { milliseconds: 40_000 };
    assert.ok((await stack.up({ rotateWhenChanged: { turn: "2" } })).error);
    stack.clock.advance(60);
    stack.emulator.fault({ method: "GET", nth: 2, times: 9 }, late);
    await stack.destroy();
    stack.emulator.clearFaults();
    assert.equal(stack.emulator.tokens().at(-1)?.state, "revoked");
  });

  it("issues nothing when storeToken is turned on, and the value is read", async () => {
    const { stack, late } = await withLateCopy();
    await stack.up({ storeToken: false });
    stack.emulator.fault({ method: "GET" }, late);
    const { state } = await stack.up();
    assert.equal(stack.issued, 1);
    assert.equal(state.tokenValue, stack.emulator.tokens()[0]?.value);
  });

  it("does not keep an update that reads the value from taking a token over", async () => {
    const { stack, late } = await withLateCopy();
    await stack.up({ storeToken: false });
    const theirs = stack.emulator.issueToken(stack.profileId, 7200);
    stack.emulator.fault({ method: "GET" }, late);
    assert.equal((await stack.up()).state.tokenValue, theirs.value);
    assert.equal(stack.issued, 1);
  });

  it("issues nothing when a fast clock says that the token has expired", async () => {
    const stack = await startStack({ aheadInSeconds: -3600 });
    const late = stack.copyOfNow();
    await stack.up();
    stack.emulator.fault({ method: "GET" }, late);
    await stack.up();
    assert.equal(stack.issued, 1);
  });

  it("does not make a profile count as gone", async () => {
    const { stack } = await withLateCopy();
    const gone = '{"error":{"code":"ResourceNotFound","message":"An error has occurred"}}';
    stack.emulator.fault({ method: "GET", times: 2 }, respond(404, { body: gone }));
    assert.equal((await stack.refresh())?.tokenStatus, "active");
    stack.emulator.fault({ method: "GET", times: 2 }, respond(404, { body: gone }));
    await stack.destroy();
    assert.equal(stack.emulator.tokens().at(-1)?.state, "revoked");
  });
});
