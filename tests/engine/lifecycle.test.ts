import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { startEngineStack, stopEngineStacks } from "./harness";

describe("EnrollmentToken on the real engine", function () {
  this.timeout(60_000);
  afterEach(stopEngineStacks);

  it("is created, stays as it is without a request, is changed in place, and is revoked when removed", async () => {
    const stack = await startEngineStack();
    const { id: profileId } = stack.emulator.addProfile("androidForWork", { displayName: "Kiosk" });
    await stack.declare({ kiosk: { profileId, tokenValidityInSeconds: 3600 } });

    assert.deepEqual(await stack.preview(), { create: 2 });
    assert.deepEqual(stack.requests(), [], "a preview asks nobody");

    assert.deepEqual((await stack.up()).changes, { create: 2 });
    assert.deepEqual(stack.requests(), ["GET", "createToken", "GET"]);
    const [first] = stack.emulator.tokens();
    assert.equal(await stack.output("kiosk", "tokenValue"), first?.value);
    assert.equal(await stack.output("kiosk", "qrCodeContent"), first?.qrCodeContent);

    assert.deepEqual((await stack.up()).changes, { same: 2 });
    assert.deepEqual(stack.requests(), [], "an up that changes nothing asks nobody");

    await stack.declare({ kiosk: { profileId, tokenValidityInSeconds: 7200 } });
    assert.deepEqual(await stack.preview(), { same: 1, update: 1 });
    assert.deepEqual((await stack.up()).changes, { same: 1, update: 1 });
    assert.deepEqual(stack.requests(), ["GET", "createToken", "GET"]);

    await stack.destroy();
    assert.deepEqual(stack.requests(), ["GET", "revokeToken"]);
    assert.deepEqual(
      stack.emulator.tokens().map(({ state }) => state),
      ["replaced", "revoked"],
    );
  });

  it("is issued anew once it has expired, inside its renewal window, and when a trigger changes", async () => {
    const stack = await startEngineStack();
    const { id: profileId } = stack.emulator.addProfile("androidForWork");
    const args = { profileId, tokenValidityInSeconds: 8, rotateWhenChanged: { quarter: "one" } };
    await stack.declare({ kiosk: args });
    await stack.up();
    assert.deepEqual((await stack.up()).changes, { same: 2 });

    await expiryOf(stack.emulator.tokens().at(-1)?.expirationDateTime);
    assert.deepEqual((await stack.up()).changes, { same: 1, update: 1 });
    assert.match(stack.everythingSaid, /is to be issued anew: it expired on/);

    // Already inside the window when it is declared: a day is left, and two are asked for.
    const dayLong = { ...args, tokenValidityInSeconds: 200_000, renewBeforeInSeconds: 199_999 };
    await stack.declare({ kiosk: dayLong });
    await stack.up();
    await expiryOf(new Date(Date.now() + 1000));
    assert.deepEqual((await stack.up()).changes, { same: 1, update: 1 });
    assert.match(stack.everythingSaid, /inside renewBeforeInSeconds 199999/);

    await stack.declare({
      kiosk: { ...dayLong, renewBeforeInSeconds: 0, rotateWhenChanged: { quarter: "two" } },
    });
    assert.deepEqual((await stack.up()).changes, { same: 1, update: 1 });
    assert.match(stack.everythingSaid, /rotateWhenChanged \\"quarter\\" changed/);
    assert.equal(stack.emulator.tokens().length, 5);
  });

  for (const deleteBeforeReplace of [false, true]) {
    it(`moves to another profile (deleteBeforeReplace ${deleteBeforeReplace}): the old token is revoked, the new one is not`, async () => {
      const stack = await startEngineStack();
      const { id: from } = stack.emulator.addProfile("androidForWork");
      const { id: to } = stack.emulator.addProfile("androidForWork");
      const opts = { deleteBeforeReplace };
      await stack.declare({ kiosk: { args: { profileId: from, tokenValidityInSeconds: 3600 }, opts } });
      await stack.up();
      await stack.declare({ kiosk: { args: { profileId: to, tokenValidityInSeconds: 3600 }, opts } });
      assert.deepEqual((await stack.up()).changes, { replace: 1, same: 1 });
      assert.equal(stack.emulator.tokens(from)[0]?.state, "revoked");
      assert.equal(stack.emulator.tokens(to)[0]?.state, "active");
    });
  }

  it("takes a profile id that is known only once another resource is made", async () => {
    const stack = await startEngineStack();
    const { id: profileId } = stack.emulator.addProfile("androidForWork");
    await stack.program(`
      const pulumi = require("@pulumi/pulumi");
      const { EnrollmentToken } = require("pulumi-intune-enrollment");
      class Maker extends pulumi.dynamic.Resource {
        constructor() {
          super({ create: async () => ({ id: "made", outs: { made: "${profileId}" } }) }, "maker", { made: undefined });
        }
      }
      const maker = new Maker();
      new EnrollmentToken("kiosk", {
        profileId: maker.made,
        tokenValidityInSeconds: maker.made.apply(() => 3600),
        rotateWhenChanged: { by: maker.made },
      });
    `);
    assert.deepEqual(await stack.preview(), { create: 3 });
    await stack.up();
    const [state, made] = [await stack.state("kiosk"), stack.emulator.tokens(profileId)];
    assert.equal(state?.profileId, profileId);
    assert.equal(made.length, 1);
    assert.deepEqual((await stack.up()).changes, { same: 3 });
  });

  it("issues twenty tokens side by side, three requests each", async () => {
    const stack = await startEngineStack();
    const tokens = Array.from({ length: 20 }, (_, index) => [
      `kiosk-${index}`,
      { profileId: stack.emulator.addProfile("androidForWork").id, tokenValidityInSeconds: 3600 },
    ]);
    await stack.declare(Object.fromEntries(tokens) as Parameters<typeof stack.declare>[0]);
    await stack.up();
    assert.equal(stack.emulator.tokens().length, 20);
    assert.equal(stack.requests().length, 60);
    await stack.destroy();
    assert.equal(stack.requests().length, 40);
    assert.ok(stack.emulator.tokens().every(({ state }) => state === "revoked"));
  });
});

/** A short real validity has to pass on the real clock: the engine has no other. */
async function expiryOf(moment: Date | null | undefined): Promise<void> {
  assert.ok(moment);
  await setTimeout(Math.max(0, moment.getTime() - Date.now()) + 10);
}
