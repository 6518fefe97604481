import assert from "node:assert/strict";
import fc from "fast-check";
import { didYouMean, nearestName } from "../../provider/src/didYouMean";
import { redact } from "../../provider/src/redact";

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
    it(`${given} means ${meant}`, () => {
      assert.equal(nearestName(given, names), meant);
    });
  }

  for (const given of ["hidden", "", "Seconds", "wi", "\u202e\n", "constructor", "x".repeat(1e6)]) {
    it(`nothing is near ${JSON.stringify(given.slice(0, 20))}`, () => {
      assert.equal(nearestName(given, names), undefined);
    });
  }

  it("if nothing is near, all names are listed", () => {
    assert.equal(didYouMean("hidden", ["wifi", "locale"]), "expected one of wifi, locale");
    assert.equal(didYouMean("localle", ["wifi", "locale"]), 'did you mean "locale"?');
  });
});

describe("redact", () => {
  const secret = `p'a"s\\s w&ö`;
  const spellings: Readonly<Record<string, string>> = {
    "as it is": secret,
    "in JSON": JSON.stringify({ secret }),
    "as an OData literal": `'${secret.replaceAll("'", "''")}'`,
    "in an address": `https://x.example/?secret=${encodeURIComponent(secret)}`,
    "in an address, in small letters": encodeURIComponent(secret).replace(/%../g, (octet) =>
      octet.toLowerCase(),
    ),
    "in a form": new URLSearchParams({ secret }).toString(),
  };
  for (const [where, text] of Object.entries(spellings)) {
    it(`removes a secret ${where}`, () => {
      const clean = redact(`before ${text} after`, [secret]);
      assert.match(clean, /^before .*\[secret\].* after$/);
      assert.doesNotMatch(clean, /w&ö|w%26|s\\s/);
    });
  }

  it("removes everything that looks like an access token", () => {
    assert.equal(redact("Bearer eyJhbGciOiJub25lIn0.eyJ0aWQiOiIxIn0.c2ln!", []), "Bearer [token]!");
  });

  it("leaves texts that are too short to be secrets", () => {
    assert.equal(redact("the id is 12", ["id", "12"]), "the id is 12");
  });

  it("leaves nothing of a secret, whatever its characters", () => {
    const text = fc.string({ unit: "binary", minLength: 4, maxLength: 30 });
    fc.assert(
      fc.property(text, fc.string({ unit: "binary" }), (hidden, around) => {
        assert.ok(
          !redact(`${around} ${hidden} ${around}`, [hidden]).includes(hidden) || "[secret]".includes(hidden),
        );
      }),
    );
    assert.equal(
      redact("half \ud800\ud800\ud800\ud800 a pair", ["\ud800\ud800\ud800\ud800"]),
      "half [secret] a pair",
    );
  });
});
