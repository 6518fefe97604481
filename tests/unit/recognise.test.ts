import assert from "node:assert/strict";
import { noExpiration } from "../../provider/src/graph/profile";
import { isNewToken } from "../../provider/src/lifecycle/token/recognise";

describe("whether a profile's token was issued after the one before", () => {
  const before = token("A", "2026-01-15T13:00:00Z", "2026-01-15T12:00:00Z");
  const endless = token("A", noExpiration, "2026-01-15T12:00:00Z");
  const cases: readonly [
    law: string,
    token: typeof before,
    before: typeof before,
    isAnswer: boolean,
    isNew: boolean,
  ][] = [
    ["another value", token("B", "2026-01-15T13:00:00Z"), before, false, true],
    [
      "another value, created before",
      token("B", "2026-01-15T20:00:00Z", "2026-01-15T11:00:00Z"),
      before,
      true,
      false,
    ],
    ["the same", before, before, false, false],
    ["the same, which would answer what was asked for since", before, before, true, false],
    ["the same value with a later end", token("A", "2026-01-15T14:00:00Z"), before, false, true],
    [
      "the same value with the nearer end that was asked for",
      token("A", "2026-01-15T12:30:00Z"),
      before,
      true,
      true,
    ],
    ["the same value with a nearer end", token("A", "2026-01-15T12:30:00Z"), before, false, false],
    ["the same value without its end", token("A", noExpiration), before, true, false],
    [
      "the same value without an end, created later",
      token("A", noExpiration, "2026-01-15T12:20:00Z"),
      endless,
      false,
      true,
    ],
    ["the same value without an end", endless, endless, true, false],
  ];
  for (const [law, now, earlier, isAnswer, isNew] of cases) {
    it(`${law}: ${isNew ? "yes" : "no"}`, () => {
      assert.equal(isNewToken(now, earlier, isAnswer), isNew);
    });
  }

  it("any token where there was none: yes", () => {
    assert.equal(isNewToken(before, undefined, false), true);
  });
});

function token(tokenValue: string, tokenExpirationDateTime: string, tokenCreationDateTime?: string) {
  return {
    tokenValue,
    qrCodeContent: "{}",
    tokenExpirationDateTime,
    ...(tokenCreationDateTime === undefined ? {} : { tokenCreationDateTime }),
  };
}
