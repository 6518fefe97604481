import assert from "node:assert/strict";
import { startEngineStack, stopEngineStacks } from "./harness";
import { addProfileOf, allKinds } from "./kinds";

describe("EnrollmentToken on the real engine", function () {
  this.timeout(120_000);
  afterEach(stopEngineStacks);

  it("is created, stays as it is without a request, is changed in place, and is revoked when removed, on each kind of profile", async () => {
    const stack = await startEngineStack();
    const { emulator } = stack;
    const profiles = allKinds.map((kind) => ({ kind, ...addProfileOf(kind, emulator) }));
    const declare = (tokenValidityInSeconds: number) =>
      stack.declare(
        Object.fromEntries(
          profiles.map(({ kind, ...profile }) => [kind, { ...profile, tokenValidityInSeconds }]),
        ),
      );
    /** What was asked of each profile since the last time. */
    const asked = () => {
      const all = profiles.map(({ profileId }) => emulator.requests.all({ profileId }));
      emulator.requests.clear();
      return new Set(all.map((requests) => requests.map(({ action, method }) => action ?? method).join()));
    };
    const [one, all] = [1, profiles.length];
    await declare(3600);

    assert.deepEqual(await stack.preview(), { create: one + all });
    assert.deepEqual(stack.requests(), [], "a preview asks nobody");

    assert.deepEqual((await stack.up()).changes, { create: one + all });
    assert.deepEqual(asked(), new Set(["GET,createToken,GET"]));
    const stored = await stack.stored();
    for (const { kind, profileId } of profiles) {
      const [token] = emulator.tokens(profileId);
      const { tokenValue, qrCodeContent } = stored.get(kind)?.outputs ?? {};
      assert.deepEqual([tokenValue, qrCodeContent], [token?.value, token?.qrCodeContent], kind);
      assert.deepEqual(stored.get(kind)?.secrets.toSorted(), ["qrCodeContent", "tokenValue"], kind);
    }

    assert.deepEqual((await stack.up()).changes, { same: one + all });
    assert.deepEqual(stack.requests(), [], "an up that changes nothing asks nobody");

    await declare(7200);
    assert.deepEqual(await stack.preview(), { same: one, update: all });
    assert.deepEqual((await stack.up()).changes, { same: one, update: all });
    assert.deepEqual(asked(), new Set(["GET,createToken,GET"]));

    await stack.destroy();
    assert.deepEqual(asked(), new Set(["GET,revokeToken"]));
    for (const { kind, profileId } of profiles) {
      const states = emulator.tokens(profileId).map(({ state }) => state);
      assert.deepEqual(states, ["replaced", "revoked"], kind);
    }
  });

  it("moves to another profile, of its kind and of the other, whichever is to come first: the old token is revoked, the new one is not", async () => {
    const stack = await startEngineStack();
    const { emulator } = stack;
    const moves = [false, true].flatMap((deleteBeforeReplace) =>
      (
        [
          ["for work", "for work"],
          ["dedicated", "AOSP userless"],
          ["for work", "fully managed"],
        ] as const
      ).map(([from, to]) => ({
        name: `${from} to ${to}, delete first: ${deleteBeforeReplace}`,
        from: addProfileOf(from, emulator),
        to: addProfileOf(to, emulator),
        opts: { deleteBeforeReplace },
      })),
    );
    const declare = (where: "from" | "to") =>
      stack.declare(
        Object.fromEntries(
          moves.map(({ name, opts, [where]: profile }) => [
            name,
            { args: { ...profile, tokenValidityInSeconds: 3600 }, opts },
          ]),
        ),
      );
    await declare("from");
    await stack.up();
    await declare("to");
    assert.deepEqual((await stack.up()).changes, { replace: moves.length, same: 1 });
    for (const { name, from, to } of moves) {
      const states = [from, to].map(({ profileId }) => emulator.tokens(profileId).map(({ state }) => state));
      assert.deepEqual(states, [["revoked"], ["active"]], name);
    }
  });

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
