import assert from "node:assert/strict";
import { answers } from "../../provider/src/lifecycle/token/answers";

/** Asked for at noon and answered a minute later, for an hour. */
const request = {
  requestedDateTime: "2026-01-15T12:00:00.000Z",
  answeredDateTime: "2026-01-15T12:01:00.000Z",
  tokenValidityInSeconds: 3600,
};

describe("whether a token answers a request", () => {
  const cases: readonly [law: string, created: string | undefined, ends: string, "yes" | "no" | "unclear"][] =
    [
      ["created as it was asked for", "2026-01-15T12:00:00Z", "2026-06-01T00:00:00Z", "yes"],
      ["created as it was answered", "2026-01-15T12:01:00Z", "2026-06-01T00:00:00Z", "yes"],
      [
        "created some seconds before, by another clock",
        "2026-01-15T11:59:50Z",
        "2026-06-01T00:00:00Z",
        "yes",
      ],
      ["created before", "2026-01-15T11:59:49Z", "2026-06-01T00:00:00Z", "unclear"],
      ["created after", "2026-01-15T12:01:11Z", "2026-06-01T00:00:00Z", "unclear"],
      [
        "created at another time, and ending when it should",
        "2026-01-01T00:00:00Z",
        "2026-01-15T13:00:30Z",
        "yes",
      ],
      ["without a creation, ending an hour after it was asked for", undefined, "2026-01-15T13:00:00Z", "yes"],
      ["an hour after it was answered, and a little", undefined, "2026-01-15T13:01:10Z", "yes"],
      ["ending later", undefined, "2026-01-15T13:01:11Z", "unclear"],
      ["ending earlier, as where Graph shortens it", undefined, "2026-01-15T12:30:00Z", "unclear"],
      ["ended before it was asked for", undefined, "2026-01-15T11:59:49Z", "no"],
      ["created before, and ended", "2026-01-15T11:00:00Z", "2026-01-15T11:30:00Z", "no"],
      ["without an end, created then", "2026-01-15T12:00:30Z", "9999-12-31T23:59:59Z", "yes"],
      ["without an end, created before", "2026-01-15T11:00:00Z", "9999-12-31T23:59:59Z", "unclear"],
      ["without an end and a creation", undefined, "9999-12-31T23:59:59Z", "unclear"],
    ];
  for (const [law, tokenCreationDateTime, tokenExpirationDateTime, expected] of cases) {
    it(`${law}: ${expected}`, () => {
      const token = {
        tokenValue: "A",
        qrCodeContent: "{}",
        tokenExpirationDateTime,
        ...(tokenCreationDateTime === undefined ? {} : { tokenCreationDateTime }),
      };
      assert.equal(answers(token, request), expected);
    });
  }
});
