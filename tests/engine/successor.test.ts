import assert from "node:assert/strict";
import { startEngineStack, stopEngineStacks } from "./harness";
import { addProfileOf } from "./kinds";

describe("a token that changes hands on the real engine", function () {
  this.timeout(120_000);
  afterEach(stopEngineStacks);

  it("lives on when its resource is renamed, replaced, or names its tenant, and is revoked in the end, on both kinds of profile", async () => {
    const stack = await startEngineStack();
    const profiles = (["for work", "AOSP userless"] as const).map((kind) =>
      addProfileOf(kind, stack.emulator),
    );
    const declare = (names: readonly string[], more: { tenantId?: string } = {}) => {
      const tokens = profiles.map((profile, index) => [
        names[index] ?? "",
        { ...profile, ...more, tokenValidityInSeconds: 3600, adoptExisting: true },
      ]);
      return stack.declare(Object.fromEntries(tokens) as Parameters<typeof stack.declare>[0]);
    };
    const states = () => stack.emulator.tokens().map(({ state }) => state);
    await stack.config("intune:tenantId", "contoso.example");
    await declare(["kiosk", "scanner"]);
    await stack.up();

    const renamed = ["lobby", "hall"];
    await declare(renamed);
    assert.deepEqual((await stack.up()).changes, { create: 2, delete: 2, same: 1 });
    assert.deepEqual(states(), ["active", "active"]);

    const replace = renamed.map((name) => stack.urn(name));
    assert.deepEqual((await stack.up({ replace })).changes, { replace: 2, same: 1 });
    assert.deepEqual(states(), ["active", "active"]);

    stack.requests();
    await declare(renamed, { tenantId: "contoso.example" });
    assert.deepEqual((await stack.up()).changes, { same: 1, update: 2 });
    assert.deepEqual(stack.requests(), []);

    // The program runs here too, and nothing it declares keeps the token alive.
    await stack.destroy({ runProgram: true });
    assert.deepEqual(states(), ["revoked", "revoked"]);
  });
});
