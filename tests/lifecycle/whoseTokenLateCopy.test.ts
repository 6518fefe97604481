import assert from "node:assert/strict";
import { respond } from "../emulator";
import { startStack, stopStacks } from "./harness";
import { shownNow } from "./shownNow";

describe("whose token it is: while a late copy shows an older one", () => {
  afterEach(stopStacks);

  /** A stack whose token is the profile's second, and what the profile showed before. */
  async function secondToken() {
    const enrollmentMode = "corporateOwnedDedicatedDevice";
    const stack = await startStack({ enrollmentMode });
    stack.emulator.issueToken(stack.profileId, 86_400);
    const body = shownNow(stack);
    stack.clock.advance(60);
    const args = { profileType: "androidDeviceOwner" } as const;
    const { state } = await stack.up(args);
    return { stack, state, late: respond(200, { body }) };
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
