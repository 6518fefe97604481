import assert from "node:assert/strict";
import fc from "fast-check";
import { unknownValue } from "../../provider/src/lifecycle/engine";
import { checkProfile } from "../../provider/src/lifecycle/profile/arguments";
import * as profile from "../../provider/src/lifecycle/profile/diff";
import type { ProfileInputs, ProfileState } from "../../provider/src/lifecycle/profile/state";
import { checkToken } from "../../provider/src/lifecycle/token/arguments";
import { announcement, toDiffResult, tokenChange } from "../../provider/src/lifecycle/token/diff";
import type { TokenInputs } from "../../provider/src/lifecycle/token/state";
import { held } from "./service";
import { json } from "./values";
import { assertPrintable, cases, watchProcess } from "./watch";

const secret = "an-argument-that-is-secret";

const value = fc.oneof(
  json,
  fc.constant(unknownValue),
  fc.constant(undefined),
  fc.bigInt(),
  fc.constant(NaN),
);

/** With any name for the argument that does not exist. */
function named<Args extends { readonly nameless?: unknown }>(args: fc.Arbitrary<Args>) {
  return fc
    .tuple(args, fc.oneof(fc.string(), fc.string({ unit: "binary" })))
    .map(([{ nameless, ...known }, name]) =>
      nameless === undefined ? known : { ...known, [name]: nameless },
    );
}

function assertTellsNothing(said: string): void {
  assert.ok(!said.includes(secret) && !said.includes(held.tokenValue), "a value is told");
  assertPrintable(said);
}

describe("hostile arguments of a token", function () {
  watchProcess();
  this.timeout(60_000);
  const parameters = cases(10_000);
  const { numRuns } = parameters;

  const args = named(
    fc.record(
      {
        profileId: fc.oneof(fc.constant("0f1e2d3c"), fc.string({ unit: "binary" }), value),
        tokenValidityInSeconds: fc.oneof(fc.constant(3600), fc.integer(), fc.double(), value),
        profileType: fc.oneof(fc.constant("androidDeviceOwner"), value),
        renewBeforeInSeconds: fc.oneof(fc.constant(60), fc.integer(), value),
        rotateWhenChanged: fc.oneof(
          fc.constant({ season: secret }),
          fc.dictionary(fc.string(), value),
          value,
        ),
        adoptExisting: fc.oneof(fc.boolean(), value),
        revokeOnDelete: fc.oneof(fc.boolean(), value),
        whenReplaced: fc.oneof(fc.constant("adopt"), value),
        storeToken: fc.oneof(fc.boolean(), value),
        tenantId: fc.oneof(fc.constant("contoso.example"), fc.constant(secret), value),
        ["__proto__"]: value,
        nameless: value,
      },
      { requiredKeys: [] },
    ),
  );

  /** Mostly what check accepts, so that it reaches diff. */
  const accepted = fc.record({
    profileId: fc.constantFrom("0f1e2d3c", unknownValue, "__proto__"),
    tokenValidityInSeconds: fc.oneof(fc.constant(unknownValue), fc.integer({ min: 1, max: 2_147_483_647 })),
    renewBeforeInSeconds: fc.constantFrom(0, unknownValue),
    rotateWhenChanged: fc.dictionary(
      fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("__proto__", "constructor", "toString")),
      fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(secret, unknownValue)),
    ),
    whenReplaced: fc.constantFrom("adopt", "reissue", unknownValue),
    storeToken: fc.constantFrom(true, false, unknownValue),
  });

  it(`${numRuns} sets are checked, and only what the contract allows is accepted`, () => {
    const property = fc.property(args, (news) => {
      const { inputs, failures, warnings } = checkToken({}, news);
      assertTellsNothing([...failures.map(({ reason }) => reason), ...warnings].join(""));
      if (failures.length > 0) return;
      const { profileId, tokenValidityInSeconds: validity, renewBeforeInSeconds: renewBefore } = inputs;
      assert.ok(
        typeof profileId === "string" && (profileId === unknownValue || !/[/?#%\s\p{Cc}]/u.test(profileId)),
      );
      assert.ok(validity === unknownValue || (Number.isInteger(validity) && Number(validity) >= 1));
      const isKnown = renewBefore !== unknownValue && validity !== unknownValue;
      assert.ok(!isKnown || Number(renewBefore) < Number(validity));
    });
    fc.assert(property, parameters);
  });

  it(`${numRuns} sets are compared with a state, and no secret is told`, () => {
    const property = fc.property(fc.oneof(accepted, args), fc.date({ noInvalidDate: true }), (news, now) => {
      const { inputs, failures } = checkToken({}, news);
      if (failures.length > 0) return;
      const change = tokenChange(held, inputs as unknown as TokenInputs, now);
      assertTellsNothing(announcement(held, change) ?? "");
      const { changes, replaces } = toDiffResult(change);
      assert.ok(typeof changes === "boolean" && Array.isArray(replaces));
    });
    fc.assert(property, parameters);
  });
});

describe("hostile arguments of a profile", function () {
  watchProcess();
  this.timeout(60_000);
  const parameters = cases(100_000);

  const or = (right: unknown) =>
    fc.oneof({ weight: 3, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: value });

  /** Each argument right, or anything else. */
  const args = named(
    fc.record(
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
    ),
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

  it(`${parameters.numRuns} sets are checked and compared, and no secret is told`, () => {
    let passed = 0;
    const property = fc.property(args, (news) => {
      const { inputs, failures } = checkProfile(news);
      assertTellsNothing(failures.map(({ property: name, reason }) => `${name} ${reason}`).join(""));
      if (failures.length > 0) return;
      passed += 1;
      const result = profile.profileDiff(state, inputs as unknown as ProfileInputs);
      assert.equal(typeof result.changes, "boolean");
      assertTellsNothing(profile.announcement(state, result) ?? "");
    });
    fc.assert(property, parameters);
    assert.ok(passed > 10, "some pass, and reach the diff");
  });
});
