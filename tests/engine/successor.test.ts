import assert from "node:assert/strict";
import { startEngineStack, stopEngineStacks } from "./harness";

describe("a token that changes hands on the real engine", function () {
  this.timeout(120_000);
  afterEach(stopEngineStacks);

  it("lives on when its resource is renamed, replaced, or names its tenant, and is revoked in the end", async () => {
    const stack = await startEngineStack();
    const { id: profileId } = stack.emulator.addProfile("androidForWork");
    const args = { profileId, tokenValidityInSeconds: 3600, adoptExisting: true } as const;
    const isActive = () => stack.emulator.tokens().map(({ state }) => state);
    await stack.config("intune:tenantId", "contoso.example");
    await stack.declare({ kiosk: args });
    await stack.up();

    await stack.declare({ lobby: args });
    assert.deepEqual((await stack.up()).changes, { create: 1, delete: 1, same: 1 });
    assert.deepEqual(isActive(), ["active"]);

    assert.deepEqual((await stack.up({ replace: [stack.urn("lobby")] })).changes, { replace: 1, same: 1 });
    assert.deepEqual(isActive(), ["active"]);

    stack.requests();
    await stack.declare({ lobby: { ...args, tenantId: "contoso.example" } });
    assert.deepEqual((await stack.up()).changes, { same: 1, update: 1 });
    assert.deepEqual(stack.requests(), []);

    // The program runs here too, and nothing it declares keeps the token alive.
    await stack.destroy({ runProgram: true });
    assert.deepEqual(isActive(), ["revoked"]);
  });
});
