import assert from "node:assert/strict";
import { respond } from "../emulator";
import { startStack, stopStacks } from "./harness";

describe("a QR code that comes later than its token", () => {
  afterEach(stopStacks);

  for (const [times, content] of [
    [1, "there"],
    [Infinity, "missing"],
  ] as const) {
    it(`is waited for a little (${content} in the end)`, async () => {
      const stack = await startStack();
      const held = stack.emulator.hold({ action: "createToken" }, { commit: "after" });
      const up = stack.up();
      await held.arrived;
      const body = JSON.stringify({ ...stack.emulator.profile(stack.profileId), qrCodeContent: "" });
      stack.emulator.fault({ method: "GET", times }, respond(200, { body }));
      held.release();
      const { state, error } = await up;
      assert.equal(error, undefined);
      const [token] = stack.emulator.tokens();
      assert.equal(state.tokenValue, token?.value);
      assert.equal(state.qrCodeContent, content === "there" ? token?.qrCodeContent : "");

      stack.emulator.clearFaults();
      assert.equal((await stack.refresh())?.qrCodeContent, token?.qrCodeContent);
    });
  }
});
