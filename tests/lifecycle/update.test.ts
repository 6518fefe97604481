import assert from "node:assert/strict";
import { reset, respond } from "../emulator";
import type { EnrollmentTokenArgs } from "../../provider/src/resources/EnrollmentToken";
import type { Stack } from "./harness";
import { stacks } from "./stacks";

const { startStack, upStack } = stacks();

describe("update", () => {
  it("does nothing and asks nobody while nothing changed", async () => {
    const stack = await upStack();
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

  it("issues anew when a trigger changes, comes or goes, and hides its value", async () => {
    const stack = await upStack({ rotateWhenChanged: { quarter: "value-one", serial: "7" } });
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

  it("renews a token once renewBeforeInSeconds is left, and not before", async () => {
    const stack = await upStack({ renewBeforeInSeconds: 600 });
    stack.clock.advance(2999);
    assert.equal((await stack.up({ renewBeforeInSeconds: 600 })).did, "nothing");
    stack.clock.advance(1);
    assert.equal((await stack.up({ renewBeforeInSeconds: 600 })).did, "update");
    assert.match(stack.said, /it expires in 10 minutes, inside renewBeforeInSeconds 600/);
    assert.equal(stack.issued, 2);
  });

  it("does not renew at every up if tokens live less than renewBeforeInSeconds", async () => {
    const stack = await upStack(
      { renewBeforeInSeconds: 1200 },
      {
        behaviour: { tokenValidity: { maximumInSeconds: 600, outside: "clamp" } },
      },
    );
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
    it(`sends nothing if only ${Object.keys(args).join()} changed, and stores it`, async () => {
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

  it("after a lost POST the old token stays, and the next up settles it", async () => {
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

  it("keeps its token through two failed issues, so that destroy can revoke it", async () => {
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

  it("a refusal after a lost answer does not answer for the lost request", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 45_000 } } });
    stack.emulator.fault({ action: "createToken" }, reset({ commit: "after" }));
    stack.emulator.fault({ action: "createToken" }, respond(400));
    await stack.upFails(/nothing shows whether it was issued/);
    stack.clock.advance(30);
    const { state } = await stack.up();
    assert.equal(state.tokenValue, stack.emulator.tokens()[0]?.value);
    assert.equal(stack.issued, 1);
  });

  it("does not take over a revoked token that still shows without an end", async () => {
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
    const { state } = stack;
    assert.deepEqual(await stack.refresh(), state);
    assert.equal((await stack.up(args)).did, "nothing");

    const theirs = stack.emulator.issueToken(stack.profileId, 7200);
    await stack.refresh();
    assert.equal(JSON.stringify(stack.state).includes(theirs.value), false);
    assert.equal(stack.state.tokenOrigin, "followed");
    await stack.up({ ...args, rotateWhenChanged: { turn: "2" } });
    await stack.destroy();
    assert.equal(stack.emulator.tokens().at(-1)?.state, "revoked");
  });

  it("turned off while an issue is pending, removes the earlier token, too", async () => {
    const stack = await upStack();
    stack.emulator.behaviour.readLag = { milliseconds: 45_000 };
    const { error, state } = await stack.up({ storeToken: false, rotateWhenChanged: { turn: "2" } });
    assert.ok(error);
    assert.equal(JSON.stringify(state).includes(stack.emulator.tokens()[0]?.value ?? "no token"), false);
  });

  it("turned off, removes the token from state; turned on, reads it back", async () => {
    const stack = await upStack();
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

/** What somebody else, or time, did to the token before the next `up`. */
const happenings = {
  nothing: () => undefined,
  expired: (stack: Stack) => {
    stack.clock.advance(3600);
  },
  revoked: (stack: Stack) => {
    stack.emulator.revokeToken(stack.profileId);
  },
  replaced: (stack: Stack) => {
    stack.emulator.issueToken(stack.profileId, 7200);
  },
  "replaced, then expired": (stack: Stack) => {
    stack.emulator.issueToken(stack.profileId, 7200);
    stack.clock.advance(3600);
  },
  "profile gone": (stack: Stack) => {
    stack.emulator.removeProfile(stack.profileId);
  },
};

/** The status that a refresh gives the token, if there is one, and what the `up` after it does. */
type Cell = readonly [status: string | undefined, then: "nothing" | "issues" | "takes over" | "fails"];

describe("whenReplaced", () => {
  const rows: readonly [
    happened: keyof typeof happenings,
    when: "refreshed" | "not refreshed",
    adopt: Cell,
    reissue: Cell,
  ][] = [
    ["nothing", "refreshed", ["active", "nothing"], ["active", "nothing"]],
    ["nothing", "not refreshed", [undefined, "nothing"], [undefined, "nothing"]],
    ["expired", "refreshed", ["expired", "issues"], ["expired", "issues"]],
    ["expired", "not refreshed", [undefined, "issues"], [undefined, "issues"]],
    ["revoked", "refreshed", ["revoked", "issues"], ["revoked", "issues"]],
    // Without a refresh nothing shows the revocation: a pipeline runs `pulumi up --refresh`.
    ["revoked", "not refreshed", [undefined, "nothing"], [undefined, "nothing"]],
    ["replaced", "refreshed", ["active", "nothing"], ["replaced", "issues"]],
    ["replaced", "not refreshed", [undefined, "nothing"], [undefined, "nothing"]],
    ["replaced, then expired", "refreshed", ["active", "nothing"], ["replaced", "issues"]],
    ["replaced, then expired", "not refreshed", [undefined, "takes over"], [undefined, "issues"]],
    ["profile gone", "refreshed", [undefined, "fails"], [undefined, "fails"]],
    ["profile gone", "not refreshed", [undefined, "nothing"], [undefined, "nothing"]],
  ];
  for (const [happened, when, ...cells] of rows) {
    for (const [index, [status, then]] of cells.entries()) {
      const whenReplaced = index === 0 ? "adopt" : "reissue";
      it(`${whenReplaced}: ${happened}, ${when}: the next up ${then === "nothing" ? "does nothing" : then}`, async () => {
        const stack = await upStack({ whenReplaced });
        const own = stack.state?.tokenValue;
        happenings[happened](stack);
        if (when === "refreshed") {
          assert.equal((await stack.refresh())?.tokenStatus, status);
          if (status === "replaced") assert.equal(stack.state?.tokenValue, own);
        }
        if (then === "fails") {
          await assert.rejects(stack.up({ whenReplaced }), { code: "not-found" }, "it creates anew");
          return;
        }
        const { did, state } = await stack.up({ whenReplaced });
        assert.equal(did, then === "nothing" ? "nothing" : "update");
        assert.equal(stack.issued, then === "issues" ? 2 : 1);
        assert.equal(state.generation, stack.issued);
        const { value, expirationDateTime } = stack.emulator.tokens().at(-1) ?? assert.fail();
        if (status === "active" || then !== "nothing") {
          assert.equal(state.tokenValue, value);
          assert.equal(Date.parse(String(state.tokenExpirationDateTime)), expirationDateTime?.getTime());
        }
        assert.equal((await stack.up({ whenReplaced })).did, "nothing", "one up settles it");
      });
    }
  }

  it("a followed token inside renewBeforeInSeconds is issued anew by the next up", async () => {
    const args = { renewBeforeInSeconds: 1800 };
    const stack = await upStack(args);
    stack.emulator.issueToken(stack.profileId, 1200);
    assert.equal((await stack.refresh())?.tokenStatus, "active");
    assert.equal((await stack.up(args)).did, "update");
    assert.equal(stack.issued, 2);
    assert.equal((await stack.up(args)).did, "nothing");
  });
});
