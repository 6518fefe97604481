import assert from "node:assert/strict";
import { reset, respond } from "../emulator";
import { type ProfileArgs, startProfileStack, stopProfileStacks } from "./profileHarness";

const aosp = {
  profileType: "androidDeviceOwner",
  enrollmentMode: "corporateOwnedAOSPUserlessDevice",
} as const;
const wifi = { wifiSsid: "Staging", wifiPassword: "correct horse", wifiSecurityType: "wpa" } as const;

describe("update of a profile", () => {
  afterEach(stopProfileStacks);

  const changes: Readonly<Record<string, readonly [before: ProfileArgs, after: ProfileArgs, sent: object]>> =
    {
      "a name": [{}, { displayName: "Lobby" }, { displayName: "Lobby" }],
      "a description that comes": [{}, { description: "x" }, { description: "x" }],
      "a description that goes": [{ description: "x" }, {}, { description: null }],
      "scope tags": [
        { ...aosp, roleScopeTagIds: ["0", "1"] },
        { ...aosp, roleScopeTagIds: ["0"] },
        { roleScopeTagIds: ["0"] },
      ],
      "scope tags that go": [{ ...aosp, roleScopeTagIds: ["1"] }, aosp, { roleScopeTagIds: ["0"] }],
      "a template that goes": [
        { ...aosp, deviceNameTemplate: "{{SERIAL}}" },
        aosp,
        { deviceNameTemplate: null },
      ],
      "Teams that goes": [{ ...aosp, isTeamsDeviceProfile: true }, aosp, { isTeamsDeviceProfile: false }],
      "a network that comes": [
        aosp,
        { ...aosp, ...wifi },
        { ...wifi, wifiPassword: "[redacted]", configureWifi: true },
      ],
      "a network that goes": [
        { ...aosp, ...wifi },
        aosp,
        { wifiSsid: null, wifiPassword: null, wifiSecurityType: "none", configureWifi: false },
      ],
      "another network": [
        { ...aosp, ...wifi },
        { ...aosp, ...wifi, wifiSsid: "Other" },
        // The password is the network's.
        { wifiSsid: "Other", wifiPassword: "[redacted]" },
      ],
      "another password": [
        { ...aosp, ...wifi },
        { ...aosp, ...wifi, wifiPassword: "another horse" },
        { wifiPassword: "[redacted]" },
      ],
    };
  for (const [name, [before, after, sent]] of Object.entries(changes)) {
    it(`${name} is PATCHed, and nothing else`, async () => {
      const stack = await startProfileStack();
      await stack.up(before);
      stack.requests();
      assert.equal((await stack.up(after)).did, "update");
      assert.deepEqual(stack.bodies({ method: "PATCH" }), [sent]);
      assert.deepEqual(stack.requests(), ["GET", "PATCH"]);
      assert.equal((await stack.up(after)).did, "nothing");
      await stack.refresh();
      assert.equal((await stack.up(after)).did, "nothing", "and it shows no drift");
    });
  }

  it("calls nothing where forceDestroy alone, or the order of scope tags, changes", async () => {
    const stack = await startProfileStack();
    await stack.up({ ...aosp, roleScopeTagIds: ["1", "2"] });
    stack.requests();
    const news = { ...aosp, roleScopeTagIds: ["2", "1"] };
    assert.equal((await stack.up(news)).did, "nothing");
    assert.equal((await stack.up({ ...news, forceDestroy: true })).did, "update");
    assert.equal(stack.state?.forceDestroy, true);
    assert.deepEqual(stack.requests(), []);
  });

  const fullyManaged = { ...aosp, enrollmentMode: "corporateOwnedFullyManaged" } as const;
  const replacements: Readonly<Record<string, readonly [before: ProfileArgs, after: ProfileArgs]>> = {
    profileType: [aosp, {}],
    enrollmentMode: [aosp, fullyManaged],
    enrollmentTokenType: [fullyManaged, { ...fullyManaged, enrollmentTokenType: "deviceStaging" }],
    tenantId: [aosp, { ...aosp, tenantId: "contoso.example" }],
  };
  for (const [name, [before, after]] of Object.entries(replacements)) {
    it(`${name} is not changed in place: the profile is replaced`, async () => {
      const stack = await startProfileStack();
      await stack.up(before);
      const { profileId } = stack;
      assert.equal((await stack.up(after)).did, "replace");
      assert.equal(stack.emulator.requests.count({ method: "PATCH" }), 0);
      assert.notEqual(stack.profileId, profileId);
      assert.equal(stack.emulator.profile(profileId), undefined);
      assert.ok(stack.profile);
    });
  }

  it("says before a replacement that a profile with devices will not be deleted", async () => {
    const stack = await startProfileStack();
    await stack.up(aosp);
    assert.ok(stack.state);
    const olds = { ...stack.state, enrolledDeviceCount: 3 };
    const news = await stack.check({ ...aosp, enrollmentMode: "corporateOwnedFullyManaged" });
    await stack.provider.diff("", olds, news);
    assert.match(stack.notices.join(), /is to be replaced \(enrollmentMode\), and had 3 enrolled devices/);
    await stack.provider.diff("", { ...olds, forceDestroy: true }, news);
    await stack.provider.diff("", olds, { ...news, enrollmentMode: aosp.enrollmentMode, displayName: "x" });
    assert.equal(stack.notices.length, 1);
  });

  it("is sent again after a lost answer, and comes to the same", async () => {
    const stack = await startProfileStack();
    await stack.up();
    stack.emulator.fault({ method: "PATCH" }, reset({ commit: "after" }));
    await stack.up({ displayName: "Lobby" });
    assert.equal(stack.profile?.displayName, "Lobby");
    assert.equal(stack.emulator.requests.count({ method: "PATCH" }), 2);
  });

  it("takes an answer without the profile, and the version that reads have found", async () => {
    const stack = await startProfileStack({ behaviour: { servedInV1: false } });
    await stack.up();
    stack.emulator.fault({ method: "PATCH" }, respond(204, { commit: "after", body: undefined }));
    await stack.up({ displayName: "Lobby" });
    assert.equal(stack.profile?.displayName, "Lobby");
    assert.equal(stack.emulator.requests.all({ method: "PATCH" })[0]?.version, "beta");
    assert.ok(stack.state !== undefined && "apiVersion" in stack.state);
    assert.equal(stack.state.apiVersion, "beta");
  });

  it("says that the profile is gone, and what to do", async () => {
    const stack = await startProfileStack();
    await stack.up();
    stack.emulator.removeProfile(stack.profileId);
    await assert.rejects(stack.up({ displayName: "Lobby" }), {
      code: "not-found",
      message: /is gone.*pulumi refresh/,
    });
  });
});
