import assert from "node:assert/strict";
import { reset, respond, type AndroidDeviceOwnerEnrollmentProfile } from "../emulator";
import type { ProfileArgs, ProfileStack } from "./harness";
import { aosp, dedicated, stacks } from "./stacks";

const { startProfileStack, upProfileStack } = stacks();

const wifi = { wifiSsid: "Staging", wifiPassword: "correct horse", wifiSecurityType: "wpa" } as const;

describe("update of a profile", () => {
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
      "Teams that goes": [{ ...aosp, isTeamsDeviceProfile: true }, aosp, { isTeamsDeviceProfile: false }],
      "a network that comes": [aosp, { ...aosp, ...wifi }, wifi],
      "a network that goes": [
        { ...aosp, ...wifi },
        aosp,
        { wifiSsid: "", wifiPassword: "", wifiSecurityType: "none" },
      ],
      "another network": [
        { ...aosp, ...wifi },
        { ...aosp, ...wifi, wifiSsid: "Other" },
        // The password is the network's.
        { wifiSsid: "Other", wifiPassword: wifi.wifiPassword },
      ],
      "another password": [
        { ...aosp, ...wifi },
        { ...aosp, ...wifi, wifiPassword: "another horse" },
        { wifiPassword: "another horse" },
      ],
    };
  for (const [name, [before, after, sent]] of Object.entries(changes)) {
    it(`${name} is PATCHed, and nothing else`, async () => {
      const stack = await upProfileStack(before, { behaviour: { aospChanges: "all" } });
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
    it(`${name} of an AOSP profile is refused, and holds up no other change`, async () => {
      const stack = await upProfileStack({ ...aosp, [name]: before });
      const refused = { ...aosp, [name]: after, description: "x", ...wifi };
      await stack.upFails(new RegExp(`^Could not change ${name} of .*pulumi up --replace`), refused);
      assert.equal(stack.profile?.description, "x");
      assert.equal(stack.profile.wifiSsid, "Staging");
      assert.deepEqual(stack.state?.[name], before, "the state holds what Graph holds");
      await stack.refresh();
      stack.requests();
      await stack.upFails(/^Could not change/, { ...refused, description: "y" });
      assert.equal(stack.profile.description, "y");
      assert.equal((await stack.up({ ...refused, [name]: before, description: "y" })).did, "nothing");
    });

    it(`${name} of an AOSP profile is changed if Graph accepts it`, async () => {
      const stack = await upProfileStack({ ...aosp, [name]: before }, { behaviour: { aospChanges: "all" } });
      await stack.up({ ...aosp, [name]: after });
      assert.deepEqual(stack.requests(), ["GET", "PATCH"]);
      assert.deepEqual(stack.profile?.[name], after);
    });
  }

  it("sends nothing if only forceDestroy or the order of scope tags changes", async () => {
    const stack = await upProfileStack({ ...aosp, roleScopeTagIds: ["1", "2"] });
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
      const stack = await upProfileStack(before);
      const { profileId } = stack;
      assert.equal((await stack.up(after)).did, "replace");
      assert.equal(stack.emulator.requests.count({ method: "PATCH" }), 0);
      assert.notEqual(stack.profileId, profileId);
      assert.equal(stack.emulator.profile(profileId), undefined);
      assert.ok(stack.profile);
    });
  }

  it("warns before a replacement that a profile with devices is not deleted", async () => {
    const stack = await upProfileStack(aosp);
    assert.ok(stack.state);
    const olds = { ...stack.state, enrolledDeviceCount: 3 };
    const news = await stack.check({ ...aosp, enrollmentMode: "corporateOwnedFullyManaged" });
    await stack.provider.diff("", olds, news);
    assert.match(stack.said, /will be replaced \(enrollmentMode\)\. It had 3 enrolled devices/);
    await stack.provider.diff("", { ...olds, forceDestroy: true }, news);
    await stack.provider.diff("", olds, { ...news, enrollmentMode: aosp.enrollmentMode, displayName: "x" });
    assert.equal(stack.notices.length, 1);
  });

  it("is sent again after a lost answer", async () => {
    const stack = await upProfileStack();
    stack.emulator.fault({ method: "PATCH" }, reset({ commit: "after" }));
    await stack.up({ displayName: "Lobby" });
    assert.equal(stack.profile?.displayName, "Lobby");
    assert.equal(stack.emulator.requests.count({ method: "PATCH" }), 2);
  });

  it("accepts an answer without the profile", async () => {
    const stack = await upProfileStack({}, { behaviour: { servedInV1: false } });
    stack.emulator.fault({ method: "PATCH" }, respond(204, { commit: "after", body: undefined }));
    await stack.up({ displayName: "Lobby" });
    assert.equal(stack.profile?.displayName, "Lobby");
    assert.equal(stack.emulator.requests.all({ method: "PATCH" })[0]?.version, "beta");
    assert.ok(stack.state !== undefined && "apiVersion" in stack.state);
    assert.equal(stack.state.apiVersion, "beta");
  });

  it("says that the profile is gone, and what to do", async () => {
    const stack = await upProfileStack();
    stack.emulator.removeProfile(stack.profileId);
    await assert.rejects(stack.up({ displayName: "Lobby" }), {
      code: "not-found",
      message: /is gone.*pulumi refresh/,
    });
  });
});

const full: ProfileArgs = {
  ...aosp,
  ...wifi,
  description: "Goods in",
  deviceNameTemplate: "{{SERIAL}}",
  roleScopeTagIds: ["1", "2"],
  isTeamsDeviceProfile: true,
  wifiHidden: true,
};

describe("read of a profile", () => {
  it("asks once, never for secrets, and changes nothing without drift", async () => {
    const stack = await upProfileStack(full);
    const { state, inputs } = stack;
    stack.requests();
    assert.deepEqual(await stack.refresh(), state);
    assert.deepEqual({ ...stack.inputs, __provider: "text" }, inputs);
    const [request] = stack.emulator.requests.all();
    assert.doesNotMatch(request?.query.$select ?? "wifiPassword", /wifiPassword|tokenValue|qrCode/);
    assert.deepEqual(stack.requests(), ["GET"]);
  });

  const drifts: Readonly<
    Record<string, readonly [theirs: Partial<AndroidDeviceOwnerEnrollmentProfile>, restored: object]>
  > = {
    "another name": [{ displayName: "Theirs" }, { displayName: "Kiosks" }],
    "no description": [{ description: null }, { description: "Goods in" }],
    "an empty template": [{ deviceNameTemplate: "" }, { deviceNameTemplate: "{{SERIAL}}" }],
    "another scope tag": [{ roleScopeTagIds: ["1", "3"] }, { roleScopeTagIds: ["1", "2"] }],
    "no Teams": [{ isTeamsDeviceProfile: false }, { isTeamsDeviceProfile: true }],
    "another network": [
      { wifiSsid: "Theirs", wifiPassword: "theirs" },
      { wifiSsid: "Staging", wifiPassword: wifi.wifiPassword },
    ],
    "an open network": [
      { wifiSecurityType: "none", wifiPassword: null },
      { wifiSecurityType: "wpa", wifiPassword: wifi.wifiPassword },
    ],
    "a network that is not hidden": [{ wifiHidden: false }, { wifiHidden: true }],
    "a network turned off": [
      { configureWifi: false },
      { wifiSsid: "Staging", wifiPassword: wifi.wifiPassword, configureWifi: true },
    ],
  };
  for (const [name, [theirs, restored]] of Object.entries(drifts)) {
    it(`shows ${name} in state and inputs, and up restores the declared value`, async () => {
      const stack = await upProfileStack(full, { behaviour: { aospChanges: "all" } });
      stack.emulator.changeProfile(stack.profileId, theirs);
      await stack.refresh();
      const [property] = Object.keys(restored) as (keyof ProfileArgs)[];
      assert.ok(property);
      assert.notDeepEqual(stack.state?.[property], full[property]);
      assert.deepEqual(stack.inputs?.[property], stack.state?.[property]);
      assert.equal(stack.state?.wifiPassword, "correct horse", "what Graph does not tell is kept");
      stack.requests();
      assert.equal((await stack.up(full)).did, "update");
      assert.deepEqual(stack.bodies({ method: "PATCH" }), [restored]);
      assert.equal(stack.profile?.wifiPassword, "correct horse", "devices can join");
      await stack.refresh();
      assert.equal((await stack.up(full)).did, "nothing");
    });
  }

  it("ignores what is not declared, and the order of scope tags", async () => {
    const stack = await startProfileStack();
    const { description, deviceNameTemplate, ...declared } = full;
    assert.ok(description && deviceNameTemplate);
    await stack.up(declared);
    stack.emulator.changeProfile(stack.profileId, {
      description: "Theirs",
      deviceNameTemplate: "x",
      roleScopeTagIds: ["2", "1"],
    });
    await stack.refresh();
    assert.equal((await stack.up(declared)).did, "nothing");
  });

  it("an empty value is the default, an undocumented mode the declared one", async () => {
    const stack = await startProfileStack();
    const declared: ProfileArgs = { ...full, isTeamsDeviceProfile: false, description: "" };
    await stack.up(declared);
    const shown = { ...stack.profile, isTeamsDeviceProfile: null, enrollmentTokenType: "" };
    stack.emulator.fault({ method: "GET" }, respond(200, { body: shown }));
    await stack.refresh();
    assert.equal((await stack.up(declared)).did, "nothing");
    stack.emulator.clearFaults();
    stack.emulator.fault({ method: "GET" }, respond(200, { body: { ...shown, enrollmentMode: "5" } }));
    await stack.refresh();
    assert.equal((await stack.up(declared)).did, "nothing");
  });

  it("shows another documented mode", async () => {
    const stack = await upProfileStack(full);
    const shown = { ...stack.profile, enrollmentMode: "corporateOwnedFullyManaged" };
    stack.emulator.fault({ method: "GET" }, respond(200, { body: shown }));
    assert.equal((await stack.refresh())?.enrollmentMode, "corporateOwnedFullyManaged");
  });

  for (const name of ["enrollmentMode", "enrollmentTokenType"] as const) {
    it(`a state of 0.1 with an undocumented ${name} replaces nothing`, async () => {
      const stack = await upProfileStack(full);
      const { profileId, state } = stack;
      assert.ok(state);
      stack.state = { ...state, [name]: "5" };
      stack.requests();
      assert.equal((await stack.up(full)).did, "update");
      assert.deepEqual(stack.requests(), []);
      assert.equal(stack.profileId, profileId);
      assert.deepEqual(stack.state, state);
      assert.equal((await stack.up(full)).did, "nothing");
    });
  }

  it("counts the devices", async () => {
    const stack = await upProfileStack();
    enroll(stack, 7);
    const state = await stack.refresh();
    assert.ok(state && "enrolledDeviceCount" in state);
    assert.equal(state.enrolledDeviceCount, 7);
  });

  it("says that the profile is gone, and the next up makes it anew", async () => {
    const stack = await upProfileStack();
    stack.emulator.removeProfile(stack.profileId);
    assert.equal(await stack.refresh(), undefined);
    assert.equal((await stack.up()).did, "create");
  });

  for (const missing of ["id", "createdDateTime", "enrolledDeviceCount"] as const) {
    it(`refuses an answer without ${missing}, and forgets nothing`, async () => {
      const stack = await upProfileStack();
      const body = { ...stack.profile, [missing]: undefined };
      stack.emulator.fault({ method: "GET" }, respond(200, { body }));
      await assert.rejects(stack.refresh(), { code: "unreadable-answer" });
      assert.ok(stack.state);
    });
  }

  it("cannot take a profile over by its id", async () => {
    const stack = await startProfileStack();
    await assert.rejects(stack.provider.read("androidForWorkEnrollmentProfiles/x", {}), {
      message: /getEnrollmentProfile/,
    });
  });
});

describe("delete of a profile", () => {
  it("looks, and deletes", async () => {
    const stack = await upProfileStack();
    await stack.destroy();
    assert.deepEqual(stack.requests(), ["GET", "DELETE"]);
    assert.equal(stack.profile, undefined);
  });

  it("is refused while devices are enrolled, unless forceDestroy is set", async () => {
    const stack = await upProfileStack();
    enroll(stack, 2);
    await assert.rejects(stack.destroy(), {
      message: /"Kiosks".*still has 2 enrolled devices.*forceDestroy/,
    });
    assert.ok(stack.profile);
    assert.ok(stack.state);
    await stack.up({ forceDestroy: true });
    enroll(stack, 2);
    await stack.destroy();
    assert.equal(stack.profile, undefined);
  });

  for (const deleteOfMissing of [404, 400] as const) {
    it(`of a profile that is gone or goes just then (${deleteOfMissing}) succeeds`, async () => {
      const stack = await upProfileStack({}, { behaviour: { deleteOfMissing } });
      stack.emulator.fault({ method: "DELETE" }, reset({ commit: "after" }));
      await stack.destroy();
      assert.equal(stack.emulator.requests.all({ method: "DELETE" }).at(-1)?.status, deleteOfMissing);
      await stack.up();
      stack.emulator.removeProfile(stack.profileId);
      stack.requests();
      await stack.destroy();
      assert.deepEqual(stack.requests(), ["GET"]);
    });
  }

  it("does not believe a 400 while the profile is there", async () => {
    const stack = await upProfileStack();
    stack.emulator.fault({ method: "DELETE" }, respond(400, { message: "No" }));
    await assert.rejects(stack.destroy(), { code: "invalid-request" });
    assert.ok(stack.state);
  });
});

/** The next read shows so many enrolled devices. */
function enroll(stack: ProfileStack, enrolledDeviceCount: number): void {
  stack.emulator.fault(
    { method: "GET", path: /Profiles\/.+/, times: 1 },
    respond(200, { body: { ...stack.profile, enrolledDeviceCount } }),
  );
}
