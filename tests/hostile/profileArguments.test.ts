import assert from "node:assert/strict";
import fc from "fast-check";
import { checkProfile } from "../../provider/src/lifecycle/profile/arguments";
import { announcement, profileDiff } from "../../provider/src/lifecycle/profile/diff";
import type { ProfileInputs, ProfileState } from "../../provider/src/lifecycle/profile/state";
import { cases } from "./cases";
import { json } from "./bodies";
import { assertPrintable, watchProcess } from "./watch";

const parameters = cases(100_000);

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secret = "a-wifi-password-that-is-secret";

const value = fc.oneof(json, fc.constant(unknown), fc.constant(undefined), fc.bigInt(), fc.constant(NaN));
const or = (right: unknown) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: value });

/** Each argument right, or anything else. */
const args = fc.record(
  {
    displayName: or("Kiosk"),
    description: or("In the hall"),
    profileType: or("androidDeviceOwner"),
    enrollmentMode: or("corporateOwnedDedicatedDevice"),
    enrollmentTokenType: or("default"),
    deviceNameTemplate: or("Kiosk"),
    roleScopeTagIds: or(["0"]),
    isTeamsDeviceProfile: or(false),
    wifiSsid: or("Staging"),
    wifiPassword: or(secret),
    wifiSecurityType: or("wpa"),
    wifiHidden: or(true),
    forceDestroy: or(false),
    tenantId: or("contoso.example"),
    ["__proto__"]: value,
    nameless: value,
  },
  { requiredKeys: ["displayName", "profileType"] },
);

const state: ProfileState = {
  displayName: "Kiosk",
  profileType: "androidDeviceOwner",
  enrollmentMode: "corporateOwnedDedicatedDevice",
  enrollmentTokenType: "default",
  wifiPassword: secret,
  forceDestroy: false,
  profileId: "0f1e2d3c",
  createdDateTime: "2026-01-01T00:00:00Z",
  enrolledDeviceCount: 3,
  apiVersion: "beta",
};

describe("hostile arguments of an EnrollmentProfile", function () {
  watchProcess();
  this.timeout(60_000);

  it(`${parameters.numRuns} sets are checked and compared with a profile in state, without a fault and without an echo`, () => {
    let passed = 0;
    const property = fc.property(args, (news) => {
      const { inputs, failures } = checkProfile(news);
      const said = failures.map(({ property: name, reason }) => `${name} ${reason}`).join("");
      assert.ok(!said.includes(secret), "a value is echoed");
      assertPrintable(said);
      if (failures.length > 0) return;
      passed += 1;
      const result = profileDiff(state, inputs as unknown as ProfileInputs);
      assert.equal(typeof result.changes, "boolean");
      const announced = announcement(state, result) ?? "";
      assert.ok(!announced.includes(secret), "a secret is told");
      assertPrintable(announced);
    });
    fc.assert(property, parameters);
    assert.ok(passed > 10, "some pass, and reach the diff");
  });
});
