import assert from "node:assert/strict";
import { reset, respond } from "../emulator";
import type { EnrollmentTokenArgs } from "../../provider/src/resources/EnrollmentTokenArgs";
import { startStack, stopStacks } from "./harness";

afterEach(stopStacks);

describe("update", () => {
  it("changes nothing and asks nobody while nothing changed", async () => {
    const stack = await startStack();
    await stack.up();
    stack.requests();
    assert.equal((await stack.up()).did, "nothing");
    assert.deepEqual(stack.requests(), []);
  });

  it("issues anew in place when the validity changes, and says why", async () => {
    const stack = await startStack();
    const before = (await stack.up()).state;
    stack.requests();
    const { did, state } = await stack.up({ tokenValidityInSeconds: 7200 });
    assert.equal(did, "update");
    assert.deepEqual(stack.requests(), ["GET", "createToken", "GET"]);
    assert.notEqual(state.tokenValue, before.tokenValue);
    assert.equal(state.tokenExpirationDateTime, "2026-01-15T14:00:00Z");
    assert.equal(state.generation, 2);
    assert.match(stack.said, /"Kiosk".*issued anew: tokenValidityInSeconds 3600 → 7200/);
  });

  it("issues anew when a trigger changes, is added or is removed, and never shows its value", async () => {
    const stack = await startStack();
    await stack.up({ rotateWhenChanged: { quarter: "value-one", serial: "7" } });
    await stack.up({ rotateWhenChanged: { quarter: "value-two", serial: "7" } });
    await stack.up({ rotateWhenChanged: { quarter: "value-two" } });
    const { state } = await stack.up();
    assert.equal(state.generation, 4);
    assert.equal(state.rotateWhenChanged, undefined);
    assert.equal((await stack.up()).did, "nothing");
    const said = stack.said;
    assert.match(said, /rotateWhenChanged "quarter" changed.*rotateWhenChanged "serial" changed/s);
    assert.doesNotMatch(said, /value-/);
  });

  it("renews a token once no more than renewBeforeInSeconds is left, and not before", async () => {
    const stack = await startStack();
    await stack.up({ renewBeforeInSeconds: 600 });
    stack.clock.advance(2999);
    assert.equal((await stack.up({ renewBeforeInSeconds: 600 })).did, "nothing");
    stack.clock.advance(1);
    assert.equal((await stack.up({ renewBeforeInSeconds: 600 })).did, "update");
    assert.match(stack.said, /it expires in 10 minutes, inside renewBeforeInSeconds 600/);
    assert.equal(stack.issued, 2);
  });

  it("renews an expired token", async () => {
    const stack = await startStack();
    await stack.up();
    stack.clock.advance(3600);
    const { did, state } = await stack.up();
    assert.equal(did, "update");
    assert.equal(state.tokenStatus, "active");
    assert.match(stack.said, /it expired on 2026-01-15T13:00:00Z/);
  });

  it("does not renew at every up where the service gives less life than renewBeforeInSeconds", async () => {
    const stack = await startStack({
      behaviour: { tokenValidity: { maximumInSeconds: 600, outside: "clamp" } },
    });
    await stack.up({ renewBeforeInSeconds: 1200 });
    assert.equal((await stack.up({ renewBeforeInSeconds: 1200 })).did, "nothing");
    stack.clock.advance(600);
    assert.equal((await stack.up({ renewBeforeInSeconds: 1200 })).did, "update");
  });

  const bookkeeping: readonly Partial<EnrollmentTokenArgs>[] = [
    { renewBeforeInSeconds: 60 },
    { adoptExisting: true },
    { revokeOnDelete: false },
    { whenReplaced: "reissue" },
    { storeToken: false },
  ];
  for (const args of bookkeeping) {
    it(`calls nothing where only ${Object.keys(args).join()} changed, and keeps it in state`, async () => {
      const stack = await startStack();
      const before = (await stack.up()).state;
      stack.requests();
      const { did, state } = await stack.up(args);
      assert.equal(did, "update");
      assert.deepEqual({ ...state, ...args }, state);
      assert.equal(state.tokenExpirationDateTime, before.tokenExpirationDateTime);
      assert.deepEqual(stack.requests(), []);
      assert.equal((await stack.up(args)).did, "nothing");
      assert.equal((await stack.up()).did, "update");
    });
  }

  for (const args of [
    { profileId: "other" },
    { profileType: "androidDeviceOwner" },
    { tenantId: "contoso.com" },
  ] as const) {
    it(`replaces the resource where ${Object.keys(args).join()} changed`, async () => {
      const stack = await startStack();
      await stack.up();
      assert.equal(await stack.preview(args), "replace");
    });
  }

  it("takes over a newer token of the profile instead of issuing one in place of an expired one", async () => {
    const stack = await startStack();
    await stack.up();
    const newer = stack.emulator.issueToken(stack.profileId, 90_000);
    stack.clock.advance(3600);
    const { state } = await stack.up();
    assert.equal(state.tokenValue, newer.value);
    assert.equal(state.generation, 1);
    assert.equal(stack.issued, 1);
  });

  it("issues its own in place of an expired one under whenReplaced reissue", async () => {
    const stack = await startStack();
    await stack.up({ whenReplaced: "reissue" });
    stack.emulator.issueToken(stack.profileId, 90_000);
    stack.clock.advance(3600);
    await stack.up({ whenReplaced: "reissue" });
    assert.equal(stack.issued, 2);
  });

  it("a lost POST of an update keeps the old token in state, and the next up settles it", async () => {
    const stack = await startStack();
    const before = (await stack.up()).state;
    stack.emulator.behaviour.readLag = { milliseconds: 95_000 };
    stack.emulator.fault({ action: "createToken" }, reset({ commit: "after" }));
    stack.emulator.fault({ action: "createToken", times: 2 }, respond(503));
    const first = await stack.up({ tokenValidityInSeconds: 7200 });
    assert.match(first.error?.message ?? "", /nothing shows whether it was issued/);
    assert.equal(first.state.tokenValue, before.tokenValue);
    stack.clock.advance(10);
    const second = await stack.up({ tokenValidityInSeconds: 7200 });
    assert.equal(second.error, undefined);
    assert.equal(second.state.tokenValue, stack.emulator.tokens().at(-1)?.value);
    assert.equal(second.state.generation, 2);
    assert.equal(stack.issued, 2);
  });

  it("keeps the token it had through two failed issues in a row, so that destroy can revoke it", async () => {
    const stack = await startStack();
    const before = (await stack.up()).state;
    stack.emulator.fault({ action: "createToken", times: 6 }, respond(503));
    const args = { rotateWhenChanged: { turn: "2" } };
    await stack.up(args);
    const { error, state } = await stack.up(args);
    assert.match(error?.message ?? "", /nothing shows whether it was issued/);
    assert.equal(state.tokenValue, before.tokenValue);
    await stack.destroy();
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });

  it("a refusal after a lost answer does not speak for the request that was lost", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 45_000 } } });
    stack.emulator.fault({ action: "createToken" }, reset({ commit: "after" }));
    stack.emulator.fault({ action: "createToken" }, respond(400));
    assert.match((await stack.up()).error?.message ?? "", /nothing shows whether it was issued/);
    stack.clock.advance(30);
    const { state } = await stack.up();
    assert.equal(state.tokenValue, stack.emulator.tokens()[0]?.value);
    assert.equal(stack.issued, 1);
  });

  it("does not take a token over again that was revoked and shows on without an end", async () => {
    const stack = await startStack({
      enrollmentMode: "corporateOwnedFullyManaged",
      behaviour: { expirationWithoutEnd: "as requested", afterRevoke: "expired at 0001-01-01" },
    });
    const args = { profileType: "androidDeviceOwner" } as const;
    await stack.up(args);
    stack.emulator.revokeToken(stack.profileId);
    assert.equal((await stack.refresh())?.tokenStatus, "revoked");
    await stack.up(args);
    assert.equal(stack.issued, 2);
  });

  it("a definite refusal of an update leaves the state as it was", async () => {
    const stack = await startStack();
    const before = (await stack.up()).state;
    stack.emulator.fault({ action: "createToken" }, respond(403));
    await assert.rejects(stack.up({ tokenValidityInSeconds: 7200 }), { code: "forbidden" });
    assert.deepEqual(stack.state, before);
  });
});

describe("storeToken false", () => {
  it("keeps neither token nor QR code, and still sees drift, renews and revokes", async () => {
    const stack = await startStack();
    const args = { storeToken: false };
    await stack.up(args);
    const [token] = stack.emulator.tokens();
    assert.ok(token);
    assert.equal(JSON.stringify(stack.state).includes(token.value), false);
    assert.equal(stack.state?.tokenValue, "");
    assert.equal((await stack.refresh())?.tokenStatus, "active");
    assert.equal((await stack.up(args)).did, "nothing");

    const theirs = stack.emulator.issueToken(stack.profileId, 7200);
    await stack.refresh();
    assert.equal(JSON.stringify(stack.state).includes(theirs.value), false);
    assert.equal(stack.state.tokenOrigin, "followed");
    await stack.up({ ...args, rotateWhenChanged: { turn: "2" } });
    await stack.destroy();
    assert.equal(stack.emulator.tokens().at(-1)?.state, "revoked");
  });

  it("turned off while an issue is pending, leaves the token before it in no state either", async () => {
    const stack = await startStack();
    await stack.up();
    stack.emulator.behaviour.readLag = { milliseconds: 45_000 };
    const { error, state } = await stack.up({ storeToken: false, rotateWhenChanged: { turn: "2" } });
    assert.ok(error);
    assert.equal(JSON.stringify(state).includes(stack.emulator.tokens()[0]?.value ?? "no token"), false);
  });

  it("turned off, removes the token from state; turned on, reads it back, without issuing", async () => {
    const stack = await startStack();
    await stack.up();
    const [token] = stack.emulator.tokens();
    assert.ok(token);
    await stack.up({ storeToken: false });
    assert.equal(JSON.stringify(stack.state).includes(token.value), false);
    const { state } = await stack.up({ storeToken: true });
    assert.equal(state.tokenValue, token.value);
    assert.equal(state.tokenDigest, undefined);
    assert.equal(stack.issued, 1);
  });
});
