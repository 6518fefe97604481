import assert from "node:assert/strict";
import { reset, respond } from "../emulator";
import { type ProfileArgs, startProfileStack, stopProfileStacks } from "./profileHarness";

const aosp = {
  profileType: "androidDeviceOwner",
  enrollmentMode: "corporateOwnedAOSPUserlessDevice",
} as const;
const dedicated = { ...aosp, enrollmentMode: "corporateOwnedDedicatedDevice" } as const;
const wifi = { wifiSsid: "Staging", wifiPassword: "correct horse", wifiSecurityType: "wpa" } as const;

describe("update of a profile", () => {
  afterEach(stopProfileStacks);

  const changes: Readonly<Record<string, readonly [before: ProfileArgs, after: ProfileArgs, sent: object]>> =
    {
      "a name": [{}, { displayName: "Lobby" }, { displayName: "Lobby" }],
      "a description that comes": [{}, { description: "x" }, { description: "x" }],
      "a description that goes": [{ description: "x" }, {}, { description: "" }],
      "scope tags": [
        { ...dedicated, roleScopeTagIds: ["0", "1"] },
        { ...dedicated, roleScopeTagIds: ["0"] },
        { roleScopeTagIds: ["0"] },
      ],
      "scope tags that go": [{ ...dedicated, roleScopeTagIds: ["1"] }, dedicated, { roleScopeTagIds: ["0"] }],
      "a template that goes": [
        { ...aosp, deviceNameTemplate: "{{SERIAL}}" },
        aosp,
        { deviceNameTemplate: "" },
      ],
      "a network that comes": [aosp, { ...aosp, ...wifi }, { ...wifi, wifiPassword: "[redacted]" }],
      "a network that goes": [
        { ...aosp, ...wifi },
        aosp,
        { wifiSsid: "", wifiPassword: "[redacted]", wifiSecurityType: "none" },
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

  for (const [name, before, after] of [
    ["roleScopeTagIds", ["1"], ["1", "2"]],
    ["isTeamsDeviceProfile", true, false],
  ] as const) {
    it(`${name} of an AOSP profile: refused with advice, and holds up no other change`, async () => {
      const stack = await startProfileStack();
      await stack.up({ ...aosp, [name]: before });
      const refused = { ...aosp, [name]: after, description: "x", ...wifi };
      const { error } = await stack.up(refused);
      assert.match(error?.message ?? "", new RegExp(`^Could not change ${name} of .*pulumi up --replace`));
      assert.equal(stack.profile?.description, "x");
      assert.equal(stack.profile.wifiSsid, "Staging");
      assert.deepEqual(stack.state?.[name], before, "the state holds what Graph holds");
      await stack.refresh();
      stack.requests();
      assert.match(
        (await stack.up({ ...refused, description: "y" })).error?.message ?? "",
        /^Could not change/,
      );
      assert.equal(stack.profile.description, "y");
      assert.equal((await stack.up({ ...refused, [name]: before, description: "y" })).did, "nothing");
    });

    it(`${name} of an AOSP profile is changed where Graph takes it`, async () => {
      const stack = await startProfileStack({ behaviour: { aospChanges: "all" } });
      await stack.up({ ...aosp, [name]: before });
      stack.requests();
      await stack.up({ ...aosp, [name]: after });
      assert.deepEqual(stack.requests(), ["GET", "PATCH"]);
      assert.deepEqual(stack.profile?.[name], after);
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
