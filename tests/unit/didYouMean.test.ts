import assert from "node:assert/strict";
import { didYouMean, nearestName } from "../../provider/src/didYouMean";

describe("didYouMean", () => {
  const names = ["tenantId", "clientId", "tokenValidityInSeconds", "renewBeforeInSeconds", "wifi", "locale"];

  for (const [given, meant] of [
    ["localle", "locale"],
    ["lokale", "locale"],
    ["tenantID", "tenantId"],
    ["client_id", "clientId"],
    ["CLIENT-ID", "clientId"],
    ["wiffi", "wifi"],
    ["validity", "tokenValidityInSeconds"],
    ["renewBeforeSeconds", "renewBeforeInSeconds"],
  ] as const) {
    it(`${given} is taken for ${meant}`, () => {
      assert.equal(nearestName(given, names), meant);
    });
  }

  for (const given of ["hidden", "", "Seconds", "wi", "\u202e\n", "constructor", "x".repeat(1e6)]) {
    it(`nothing is near ${JSON.stringify(given.slice(0, 20))}`, () => {
      assert.equal(nearestName(given, names), undefined);
    });
  }

  it("where nothing is near, all names are listed", () => {
    assert.equal(didYouMean("hidden", ["wifi", "locale"]), "expected one of wifi, locale");
    assert.equal(didYouMean("localle", ["wifi", "locale"]), 'did you mean "locale"?');
  });
});
