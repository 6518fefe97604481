import assert from "node:assert/strict";
import fc from "fast-check";
import { redact } from "../../provider/src/redact";

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
    it(`takes a secret out ${where}`, () => {
      const clean = redact(`before ${text} after`, [secret]);
      assert.match(clean, /^before .*\[secret\].* after$/);
      assert.doesNotMatch(clean, /w&ö|w%26|s\\s/);
    });
  }

  it("takes out what looks like a token, whose it may be", () => {
    assert.equal(redact("Bearer eyJhbGciOiJub25lIn0.eyJ0aWQiOiIxIn0.c2ln!", []), "Bearer [token]!");
  });

  it("leaves short texts: without them the sentence would say nothing", () => {
    assert.equal(redact("the id is 12", ["id", "12"]), "the id is 12");
  });

  it("never throws, and leaves nothing of a secret, whatever its characters", () => {
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
