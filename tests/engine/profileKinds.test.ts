import assert from "node:assert/strict";
import type { Emulator } from "../emulator";
import { startEngineStack, stopEngineStacks } from "./harness";
import { allKinds, type Kind, kinds } from "./kinds";
import { type Args, lives } from "./profileLives";

describe("EnrollmentProfile of each kind, with a token on it, on the real engine", function () {
  this.timeout(180_000);
  afterEach(stopEngineStacks);

  it("is made, changed in place by what differs alone, mended, replaced, and kept while devices are enrolled with it", async () => {
    const stack = await startEngineStack();
    const { emulator } = stack;
    const args = new Map<Kind, Args>();
    const declare = async (argsOf: (kind: Kind) => Args) => {
      for (const kind of allKinds) {
        const all: Args = { ...kinds[kind], displayName: kind, ...args.get(kind), ...argsOf(kind) };
        args.set(kind, Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)));
      }
      await stack.program(profilesAndTokens([...args]));
    };
    const profileIds = async () => {
      const stored = await stack.stored("EnrollmentProfile");
      return new Map(allKinds.map((kind) => [kind, String(stored.get(kind)?.outputs.profileId)] as const));
    };

    await declare((kind) => lives[kind].first);
    assert.deepEqual(await stack.preview(), { create: 2 * allKinds.length + 1 });
    assert.equal(emulator.requests.count(), 0, "a preview asks nobody");
    await stack.up();
    const made = await profileIds();
    const sent = emulator.requests
      .all({ method: "POST", action: null })
      .map(({ body }) => body as { displayName: string; tokenExpirationDateTime?: string });
    for (const kind of allKinds) {
      const { profileType, ...mode } = kinds[kind];
      const { tokenExpirationDateTime: end, ...body } =
        sent.find(({ displayName }) => displayName === kind) ?? {};
      assert.equal(end !== undefined, profileType === "androidDeviceOwner", "the first token's end");
      assert.deepEqual(body, { displayName: kind, ...mode, ...lives[kind].creates });
      assertHoldsToken(emulator, made.get(kind), kind);
      const id = kind.startsWith("AOSP") ? `AOSP-${made.get(kind)}` : made.get(kind);
      const path = `/v1.0/deviceManagement/${profileType}EnrollmentProfiles/${id}/createToken`;
      assert.equal(emulator.requests.count({ path }), 1, kind);
    }

    await declare((kind) => lives[kind].then);
    emulator.requests.clear();
    assert.deepEqual(await stack.preview(), { update: allKinds.length, same: allKinds.length + 1 });
    await stack.up();
    for (const kind of allKinds) {
      assert.deepEqual(patches(emulator, made.get(kind)), [lives[kind].changes], kind);
    }

    for (const kind of allKinds) emulator.changeProfile(made.get(kind) ?? "", lives[kind].drift);
    await stack.refresh();
    const drifted = await stack.stored("EnrollmentProfile");
    for (const kind of allKinds) {
      const shown = Object.keys(lives[kind].shows).map((name) => [name, drifted.get(kind)?.outputs[name]]);
      assert.deepEqual(Object.fromEntries(shown), lives[kind].shows, kind);
    }
    emulator.requests.clear();
    await stack.up();
    for (const kind of allKinds) {
      const { mends } = lives[kind];
      const expected = Object.keys(mends).length === 0 ? [] : [mends];
      assert.deepEqual(patches(emulator, made.get(kind)), expected, kind);
      assert.equal(
        emulator.requests.count({ action: "createToken" }),
        0,
        "a change in place leaves the token alone",
      );
    }

    await declare((kind) => lives[kind].replaces);
    assert.deepEqual((await stack.up()).changes, { replace: 2 * allKinds.length, same: 1 });
    const others = await profileIds();
    for (const kind of allKinds) {
      const [before = "", after] = [made.get(kind), others.get(kind)];
      assert.equal(emulator.profile(before), undefined, kind);
      assert.equal(emulator.tokens(before).at(-1)?.state, "revoked", kind);
      assertHoldsToken(emulator, after, kind);
    }

    for (const kind of ["for work", "AOSP userless"] as const) emulator.removeProfile(others.get(kind) ?? "");
    for (const kind of ["dedicated", "fully managed"] as const) {
      emulator.enrollDevices(others.get(kind) ?? "", 2);
    }
    const said = await stack.failing(() => stack.destroy({ continueOnError: true }));
    assert.match(said, /\(\\?"fully managed\\?"\) still has 2 enrolled devices and is not deleted/);
    const left = [...(await stack.stored("EnrollmentProfile")).keys()];
    assert.deepEqual(left, ["fully managed"], "one that is gone is no failure, and forceDestroy deletes");
    const exist = allKinds.filter((kind) => emulator.profile(others.get(kind) ?? "") !== undefined);
    assert.deepEqual(exist, left);

    emulator.enrollDevices(others.get("fully managed") ?? "", 0);
    await stack.destroy();
    assert.equal(emulator.profile(others.get("fully managed") ?? ""), undefined);
  });
});

/** A program with profiles by their names, and a token on each. */
function profilesAndTokens(profiles: readonly (readonly [string, Args])[]): string {
  return `
    const { EnrollmentProfile, EnrollmentToken } = require("pulumi-intune-enrollment");
    for (const [name, args] of ${JSON.stringify(profiles)}) {
      const { profileId, profileType } = new EnrollmentProfile(name, args);
      new EnrollmentToken(name, { profileId, profileType, tokenValidityInSeconds: 3600 });
    }
  `;
}

function assertHoldsToken(emulator: Emulator, profileId: string | undefined, kind: Kind): void {
  const active = emulator.tokens(profileId).filter(({ state }) => state === "active");
  assert.deepEqual(
    active.map(({ issuedBy }) => issuedBy),
    ["createToken"],
    kind,
  );
}

function patches(emulator: Emulator, profileId: string | undefined): unknown[] {
  return emulator.requests.all({ method: "PATCH", profileId: profileId ?? "" }).map(({ body }) => body);
}
