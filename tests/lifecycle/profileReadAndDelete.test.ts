import assert from "node:assert/strict";
import { type AndroidDeviceOwnerEnrollmentProfile, reset, respond } from "../emulator";
import { type ProfileArgs, type ProfileStack, startProfileStack, stopProfileStacks } from "./profileHarness";

const aosp: ProfileArgs = {
  profileType: "androidDeviceOwner",
  enrollmentMode: "corporateOwnedAOSPUserlessDevice",
  description: "Goods in",
  deviceNameTemplate: "{{SERIAL}}",
  roleScopeTagIds: ["1", "2"],
  isTeamsDeviceProfile: true,
  wifiSsid: "Staging",
  wifiPassword: "correct horse",
  wifiSecurityType: "wpa",
  wifiHidden: true,
};

describe("read of a profile", () => {
  afterEach(stopProfileStacks);

  it("asks once, never for secrets, and changes nothing while the profile is as declared", async () => {
    const stack = await startProfileStack();
    await stack.up(aosp);
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
    "another network": [{ wifiSsid: "Theirs" }, { wifiSsid: "Staging", wifiPassword: "[redacted]" }],
    "an open network": [
      { wifiSecurityType: "none" },
      { wifiSecurityType: "wpa", wifiPassword: "[redacted]" },
    ],
    "a network that is not hidden": [{ wifiHidden: false }, { wifiHidden: true }],
    "a network turned off": [
      { configureWifi: false },
      { wifiSsid: "Staging", wifiPassword: "[redacted]", configureWifi: true },
    ],
  };
  for (const [name, [theirs, restored]] of Object.entries(drifts)) {
    it(`shows ${name} in state and inputs, and up restores what is declared`, async () => {
      const stack = await startProfileStack({ behaviour: { aospChanges: "all" } });
      await stack.up(aosp);
      stack.emulator.changeProfile(stack.profileId, theirs);
      await stack.refresh();
      const [property] = Object.keys(restored) as (keyof ProfileArgs)[];
      assert.ok(property);
      assert.notDeepEqual(stack.state?.[property], aosp[property]);
      assert.deepEqual(stack.inputs?.[property], stack.state?.[property]);
      assert.equal(stack.state?.wifiPassword, "correct horse", "what Graph does not tell is kept");
      stack.requests();
      assert.equal((await stack.up(aosp)).did, "update");
      assert.deepEqual(stack.bodies({ method: "PATCH" }), [restored]);
      await stack.refresh();
      assert.equal((await stack.up(aosp)).did, "nothing");
    });
  }

  it("does not watch what is not declared, nor the order of scope tags", async () => {
    const stack = await startProfileStack();
    const { description, deviceNameTemplate, ...declared } = aosp;
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

  it("takes an empty value for the default, and a mode that Microsoft does not document for the one declared", async () => {
    const stack = await startProfileStack();
    const declared: ProfileArgs = { ...aosp, isTeamsDeviceProfile: false, description: "" };
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

  it("notices a profile of another documented mode, and the next up replaces it", async () => {
    const stack = await startProfileStack();
    await stack.up(aosp);
    const shown = { ...stack.profile, enrollmentMode: "corporateOwnedFullyManaged" };
    stack.emulator.fault({ method: "GET" }, respond(200, { body: shown }));
    assert.equal((await stack.refresh())?.enrollmentMode, "corporateOwnedFullyManaged");
  });

  for (const name of ["enrollmentMode", "enrollmentTokenType"] as const) {
    it(`does not replace a profile because a state of 0.1 holds an undocumented ${name}: up keeps what is declared`, async () => {
      const stack = await startProfileStack();
      await stack.up(aosp);
      const { profileId, state } = stack;
      assert.ok(state);
      stack.state = { ...state, [name]: "5" };
      stack.requests();
      assert.equal((await stack.up(aosp)).did, "update");
      assert.deepEqual(stack.requests(), []);
      assert.equal(stack.profileId, profileId);
      assert.deepEqual(stack.state, state);
      assert.equal((await stack.up(aosp)).did, "nothing");
    });
  }

  it("counts the devices", async () => {
    const stack = await startProfileStack();
    await stack.up();
    enroll(stack, 7);
    const state = await stack.refresh();
    assert.ok(state && "enrolledDeviceCount" in state);
    assert.equal(state.enrolledDeviceCount, 7);
  });

  it("says that the profile is gone, and the next up makes it anew", async () => {
    const stack = await startProfileStack();
    await stack.up();
    stack.emulator.removeProfile(stack.profileId);
    assert.equal(await stack.refresh(), undefined);
    assert.equal((await stack.up()).did, "create");
  });

  for (const missing of ["id", "createdDateTime", "enrolledDeviceCount"] as const) {
    it(`refuses an answer without ${missing}, and forgets nothing`, async () => {
      const stack = await startProfileStack();
      await stack.up();
      const body = { ...stack.profile, [missing]: undefined };
      stack.emulator.fault({ method: "GET" }, respond(200, { body }));
      await assert.rejects(stack.refresh(), { code: "unreadable-answer" });
      assert.ok(stack.state);
    });
  }

  it("does not take a profile over by its id", async () => {
    const stack = await startProfileStack();
    await assert.rejects(stack.provider.read("androidForWorkEnrollmentProfiles/x", {}), {
      message: /getEnrollmentProfile/,
    });
  });
});

describe("delete of a profile", () => {
  afterEach(stopProfileStacks);

  it("looks, and deletes", async () => {
    const stack = await startProfileStack();
    await stack.up();
    stack.requests();
    await stack.destroy();
    assert.deepEqual(stack.requests(), ["GET", "DELETE"]);
    assert.equal(stack.profile, undefined);
  });

  it("is refused while devices are enrolled, whatever the state says, unless forceDestroy is set", async () => {
    const stack = await startProfileStack();
    await stack.up();
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
    it(`of a profile that is gone, or goes just then (${deleteOfMissing}), is a success`, async () => {
      const stack = await startProfileStack({ behaviour: { deleteOfMissing } });
      await stack.up();
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
    const stack = await startProfileStack();
    await stack.up();
    stack.emulator.fault({ method: "DELETE" }, respond(400, { message: "No" }));
    await assert.rejects(stack.destroy(), { code: "invalid-request" });
    assert.ok(stack.state);
  });
});

/** Devices enroll by themselves, which nobody writes. */
function enroll(stack: ProfileStack, enrolledDeviceCount: number): void {
  stack.emulator.fault(
    { method: "GET", path: /Profiles\/.+/, times: 1 },
    respond(200, { body: { ...stack.profile, enrolledDeviceCount } }),
  );
}
