import assert from "node:assert/strict";
import { inputsOf, type TokenState } from "../../provider/src/lifecycle/token/state";
import { respond, reset } from "../emulator";
import type { Stack } from "./harness";
import { stacks } from "./stacks";

const { pendingStack, startStack, upStack } = stacks();

const deviceOwner = { profileType: "androidDeviceOwner" } as const;

/** Whether a token of the profile still enrolls devices, the latest one first. */
function lives(stack: Stack): string[] {
  return stack.emulator
    .tokens(stack.profileId)
    .map(({ state }) => state)
    .reverse();
}

describe("by whose clock", () => {
  it("a service with a slow clock is waited for as long as any other", async () => {
    const stack = await startStack({
      aheadInSeconds: -1200,
      behaviour: { readLag: { milliseconds: 20_000 } },
    });
    stack.emulator.fault({ action: "createToken" }, reset({ commit: "after" }));
    stack.emulator.fault({ method: "GET", nth: 2, times: 4 }, respond(503));
    assert.ok((await stack.up()).error);
    const { error, state } = await stack.up();
    assert.equal(error, undefined);
    assert.equal(stack.issued, 1);
    assert.equal(state.tokenStatus, "active");
  });

  it("a service with a fast clock is waited for no longer", async () => {
    const stack = await startStack({ aheadInSeconds: 1200 });
    stack.emulator.fault({ action: "createToken", times: 3 }, reset({ commit: "before" }));
    assert.ok((await stack.up()).error);
    const before = stack.clock.now().getTime();
    assert.equal((await stack.up()).error, undefined);
    assert.ok(stack.clock.now().getTime() - before < 60_000);
    assert.equal(stack.issued, 1);
  });

  it("a machine that is an hour fast revokes a token that is still valid", async () => {
    const stack = await upStack({}, { aheadInSeconds: -3600 });
    await stack.destroy();
    assert.deepEqual(lives(stack), ["revoked"]);
  });

  it("a machine that is an hour fast does not expire a token or issue another", async () => {
    const stack = await upStack({}, { aheadInSeconds: -3600 });
    assert.equal((await stack.refresh())?.tokenStatus, "active");
    await stack.up();
    assert.equal(stack.issued, 1);
    assert.match(stack.said, /is not due yet by Microsoft Graph's clock/);
  });

  it("a machine that is an hour slow reissues a token that a refresh saw expire", async () => {
    const stack = await upStack({}, { aheadInSeconds: 3600 });
    stack.clock.advance(3600);
    assert.equal((await stack.refresh())?.tokenStatus, "expired");
    assert.equal((await stack.up()).state.tokenStatus, "active");
    assert.equal(stack.issued, 2);
  });

  it("a machine that is an hour slow adopts no token that has expired", async () => {
    const stack = await startStack({ aheadInSeconds: 3600 });
    stack.emulator.issueToken(stack.profileId, 60);
    stack.clock.advance(120);
    const { state } = await stack.up({ adoptExisting: true });
    assert.equal(state.tokenOrigin, "issued");
  });
});

describe("whose a token was", () => {
  /** Stack A, and stack B on the same profile. */
  async function twoStacks(): Promise<{ a: Stack; bDestroy: () => Promise<void> }> {
    const a = await upStack();
    const { state } = a;
    a.state = undefined;
    await a.up();
    const b = a.state as TokenState | undefined;
    a.state = state;
    const bDestroy = async () => {
      a.state = b;
      await a.destroy();
    };
    return { a, bDestroy };
  }

  it("if another stack issued last, a destroy of this one leaves that token", async () => {
    const { a, bDestroy } = await twoStacks();
    await a.refresh();
    assert.equal(a.state?.tokenOrigin, "followed");
    assert.equal((await a.up()).did, "nothing");
    await a.destroy();
    assert.equal(lives(a)[0], "active");
    assert.match(a.said, /stays active until .*: somebody else issued it\. To end it, revoke it in Intune/);
    await bDestroy();
    assert.equal(lives(a)[0], "revoked");
  });

  it("a pending token is revoked, though it was to replace somebody else's", async () => {
    const { a } = await twoStacks();
    await a.refresh();
    a.emulator.behaviour.readLag = { milliseconds: 45_000 };
    assert.ok((await a.up({ rotateWhenChanged: { turn: "2" } })).error);
    await a.destroy();
    assert.equal(lives(a)[0], "revoked");
  });

  it("a deletion ends after a lost request to replace somebody else's token", async () => {
    const stack = await upStack();
    stack.emulator.issueToken(stack.profileId, 7200);
    stack.emulator.fault({ action: "createToken", times: 3 }, respond(408));
    assert.ok((await stack.up({ rotateWhenChanged: { turn: "2" } })).error);
    await stack.destroy();
    assert.equal(lives(stack)[0], "active");
  });

  it("a token that the creation adopted is revoked with the resource", async () => {
    const stack = await startStack();
    stack.emulator.issueToken(stack.profileId, 7200);
    const { state } = await stack.up({ adoptExisting: true });
    assert.equal(state.tokenOrigin, "adopted");
    await stack.destroy();
    assert.deepEqual(lives(stack), ["revoked"]);
  });

  it("a token in the state of an earlier release is revoked", async () => {
    const stack = await startStack();
    const { state } = await stack.up();
    const { tokenOrigin, ...older } = state;
    assert.equal(tokenOrigin, "issued");
    stack.state = older;
    assert.equal((await stack.up()).did, "nothing");
    assert.equal((await stack.refresh())?.tokenOrigin, undefined);
    await stack.destroy();
    assert.deepEqual(lives(stack), ["revoked"]);
  });

  it("a followed token counts from when it was seen, and is renewed by its end", async () => {
    const stack = await startStack();
    const args = { tokenValidityInSeconds: 86_400, renewBeforeInSeconds: 7200 };
    await stack.up(args);
    stack.emulator.issueToken(stack.profileId, 3600);
    stack.clock.advance(100);
    const followed = await stack.refresh();
    assert.equal(followed?.tokenIssuedDateTime, "2026-01-15T12:01:40.750Z");
    const { did, state } = await stack.up(args);
    assert.equal(did, "update");
    assert.equal(state.tokenOrigin, "issued");
  });

  it("the first token of a new profile is not adopted, and replaced silently", async () => {
    const stack = await startStack({ enrollmentMode: "corporateOwnedDedicatedDevice" });
    const profile = stack.emulator.profile(stack.profileId) ?? assert.fail("there is no profile");
    const created = Date.parse(profile.createdDateTime);
    const first = {
      ...profile,
      tokenValue: "FIRSTFIRSTFIRSTFIRST",
      qrCodeContent: "{}",
      tokenCreationDateTime: profile.createdDateTime,
      tokenExpirationDateTime: new Date(Math.ceil(created / 60_000) * 60_000 + 86_400_000).toISOString(),
    };
    stack.emulator.fault({ method: "GET", times: 2 }, respond(200, { body: JSON.stringify(first) }));
    const { state } = await stack.up({ ...deviceOwner, adoptExisting: true });
    assert.equal(state.tokenOrigin, "issued");
    assert.notEqual(state.tokenValue, "FIRSTFIRSTFIRSTFIRST");
    assert.doesNotMatch(stack.said, /Replacing/);
  });
});

describe("no valid token is replaced, taken over or left silently", () => {
  const theirs = async (args: Parameters<Stack["up"]>[0] = {}) => {
    const stack = await upStack(args);
    stack.emulator.issueToken(stack.profileId, 7200);
    stack.notices.length = 0;
    return stack;
  };

  it("a creation says what it replaces, and how to take it over", async () => {
    const stack = await startStack();
    stack.emulator.issueToken(stack.profileId, 7200);
    await stack.up();
    assert.match(
      stack.said,
      /Replacing the token that .* holds, valid until 2026-01-15T14:00:00Z: .* set adoptExisting: true\./,
    );
  });

  it("a creation beside a token that has expired says nothing", async () => {
    const stack = await startStack();
    stack.emulator.issueToken(stack.profileId, 60);
    stack.clock.advance(120);
    await stack.up();
    assert.deepEqual(stack.notices, []);
  });

  it("a rotation says that it replaces somebody else's token", async () => {
    const stack = await theirs();
    await stack.up({ rotateWhenChanged: { turn: "2" } });
    assert.match(stack.said, /Replacing the token .* whenReplaced: "adopt"/);
  });

  it("a rotation of its own token says no such thing", async () => {
    const stack = await upStack();
    await stack.up({ rotateWhenChanged: { turn: "2" } });
    assert.doesNotMatch(stack.said, /Replacing/);
  });

  it("a refresh says once what it takes over", async () => {
    const stack = await theirs();
    await stack.refresh();
    assert.match(stack.said, /Taking over the token that somebody else issued on .*, valid until 2026/);
    await stack.refresh();
    assert.equal(stack.notices.length, 1);
  });

  it("a refresh under reissue says that the next up replaces it, once", async () => {
    const args = { whenReplaced: "reissue" } as const;
    const stack = await theirs(args);
    await stack.refresh();
    await stack.refresh();
    assert.equal(
      stack.notices.filter((notice) => notice.includes("The next `pulumi up` replaces")).length,
      1,
    );
  });

  it("a refresh does not take over a token that has ended", async () => {
    const stack = await upStack({ tokenValidityInSeconds: 86_400 });
    stack.emulator.issueToken(stack.profileId, 600);
    stack.clock.advance(601);
    const refreshed = await stack.refresh();
    assert.deepEqual([refreshed?.tokenStatus, refreshed?.tokenOrigin], ["replaced", "issued"]);
    assert.deepEqual(stack.notices, []);
    assert.equal((await stack.up({ tokenValidityInSeconds: 86_400 })).state.tokenStatus, "active");
    assert.equal(stack.issued, 2);
  });

  it("a token that is pending stays so while somebody else's ended one shows", async () => {
    const stack = await pendingStack(60_000, { tokenValidityInSeconds: 86_400 });
    stack.emulator.behaviour.readLag = {};
    stack.emulator.issueToken(stack.profileId, 600);
    stack.clock.advance(601);
    stack.notices.length = 0;
    assert.equal((await stack.refresh())?.pendingIssue?.accepted, true);
    assert.deepEqual(stack.notices, []);
  });

  it("a deletion with revokeOnDelete false says that the token stays active", async () => {
    const stack = await upStack({ revokeOnDelete: false });
    await stack.destroy();
    assert.match(stack.said, /stays active until .*, because revokeOnDelete is false\./);
    assert.deepEqual(stack.requests(), []);
  });

  it("a deletion with revokeOnDelete false says so of a pending token, too", async () => {
    const stack = await pendingStack(60_000, { revokeOnDelete: false });
    await stack.destroy();
    assert.match(stack.said, /requested at .* because revokeOnDelete is false\./);
    assert.deepEqual(stack.requests(), []);
  });

  it("after a lost request, a deletion says that a followed token stays active", async () => {
    const stack = await theirs();
    await stack.refresh();
    stack.emulator.fault({ action: "createToken", times: 3 }, respond(503));
    assert.ok((await stack.up({ rotateWhenChanged: { turn: "2" } })).error);
    await stack.destroy();
    assert.match(stack.said, /stays active until .*: somebody else issued it/);
    assert.equal(lives(stack)[0], "active");
  });

  it("a machine with a fast clock says what a deletion leaves, too", async () => {
    for (const args of [{ revokeOnDelete: false }, {}]) {
      const stack = await upStack(args, { aheadInSeconds: -7200 });
      if (!("revokeOnDelete" in args)) {
        stack.emulator.issueToken(stack.profileId, 3600);
        await stack.refresh();
      }
      await stack.destroy();
      assert.match(stack.said, /stays active until/);
    }
  });

  it("a rotation says that it replaces a token that it took over", async () => {
    const stack = await theirs();
    await stack.refresh();
    await stack.up({ rotateWhenChanged: { turn: "2" } });
    assert.match(stack.said, /Replacing the token .*: this resource did not issue it/);
  });

  it("a creation with adoptExisting says if it replaces a token that ends soon", async () => {
    const stack = await startStack();
    stack.emulator.issueToken(stack.profileId, 1000);
    await stack.up({ adoptExisting: true, renewBeforeInSeconds: 1000 });
    assert.match(stack.said, /Replacing the token .* lower renewBeforeInSeconds\./);
  });

  it("a reason to issue is told once in a run", async () => {
    const stack = await startStack();
    const { state } = await stack.up();
    stack.clock.advance(3600);
    await stack.provider.diff("", state, inputsOf(state));
    await stack.provider.diff("", state, inputsOf(state));
    assert.equal(stack.notices.filter((notice) => notice.includes("issued anew")).length, 1);
  });

  it("a deletion says that it leaves somebody else's token", async () => {
    const stack = await theirs();
    await stack.destroy();
    assert.match(stack.said, /holds a token that this resource did not issue, valid until .*: it is left/);
    assert.equal(lives(stack)[0], "active");
  });

  it("only the first diff after a refresh calls a take-over a change", async () => {
    const stack = await theirs();
    const news = inputsOf(stack.state ?? assert.fail("there is no state"));
    const state = await stack.refresh();
    assert.ok(state);
    assert.equal((await stack.provider.diff("", state, news)).changes, true);
    assert.equal((await stack.provider.diff("", state, news)).changes, false);
  });
});
