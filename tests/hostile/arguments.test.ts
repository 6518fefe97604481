import assert from "node:assert/strict";
import fc from "fast-check";
import { checkToken } from "../../provider/src/lifecycle/token/arguments";
import { announcement, toDiffResult, tokenChange } from "../../provider/src/lifecycle/token/diff";
import type { TokenInputs, TokenState } from "../../provider/src/lifecycle/token/state";
import { cases } from "./cases";
import { json } from "./bodies";
import { assertPrintable, watchProcess } from "./watch";

const parameters = cases(10_000);
const { numRuns } = parameters;

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const tokenValue = "ABCDEFGHIJKLMNOPQRST";
const secret = "a-trigger-that-is-secret";

const value = fc.oneof(json, fc.constant(unknown), fc.constant(undefined), fc.bigInt(), fc.constant(NaN));
const args = fc.record(
  {
    profileId: fc.oneof(fc.constant("0f1e2d3c"), fc.string({ unit: "binary" }), value),
    tokenValidityInSeconds: fc.oneof(fc.constant(3600), fc.integer(), fc.double(), value),
    profileType: fc.oneof(fc.constant("androidDeviceOwner"), value),
    renewBeforeInSeconds: fc.oneof(fc.constant(60), fc.integer(), value),
    rotateWhenChanged: fc.oneof(fc.constant({ season: secret }), fc.dictionary(fc.string(), value), value),
    adoptExisting: fc.oneof(fc.boolean(), value),
    revokeOnDelete: fc.oneof(fc.boolean(), value),
    whenReplaced: fc.oneof(fc.constant("adopt"), value),
    storeToken: fc.oneof(fc.boolean(), value),
    tenantId: fc.oneof(fc.constant("contoso.example"), fc.constant(secret), value),
    ["__proto__"]: value,
    nameless: value,
  },
  { requiredKeys: [] },
);

/** Mostly what check lets through, so that diff gets to see it. */
const passing = fc.record({
  profileId: fc.constantFrom("0f1e2d3c", unknown, "__proto__"),
  tokenValidityInSeconds: fc.oneof(fc.constant(unknown), fc.integer({ min: 1, max: 2_147_483_647 })),
  renewBeforeInSeconds: fc.constantFrom(0, unknown),
  rotateWhenChanged: fc.dictionary(
    fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("__proto__", "constructor", "toString")),
    fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(secret, unknown)),
  ),
  whenReplaced: fc.constantFrom("adopt", "reissue", unknown),
  storeToken: fc.constantFrom(true, false, unknown),
});

const state: TokenState = {
  profileId: "0f1e2d3c",
  profileType: "androidForWork",
  tokenValidityInSeconds: 3600,
  renewBeforeInSeconds: 0,
  rotateWhenChanged: { season: "spring" },
  adoptExisting: false,
  revokeOnDelete: true,
  whenReplaced: "adopt",
  storeToken: true,
  profileDisplayName: "Kiosk",
  apiVersion: "v1.0",
  tokenValue,
  qrCodeContent: `{"token":"${tokenValue}"}`,
  tokenExpirationDateTime: "2026-03-01T10:00:00Z",
  tokenIssuedDateTime: "2026-03-01T09:00:00Z",
  tokenStatus: "active",
  generation: 1,
};

describe("hostile arguments", function () {
  watchProcess();
  this.timeout(60_000);

  it(`${numRuns} sets of arguments are checked, and what passes is what the contract allows`, () => {
    const property = fc.property(args, (news) => {
      const { inputs, failures, warnings } = checkToken({}, news);
      const said = [...failures.map(({ reason }) => reason), ...warnings].join("\n");
      assert.ok(!said.includes(secret), "a value is echoed");
      assertPrintable(said.replaceAll("\n", ""));
      if (failures.length > 0) return;
      const { profileId, tokenValidityInSeconds: validity, renewBeforeInSeconds: renewBefore } = inputs;
      assert.ok(
        typeof profileId === "string" && (profileId === unknown || !/[/?#%\s\p{Cc}]/u.test(profileId)),
      );
      assert.ok(validity === unknown || (Number.isInteger(validity) && Number(validity) >= 1));
      assert.ok(renewBefore === unknown || validity === unknown || Number(renewBefore) < Number(validity));
    });
    fc.assert(property, parameters);
  });

  it(`${numRuns} checked sets are compared with a token in state, without a fault and without an echo`, () => {
    const property = fc.property(fc.oneof(passing, args), fc.date({ noInvalidDate: true }), (news, now) => {
      const { inputs, failures } = checkToken({}, news);
      if (failures.length > 0) return;
      const change = tokenChange(state, inputs as unknown as TokenInputs, now);
      const said = announcement(state, change) ?? "";
      assert.ok(!said.includes(secret) && !said.includes(tokenValue), "a secret is told");
      assertPrintable(said);
      const { changes, replaces } = toDiffResult(change);
      assert.ok(typeof changes === "boolean" && Array.isArray(replaces));
    });
    fc.assert(property, parameters);
  });
});
