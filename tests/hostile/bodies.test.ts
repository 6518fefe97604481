import assert from "node:assert/strict";
import fc from "fast-check";
import { describeError, parseJson } from "../../provider/src/graph/errors";
import { parseProfile, parseProfileList } from "../../provider/src/graph/entities";
import { parseRetryAfter, retryDelay } from "../../provider/src/graph/retry";
import { rotationDue } from "../../provider/src/lifecycle/token/expiry";
import { deep, errorLike, json, listLike, profileLike } from "./values";
import { assertPrintable, cases, watchProcess } from "./watch";

const parameters = cases(10_000);
const { numRuns } = parameters;

const profileType = fc.constantFrom("androidForWork" as const, "androidDeviceOwner" as const);

describe("hostile bodies", function () {
  watchProcess();
  this.timeout(60_000);

  it(`${numRuns} bodies are read as a profile of texts and dates, or as a fault`, () => {
    const property = fc.property(profileType, fc.oneof(profileLike, json), (type, body) => {
      const read = parseProfile({ profileType: type, profileId: "x" }, "beta", body);
      if ("fault" in read) {
        assertPrintable(read.fault);
        return;
      }
      const { token, displayName } = read;
      assert.equal(typeof displayName, "string");
      if (token === undefined) return;
      assert.equal(typeof token.tokenValue, "string");
      assert.equal(typeof token.qrCodeContent, "string");
      const { tokenExpirationDateTime: expiration, tokenCreationDateTime: issued = expiration } = token;
      assert.ok([issued, expiration].every((date) => /^\d{4}-.*Z$/.test(date)));
      // What the program reckons from them is a date, too.
      assert.ok(!Number.isNaN(rotationDue({ issued, expiration }, 2_147_483_646).getTime()));
    });
    fc.assert(property, parameters);
  });

  it(`${numRuns} bodies are read as a profile without its token, or as a fault`, () => {
    const property = fc.property(profileType, fc.oneof(profileLike, json), (type, body) => {
      const read = parseProfile({ profileType: type }, "beta", body, "settings");
      if ("fault" in read) assertPrintable(read.fault);
    });
    fc.assert(property, parameters);
  });

  it(`${numRuns} bodies are read as a list of profiles with ids, or as a fault`, () => {
    const property = fc.property(profileType, fc.oneof(listLike, json), (type, body) => {
      const read = parseProfileList(type, "beta", body);
      if ("fault" in read) {
        assertPrintable(read.fault);
        return;
      }
      for (const { profileId, displayName, createdDateTime } of read.profiles) {
        assert.ok(profileId !== "");
        assert.ok([profileId, displayName, createdDateTime].every((text) => typeof text === "string"));
      }
    });
    fc.assert(property, parameters);
  });

  it(`${numRuns} bodies are described as an error in short and printable words`, () => {
    const text = fc.oneof(
      fc.oneof(errorLike, json).map((body) => JSON.stringify(body)),
      fc.string({ unit: "binary" }),
    );
    const property = fc.property(
      text,
      fc.option(fc.string({ unit: "binary" }), { nil: undefined }),
      (body, id) => {
        const ids = { requestId: id, clientRequestId: id };
        for (const said of Object.values(describeError(body, ids)) as unknown[]) {
          assert.ok(typeof said === "string" && said !== "" && said.length <= 601);
          assertPrintable(said);
        }
      },
    );
    fc.assert(property, parameters);
  });

  it(`${numRuns} Retry-After headers lead to a wait within the limit, or to giving up`, () => {
    const header = fc.oneof(fc.string({ unit: "binary" }), fc.double().map(String), fc.bigInt().map(String));
    const property = fc.property(header, fc.integer({ min: 1, max: 8 }), (text, attempt) => {
      const wait = retryDelay(attempt, parseRetryAfter(text, new Date("2026-01-15T12:00:00Z")), 300_000, 1);
      assert.ok(wait === "give up" || (wait >= 0 && wait <= 300_000));
    });
    fc.assert(property, parameters);
  });

  for (const [index, body] of deep.entries()) {
    it(`endless nesting is no JSON or no profile, and no overflow (${index + 1})`, () => {
      const parsed = parseJson(body);
      assert.ok("fault" in parseProfile({ profileType: "androidForWork", profileId: "x" }, "beta", parsed));
      assert.ok("fault" in parseProfileList("androidForWork", "beta", parsed));
      for (const said of Object.values(describeError(body)) as unknown[]) assertPrintable(String(said));
    });
  }
});
