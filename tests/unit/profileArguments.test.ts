import assert from "node:assert/strict";
import { checkProfile } from "../../provider/src/lifecycle/profile/arguments";
import { unknownValue as unknown } from "../../provider/src/lifecycle/engine";
import { argumentOf, reasonOf } from "./arguments";

const good = { displayName: "Kiosks" };
const dedicated = {
  ...good,
  profileType: "androidDeviceOwner",
  enrollmentMode: "corporateOwnedDedicatedDevice",
};
const aosp = { ...dedicated, enrollmentMode: "corporateOwnedAOSPUserAssociatedDevice" };
const wpa = { ...aosp, wifiSsid: "Staging", wifiSecurityType: "wpa" };
const sharedMode = "corporateOwnedDedicatedDeviceWithAzureADSharedMode";

/** By argument. The engine prints the value of the property named, so the failure of a secret one names it inside. */
function reasons(news: Readonly<Record<string, unknown>>): Record<string, string> {
  const { failures } = checkProfile(news);
  assert.ok(failures.every(({ property }) => property !== "wifiPassword"));
  return Object.fromEntries(failures.map((failure) => [argumentOf(failure), reasonOf(failure)]));
}

type Case = readonly [
  what: string,
  news: Readonly<Record<string, unknown>>,
  said: Readonly<Record<string, RegExp>>,
];

describe("check of a profile", () => {
  const accepted: readonly (readonly [what: string, news: Readonly<Record<string, unknown>>])[] = [
    ["a name", good],
    ["a name of 256 characters, each of two UTF-16 units", { displayName: "😀".repeat(256) }],
    ["a description of several lines, or an empty one", { ...good, description: "One\r\n\ttwo" }],
    ["null for not given", { ...good, profileType: null, description: null, wifiSsid: null, tenantId: null }],
    ["a tenant", { ...good, tenantId: "contoso.onmicrosoft.com", forceDestroy: true }],
    ["each mode", { ...dedicated, enrollmentMode: "corporateOwnedWorkProfile" }],
    ["shared device mode for dedicated devices", { ...dedicated, enrollmentTokenType: sharedMode }],
    [
      "staging for fully managed devices",
      { ...dedicated, enrollmentMode: "corporateOwnedFullyManaged", enrollmentTokenType: "deviceStaging" },
    ],
    [
      "a template and scope tags",
      { ...dedicated, deviceNameTemplate: "K-{{rand:4}}", roleScopeTagIds: ["0"] },
    ],
    [
      "a group of enrollment",
      { ...dedicated, enrollmentTimeGroupId: "11111111-aaaa-4333-8444-555555555555" },
    ],
    ["no Teams, in any mode", { ...dedicated, isTeamsDeviceProfile: false }],
    ["Teams, in an AOSP mode", { ...aosp, isTeamsDeviceProfile: true }],
    ["an open network", { ...aosp, wifiSsid: "é".repeat(16), wifiHidden: true }],
    ["a passphrase", { ...wpa, wifiPassword: "8 letters" }],
    ["a key of 64 digits", { ...wpa, wifiPassword: "0aF".repeat(22).slice(0, 64) }],
    ["a WEP key", { ...wpa, wifiSecurityType: "wep", wifiPassword: "12345" }],
  ];
  for (const [what, news] of accepted) {
    it(`accepts ${what}`, () => {
      assert.deepEqual(reasons(news), {});
    });
  }

  const refused: readonly Case[] = [
    ["no name", {}, { displayName: /is missing, expected a text of 1 to 256 characters/ }],
    ["an empty name", { displayName: "" }, { displayName: /is empty/ }],
    ["a long name", { displayName: "x".repeat(257) }, { displayName: /has 257 characters/ }],
    ["space around a name", { displayName: "Kiosks " }, { displayName: /white space around it/ }],
    ["a line break in a name", { displayName: "Kio\nsks" }, { displayName: /control character/ }],
    ["a long description", { ...good, description: "x".repeat(1025) }, { description: /has 1025/ }],
    ["a bell in a description", { ...good, description: "\u0007" }, { description: /control character/ }],
    ["another kind", { ...good, profileType: "ios" }, { profileType: /expected "androidForWork" or/ }],
    [
      "no mode",
      { ...good, profileType: "androidDeviceOwner" },
      { enrollmentMode: /is missing, expected "corporateOwnedDedicatedDevice" or/ },
    ],
    ["another mode", { ...dedicated, enrollmentMode: "5" }, { enrollmentMode: /an unknown value, expected/ }],
    [
      "another token type",
      { ...dedicated, enrollmentTokenType: "x" },
      { enrollmentTokenType: /expected "default"/ },
    ],
    [
      "shared device mode elsewhere",
      { ...aosp, enrollmentTokenType: sharedMode },
      { enrollmentTokenType: /belongs to enrollmentMode "corporateOwnedDedicatedDevice"/ },
    ],
    [
      "staging elsewhere",
      { ...dedicated, enrollmentTokenType: "deviceStaging" },
      { enrollmentTokenType: /belongs to enrollmentMode "corporateOwnedFullyManaged" or/ },
    ],
    [
      "what belongs to the other kind",
      {
        ...good,
        enrollmentMode: "corporateOwnedFullyManaged",
        enrollmentTokenType: "default",
        deviceNameTemplate: "x",
        roleScopeTagIds: ["0"],
        isTeamsDeviceProfile: false,
        wifiSsid: "x",
      },
      {
        enrollmentMode: /belongs to profileType "androidDeviceOwner"/,
        enrollmentTokenType: /belongs to/,
        deviceNameTemplate: /belongs to/,
        roleScopeTagIds: /belongs to/,
        isTeamsDeviceProfile: /belongs to/,
        wifiSsid: /belongs to/,
      },
    ],
    [
      "a long template",
      { ...dedicated, deviceNameTemplate: "x".repeat(64) },
      { deviceNameTemplate: /has 64/ },
    ],
    ["no scope tags", { ...dedicated, roleScopeTagIds: [] }, { roleScopeTagIds: /is empty; leave it out/ }],
    [
      "a scope tag that is a number",
      { ...dedicated, roleScopeTagIds: ["0", 1] },
      { roleScopeTagIds: /a number at 1/ },
    ],
    [
      "an empty scope tag",
      { ...dedicated, roleScopeTagIds: [""] },
      { roleScopeTagIds: /an empty text at 0/ },
    ],
    [
      "Teams elsewhere",
      { ...dedicated, isTeamsDeviceProfile: true },
      { isTeamsDeviceProfile: /belongs to .*AOSP/ },
    ],
    [
      "a network elsewhere, and nothing that it lacks",
      { ...dedicated, wifiSsid: "x", wifiSecurityType: "wpa", wifiHidden: true },
      { wifiSsid: /belongs to .*AOSP/, wifiSecurityType: /belongs to/, wifiHidden: /belongs to/ },
    ],
    ["a long network name", { ...aosp, wifiSsid: "é".repeat(17) }, { wifiSsid: /has 34 bytes/ }],
    ["an empty network name", { ...aosp, wifiSsid: "" }, { wifiSsid: /is empty/ }],
    ["a password that is missing", wpa, { wifiPassword: /is missing: wifiSecurityType "wpa" needs it/ }],
    ["an empty password", { ...wpa, wifiPassword: "" }, { wifiPassword: /is empty/ }],
    ["a short password", { ...wpa, wifiPassword: "hunter2" }, { wifiPassword: /8 to 63 characters/ }],
    ["a password with a line break", { ...wpa, wifiPassword: "hunter222\n" }, { wifiPassword: /line break/ }],
    [
      "a password on an open network",
      { ...wpa, wifiSecurityType: "none", wifiPassword: "hunter222" },
      { wifiPassword: /no effect without wifiSecurityType/ },
    ],
    [
      "a network without a name",
      { ...aosp, wifiSecurityType: "wpa", wifiPassword: "hunter222", wifiHidden: false },
      {
        wifiSecurityType: /without wifiSsid/,
        wifiPassword: /without wifiSsid/,
        wifiHidden: /without wifiSsid/,
      },
    ],
    ["another security", { ...wpa, wifiSecurityType: "wpa3" }, { wifiSecurityType: /expected "none" or/ }],
    [
      "a group that is no GUID",
      { ...dedicated, enrollmentTimeGroupId: "Kiosks" },
      { enrollmentTimeGroupId: /is not a GUID/ },
    ],
    [
      "a group for androidForWork",
      { ...good, enrollmentTimeGroupId: "11111111-aaaa-4333-8444-555555555555" },
      { enrollmentTimeGroupId: /belongs to profileType "androidDeviceOwner"/ },
    ],
    [
      "a group for AOSP devices",
      { ...aosp, enrollmentTimeGroupId: "11111111-aaaa-4333-8444-555555555555" },
      { enrollmentTimeGroupId: /AOSP devices join no group/ },
    ],
    ["a text for adoptExisting", { ...good, adoptExisting: "yes" }, { adoptExisting: /true or false/ }],
    ["a faulty tenant", { ...good, tenantId: "a/b" }, { tenantId: /malformed/ }],
    ["a text for forceDestroy", { ...good, forceDestroy: "yes" }, { forceDestroy: /expected true or false/ }],
    ["what Graph sets itself", { ...good, tokenValue: "x" }, { tokenValue: /is not an argument/ }],
  ];
  for (const [what, news, said] of refused) {
    it(`refuses ${what}`, () => {
      const found = reasons(news);
      assert.deepEqual(Object.keys(found).sort(), Object.keys(said).sort());
      for (const [property, pattern] of Object.entries(said)) assert.match(found[property] ?? "", pattern);
      assert.doesNotMatch(JSON.stringify(found), /hunter2/, "a secret is not repeated");
    });
  }

  it("applies the defaults of the kind", () => {
    assert.deepEqual(checkProfile(good).inputs, {
      ...good,
      profileType: "androidForWork",
      forceDestroy: false,
      adoptExisting: false,
    });
    assert.deepEqual(checkProfile(dedicated).inputs, {
      ...dedicated,
      enrollmentTokenType: "default",
      forceDestroy: false,
      adoptExisting: false,
    });
  });

  it("accepts an unknown value for every argument, alone and all together", () => {
    const network = { ...wpa, wifiPassword: "hunter222" };
    const all = {
      ...network,
      description: "x",
      deviceNameTemplate: "x",
      roleScopeTagIds: ["0"],
      tenantId: "x",
    };
    for (const name of [...Object.keys(all), "wifiHidden", "isTeamsDeviceProfile", "forceDestroy"]) {
      assert.deepEqual(reasons({ ...all, [name]: unknown }), {}, name);
    }
    assert.deepEqual(reasons(Object.fromEntries(Object.keys(all).map((name) => [name, unknown]))), {});
    assert.deepEqual(reasons({ ...all, roleScopeTagIds: ["0", unknown] }), {});
  });
});
