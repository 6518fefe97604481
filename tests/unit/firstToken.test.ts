import assert from "node:assert/strict";
import { firstTokenExpiration, isFirstToken } from "../../provider/src/graph/firstToken";

const day = 86_400_000;
const created = "2026-01-15T12:00:30.250Z";
const at = (milliseconds: number) => new Date(Date.parse(created) + milliseconds).toISOString();

describe("the first token of a profile", () => {
  it("is asked to end a day ahead, on the next whole minute", () => {
    assert.equal(firstTokenExpiration(new Date(created)), "2026-01-16T12:01:00Z");
    assert.equal(firstTokenExpiration(new Date("2026-01-15T12:00:00Z")), "2026-01-16T12:00:00Z");
  });

  const end = firstTokenExpiration(new Date(created));
  for (const [title, creation, expiration, isFirst] of [
    ["made with the profile", created, end, true],
    ["made a moment later", at(1500), end, true],
    ["said to be made a moment before the profile", at(-1500), end, true],
    ["made an hour later", at(3_600_000), end, false],
    ["that ends another day", created, "2026-01-17T12:01:00Z", false],
    ["of createToken for a day, issued at once", at(1000), at(1000 + day), false],
    ["without an end", created, "9999-12-31T23:59:59Z", false],
  ] as const) {
    it(`a token ${title} is ${isFirst ? "" : "not "}the first one`, () => {
      const token = { tokenCreationDateTime: creation, tokenExpirationDateTime: expiration };
      assert.equal(isFirstToken({ createdDateTime: created, token }), isFirst);
    });
  }

  it("is not known without a token, or of a profile that does not tell its dates", () => {
    assert.equal(isFirstToken({ createdDateTime: created }), false);
    assert.equal(
      isFirstToken({ token: { tokenCreationDateTime: created, tokenExpirationDateTime: end } }),
      false,
    );
    assert.equal(isFirstToken({ createdDateTime: created, token: { tokenExpirationDateTime: end } }), false);
  });
});
