import assert from "node:assert/strict";
import type { Stack } from "./harness";
import { startStack, stopStacks } from "./harness";

afterEach(stopStacks);

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

type Row = [
  policy: "adopt" | "reissue",
  happened: keyof typeof happenings,
  refreshed: boolean,
  status: string | undefined,
  then: "nothing" | "issues" | "takes over" | "creates, and fails on the missing profile",
];

const rows: readonly Row[] = [
  ["adopt", "nothing", true, "active", "nothing"],
  ["reissue", "nothing", true, "active", "nothing"],
  ["adopt", "nothing", false, undefined, "nothing"],
  ["reissue", "nothing", false, undefined, "nothing"],
  ["adopt", "expired", true, "expired", "issues"],
  ["reissue", "expired", true, "expired", "issues"],
  ["adopt", "expired", false, undefined, "issues"],
  ["reissue", "expired", false, undefined, "issues"],
  ["adopt", "revoked", true, "revoked", "issues"],
  ["reissue", "revoked", true, "revoked", "issues"],
  // Offline nothing shows the revocation: a pipeline runs `pulumi up --refresh`.
  ["adopt", "revoked", false, undefined, "nothing"],
  ["reissue", "revoked", false, undefined, "nothing"],
  ["adopt", "replaced", true, "active", "nothing"],
  ["reissue", "replaced", true, "replaced", "issues"],
  ["adopt", "replaced", false, undefined, "nothing"],
  ["reissue", "replaced", false, undefined, "nothing"],
  ["adopt", "replaced, then expired", true, "active", "nothing"],
  ["reissue", "replaced, then expired", true, "replaced", "issues"],
  ["adopt", "replaced, then expired", false, undefined, "takes over"],
  ["reissue", "replaced, then expired", false, undefined, "issues"],
  ["adopt", "profile gone", true, undefined, "creates, and fails on the missing profile"],
  ["reissue", "profile gone", true, undefined, "creates, and fails on the missing profile"],
  ["adopt", "profile gone", false, undefined, "nothing"],
  ["reissue", "profile gone", false, undefined, "nothing"],
];

describe("whenReplaced", () => {
  for (const [whenReplaced, happened, refreshed, status, then] of rows) {
    it(`${whenReplaced}: ${happened}, ${refreshed ? "refreshed" : "not refreshed"} → ${then}`, async () => {
      const stack = await startStack();
      await stack.up({ whenReplaced });
      happenings[happened](stack);
      if (refreshed) assert.equal((await stack.refresh())?.tokenStatus, status);
      const before = stack.issued;
      if (then.startsWith("creates")) {
        await assert.rejects(stack.up({ whenReplaced }), { code: "not-found" });
        return;
      }
      const { did, state } = await stack.up({ whenReplaced });
      assert.equal(did, then === "nothing" ? "nothing" : "update");
      assert.equal(stack.issued - before, then === "issues" ? 1 : 0);
      const last = stack.emulator.tokens().at(-1);
      if (then !== "nothing") assert.equal(state.tokenValue, last?.value);
      assert.equal((await stack.up({ whenReplaced })).did, "nothing", "one up settles it");
    });
  }

  it("adopt: a token taken over with less than renewBeforeInSeconds left is issued anew by the next up", async () => {
    const stack = await startStack();
    await stack.up({ renewBeforeInSeconds: 1800 });
    stack.emulator.issueToken(stack.profileId, 1200);
    assert.equal((await stack.refresh())?.tokenStatus, "active");
    assert.equal((await stack.up({ renewBeforeInSeconds: 1800 })).did, "update");
    assert.equal(stack.issued, 2);
    assert.equal((await stack.up({ renewBeforeInSeconds: 1800 })).did, "nothing");
  });
});
