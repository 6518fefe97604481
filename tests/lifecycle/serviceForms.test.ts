import assert from "node:assert/strict";
import { canonicalId } from "../../provider/src/graph/profile";
import { findProfile } from "../../provider/src/lifecycle/profileLookUp";
import { respond } from "../emulator";
import type { Stack } from "./harness";
import { dedicated, stacks } from "./stacks";

const { startProfileStack, startStack, upProfileStack, upStack } = stacks();

/** What the GETs of one profile asked for since the last call. */
const selections = ({ emulator }: Pick<Stack, "emulator">) => {
  const seen = emulator.requests
    .all({ method: "GET" })
    .filter(({ profileId }) => profileId !== undefined)
    .map(({ query }) => (query.$select === undefined ? "plain" : "selected"));
  emulator.requests.clear();
  return seen;
};

describe("forms that the service's answers come in", () => {
  describe("a cloud that does not know a property", () => {
    it("profile: later reads are plain, said once at debug level", async () => {
      const behaviour = { lackingProperties: ["deviceNameTemplate"] };
      const stack = await upProfileStack(dedicated, { behaviour, config: { debug: "true" } });
      await stack.refresh();
      assert.deepEqual(selections(stack), ["selected", "plain"]);
      stack.emulator.changeProfile(stack.profileId, { description: "Theirs" });
      await stack.refresh();
      await stack.up({ ...dedicated, description: "Ours" });
      assert.deepEqual(selections(stack), ["plain", "plain"]);
      assert.equal(stack.profile?.description, "Ours");
      assert.equal(stack.notices.filter((notice) => notice.includes("without $select")).length, 1);

      const quiet = await upProfileStack(dedicated, { behaviour });
      await quiet.refresh();
      assert.deepEqual(quiet.notices, []);
    });

    it("token: is issued and read back by plain GETs", async () => {
      const behaviour = { lackingProperties: ["tokenCreationDateTime"] };
      const enrollmentMode = "corporateOwnedDedicatedDevice";
      const stack = await startStack({ behaviour, enrollmentMode });
      const { state } = await stack.up({ profileType: "androidDeviceOwner" });
      assert.equal(state.tokenValue, stack.emulator.tokens()[0]?.value);
      await stack.refresh();
      assert.equal(stack.issued, 1);
    });

    it("another 400 is an error", async () => {
      const stack = await startStack();
      stack.emulator.fault({ method: "GET" }, respond(400, { message: "No" }));
      await assert.rejects(stack.up(), { code: "invalid-request" });
      assert.deepEqual(selections(stack), ["selected"]);
    });
  });

  it("an entity in value is read, of profiles and of tokens", async () => {
    const behaviour = { entityInValue: true };
    const profile = await upProfileStack(dedicated, { behaviour });
    await profile.refresh();
    assert.equal((await profile.up(dedicated)).did, "nothing");
    const token = await startStack({ behaviour });
    const { state } = await token.up();
    assert.equal(state.tokenValue, token.emulator.tokens()[0]?.value);
  });

  it("scope tags may hold null", async () => {
    const stack = await startProfileStack();
    const args = { ...dedicated, roleScopeTagIds: ["0", "7"] };
    await stack.up(args);
    stack.emulator.changeProfile(stack.profileId, { roleScopeTagIds: [null, "7", "0"] });
    await stack.refresh();
    assert.equal((await stack.up(args)).did, "nothing");
  });

  for (const end of ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-08:00", "0001-01-01T00:00:00Z"] as const) {
    it(`a fully managed token that ends at ${end} has no end`, async () => {
      const stack = await startStack({
        behaviour: { expirationWithoutEnd: end, expirationBeforeToken: "0000-12-31T16:00:00Z" },
        enrollmentMode: "corporateOwnedFullyManaged",
      });
      const { state } = await stack.up({ profileType: "androidDeviceOwner" });
      assert.equal(state.tokenExpirationDateTime, "9999-12-31T23:59:59Z");
      await stack.refresh();
      assert.equal((await stack.up({ profileType: "androidDeviceOwner" })).did, "nothing");
    });
  }

  it("an id in capital letters is the same profile", async () => {
    const stack = await upStack();
    const args = { profileId: stack.profileId.toUpperCase() };
    assert.equal(canonicalId(args.profileId), stack.profileId);
    assert.equal((await stack.up(args)).did, "nothing");
    assert.equal((await stack.up({ ...args, rotateWhenChanged: { a: "1" } })).did, "update");
    assert.equal(stack.issued, 2);
  });

  describe("a profile that is not there", () => {
    it("if it is of the other kind, the error says which profileType to set", async () => {
      const stack = await startStack({ enrollmentMode: "corporateOwnedDedicatedDevice" });
      const advice = /androidDeviceOwner profile.* Set profileType: "androidDeviceOwner"\./;
      await assert.rejects(stack.up(), { code: "not-found", message: advice });
      const profiles = stack.session.profiles();
      await assert.rejects(findProfile(profiles, { displayName: "Kiosk" }), {
        code: "not-found",
        message: advice,
      });
      await assert.rejects(findProfile(profiles, { profileId: stack.profileId }), { message: advice });
      assert.equal(stack.issued, 0);
    });

    it("if it is of neither kind, the error is Graph's", async () => {
      const stack = await startStack();
      await assert.rejects(stack.up({ profileId: "unknown" }), {
        code: "not-found",
        message:
          /^Could not read androidForWorkEnrollmentProfiles\/unknown\. .*Check profileId and profileType/,
      });
      assert.deepEqual(stack.requests(), ["GET", "GET"], "one for each kind, and nothing is issued");
    });

    it("if it was there before, the error names pulumi refresh", async () => {
      const stack = await upStack();
      stack.emulator.removeProfile(stack.profileId);
      await assert.rejects(stack.up({ rotateWhenChanged: { a: "1" } }), {
        code: "not-found",
        message: /was there before.* `pulumi refresh`/,
      });
    });
  });

  describe("a state that says beta", () => {
    it("is not asked in v1.0 first, and nothing is said about versions", async () => {
      const stack = await upStack({}, { behaviour: { servedInV1: false } });
      const later = await startStack({ behaviour: { servedInV1: false } });
      assert.ok(stack.state);
      const { id } = later.emulator.addProfile("androidForWork");
      await later.provider.read("", { ...stack.state, profileId: id });
      const versions = later.emulator.requests.all().map(({ version }) => version);
      assert.deepEqual(new Set(versions), new Set(["beta"]));
      assert.deepEqual(
        later.notices.filter((notice) => notice.includes("beta")),
        [],
      );
    });

    it("does not overrule a pinned version", async () => {
      const stack = await upStack({}, { config: { apiVersion: "v1.0" } });
      assert.ok(stack.state);
      await stack.provider.read("", { ...stack.state, apiVersion: "beta" });
      const versions = stack.emulator.requests.all().map(({ version }) => version);
      assert.deepEqual(new Set(versions), new Set(["v1.0"]));
    });
  });

  for (const enrollmentMode of ["5", 5]) {
    it(`on mode ${JSON.stringify(enrollmentMode)} no token is requested`, async () => {
      const stack = await startStack({ enrollmentMode });
      await assert.rejects(stack.up({ profileType: "androidDeviceOwner" }), {
        message: /Intune's own default profile for personally-owned devices .*\(enrollmentMode 5\)/,
      });
      assert.equal(stack.emulator.requests.count({ method: "POST" }), 0);
    });
  }
});
