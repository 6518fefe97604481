import assert from "node:assert/strict";
import { respond } from "../emulator";
import { type Stack, startStack, stopStacks } from "./harness";

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
  afterEach(stopStacks);

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
    assert.match(stack.notices.join(), /left as it is/);
  });

  it("delete revokes the one asked for", async () => {
    const stack = await pendingStack();
    await stack.destroy();
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
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
