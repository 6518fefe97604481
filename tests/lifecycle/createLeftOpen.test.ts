import assert from "node:assert/strict";
import { startStack, stopStacks } from "./harness";

describe("create on what Graph leaves open", () => {
  afterEach(stopStacks);

  for (const behaviour of [
    { tokenFieldsWithoutSelect: false },
    { expirationBeforeToken: null },
    { earlierToken: "lives on" },
    { aospActionsOnBareId: true },
    { tokenValidity: { maximumInSeconds: 600, outside: "clamp" } },
  ] as const) {
    for (const enrollmentMode of [
      undefined,
      "corporateOwnedDedicatedDevice",
      "corporateOwnedFullyManaged",
      "corporateOwnedAOSPUserlessDevice",
    ] as const) {
      it(`${JSON.stringify(behaviour)} on ${enrollmentMode ?? "androidForWork"}: one token, stable, revoked in the end`, async () => {
        const stack = await startStack({
          behaviour,
          enrollmentMode,
        });
        const args = { profileType: enrollmentMode ? "androidDeviceOwner" : "androidForWork" } as const;
        const { state } = await stack.up(args);
        assert.equal(state.tokenValue, stack.emulator.tokens()[0]?.value);
        assert.equal((await stack.up(args)).did, "nothing");
        assert.equal((await stack.refresh())?.tokenStatus, "active");
        assert.equal((await stack.up(args)).did, "nothing");
        await stack.destroy();
        assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
        assert.equal(stack.issued, 1);
      });
    }
  }
});
