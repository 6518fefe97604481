import assert from "node:assert/strict";
import fc from "fast-check";
import { unknownValue as unknown } from "../../provider/src/lifecycle/engine";
import {
  announcement,
  toDiffResult,
  type TokenChange,
  tokenChange,
} from "../../provider/src/lifecycle/token/diff";
import { expiryReason, rotationDue } from "../../provider/src/lifecycle/token/expiry";
import type { PendingTokenState, SettledTokenState } from "../../provider/src/lifecycle/token/state";
import { inputs, state } from "./arguments";

const now = new Date("2026-01-15T12:00:00Z");

const pending: PendingTokenState = {
  ...inputs,
  profileDisplayName: "Kiosk",
  apiVersion: "v1.0",
  pendingIssue: { accepted: true, requestedDateTime: "2026-01-15T11:59:00.000Z" },
};
const still: TokenChange = { replaces: [], reissue: [], unusable: [], bookkeeping: false };

/** The change from the state to the arguments, each changed by these. */
function change(news: object, olds: object = {}): TokenChange {
  return tokenChange({ ...state, ...olds }, { ...inputs, ...news }, now);
}

describe("diff: one change at a time", () => {
  it("nothing changed: nothing to do", () => {
    assert.deepEqual(change({}), still);
    assert.deepEqual(toDiffResult(still), { changes: false, replaces: [], deleteBeforeReplace: false });
  });

  const cases: readonly [law: string, news: object, olds: object, Partial<TokenChange>][] = [
    ["another profile replaces", { profileId: "p2" }, {}, { replaces: ["profileId"] }],
    [
      "another kind of profile replaces",
      { profileType: "androidDeviceOwner" },
      {},
      { replaces: ["profileType"] },
    ],
    ["a tenant named replaces", { tenantId: "contoso" }, {}, { replaces: ["tenantId"] }],
    ["a tenant no longer named replaces", {}, { tenantId: "contoso" }, { replaces: ["tenantId"] }],
    ["an unknown profile may replace", { profileId: unknown }, {}, { replaces: ["profileId"] }],
    [
      "another validity issues anew",
      { tokenValidityInSeconds: 3601 },
      {},
      { reissue: ["tokenValidityInSeconds 3600 → 3601"] },
    ],
    [
      "an unknown validity may issue anew, and the placeholder is not shown",
      { tokenValidityInSeconds: unknown },
      {},
      { reissue: ["tokenValidityInSeconds may change"] },
    ],
    [
      "another validity is only stored if nobody knows that of an imported token",
      { tokenValidityInSeconds: 3601 },
      { tokenIssuedDateTime: "" },
      { bookkeeping: true },
    ],
    [
      "another validity issues anew while a token is pending for an imported one",
      { tokenValidityInSeconds: 3601 },
      { tokenIssuedDateTime: "", pendingIssue: pending.pendingIssue },
      {
        reissue: ["tokenValidityInSeconds 3600 → 3601"],
        unusable: ["it was requested at 2026-01-15T11:59:00.000Z, and does not show yet"],
      },
    ],
    [
      "a token that a refresh saw expire is of no use by any clock",
      {},
      { tokenStatus: "expired" },
      { unusable: [`it expired on ${state.tokenExpirationDateTime}`] },
    ],
    ["renewBeforeInSeconds is bookkeeping", { renewBeforeInSeconds: 60 }, {}, { bookkeeping: true }],
    ["adoptExisting is bookkeeping", { adoptExisting: true }, {}, { bookkeeping: true }],
    ["revokeOnDelete is bookkeeping", { revokeOnDelete: false }, {}, { bookkeeping: true }],
    ["whenReplaced is bookkeeping", { whenReplaced: "reissue" }, {}, { bookkeeping: true }],
    ["storeToken is bookkeeping", { storeToken: false }, {}, { bookkeeping: true }],
    [
      "an unknown renewBeforeInSeconds is no reason",
      { renewBeforeInSeconds: unknown },
      {},
      { bookkeeping: true },
    ],
    [
      "a revoked token is of no use",
      {},
      { tokenStatus: "revoked" },
      { unusable: ["it was revoked by somebody else"] },
    ],
    [
      "a replaced token is of no use",
      {},
      { tokenStatus: "replaced" },
      { unusable: ["somebody else issued another token on the profile"] },
    ],
    [
      "an expired token is of no use, refreshed or not",
      {},
      { tokenExpirationDateTime: "2026-01-15T12:00:00Z" },
      { unusable: ["it expired on 2026-01-15T12:00:00Z"] },
    ],
    [
      "the new renewBeforeInSeconds counts, not the old",
      { renewBeforeInSeconds: 1800 },
      {},
      { bookkeeping: true, unusable: ["it expires in 30 minutes, inside renewBeforeInSeconds 1800"] },
    ],
  ];
  for (const [law, news, olds, expected] of cases) {
    it(law, () => {
      const found = change(news, olds);
      assert.deepEqual(found, { ...still, ...expected });
      assert.equal(toDiffResult(found).changes, Object.keys(expected).length > 0);
      assert.deepEqual(toDiffResult(found).replaces, expected.replaces ?? []);
    });
  }
});

describe("diff: several things at once", () => {
  it("every reason is given", () => {
    assert.deepEqual(
      change(
        {
          profileId: "p2",
          tenantId: "t",
          tokenValidityInSeconds: 60,
          rotateWhenChanged: { a: "1" },
          storeToken: false,
        },
        { tokenExpirationDateTime: "2026-01-15T11:00:00Z" },
      ),
      {
        replaces: ["profileId", "tenantId"],
        reissue: ["tokenValidityInSeconds 3600 → 60", 'rotateWhenChanged "a" changed'],
        unusable: ["it expired on 2026-01-15T11:00:00Z"],
        bookkeeping: true,
      },
    );
  });

  it("every argument that replaces is named, and creation comes first", () => {
    const found = change({ profileId: "p2", profileType: "androidDeviceOwner", tenantId: "t" });
    const replaces = ["profileId", "profileType", "tenantId"];
    assert.deepEqual(toDiffResult(found), { changes: true, replaces, deleteBeforeReplace: false });
  });

  it("a revoked token that has expired as well has one reason", () => {
    const olds = { tokenStatus: "revoked", tokenExpirationDateTime: "2026-01-15T11:00:00Z" };
    assert.deepEqual(change({}, olds).unusable, ["it was revoked by somebody else"]);
  });

  /** The one reason there is while an issue is pending. */
  const pendingReason = ({ unusable }: TokenChange): string => {
    assert.equal(unusable.length, 1);
    return unusable[0] ?? "";
  };

  it("a pending token without an earlier one is read back", () => {
    const found = tokenChange(pending, inputs, now);
    assert.match(pendingReason(found), /requested .*2026-01-15T11:59:00\.000Z/);
    assert.deepEqual(found, { ...still, unusable: found.unusable });
    assert.equal(toDiffResult(found).changes, true);
  });

  it("a pending token is read back, whatever became of the earlier one", () => {
    const olds = {
      ...state,
      ...pending,
      tokenStatus: "expired",
      tokenExpirationDateTime: "2026-01-01T00:00:00Z",
    };
    assert.match(pendingReason(change({}, olds)), /requested .*2026-01-15T11:59:00\.000Z/);
  });

  it("a pending token and another validity are told apart", () => {
    const found = tokenChange(pending, { ...inputs, tokenValidityInSeconds: 60 }, now);
    assert.deepEqual(found.reissue, ["tokenValidityInSeconds 3600 → 60"]);
    assert.match(pendingReason(found), /requested/);
  });
});

describe("diff: what it announces", () => {
  const issue = 'The token of "Kiosk" (androidForWorkEnrollmentProfiles/p1) will be issued anew: ';

  it("is nothing if nothing is issued", () => {
    assert.equal(announcement(state, change({})), undefined);
    assert.equal(announcement(state, change({ storeToken: false })), undefined);
  });

  it("is nothing if the resource is replaced: the engine says that itself", () => {
    assert.equal(announcement(state, change({ profileId: "p2", tokenValidityInSeconds: 60 })), undefined);
  });

  it("is every reason", () => {
    const olds = { tokenStatus: "revoked" };
    const found = change({ tokenValidityInSeconds: 60 }, olds);
    const reasons = "tokenValidityInSeconds 3600 → 60; it was revoked by somebody else.";
    assert.equal(announcement(state, found), issue + reasons);
    assert.equal(announcement(state, change({}, olds)), `${issue}it was revoked by somebody else.`);
  });

  it("names a profile without a name by its id", () => {
    const found = change({}, { tokenStatus: "revoked" });
    const said = announcement({ ...state, profileDisplayName: "" }, found) ?? "";
    assert.match(said, /^The token of androidForWorkEnrollmentProfiles\/p1 will be issued anew/);
  });

  it("does not promise another token if one is only read back", () => {
    const said = announcement(pending, tokenChange(pending, inputs, now)) ?? "";
    assert.match(said, /will be read back: /);
    assert.doesNotMatch(said, /issued anew/);
  });

  it("says that another one is issued, pending or not", () => {
    const found = tokenChange(pending, { ...inputs, tokenValidityInSeconds: 60 }, now);
    assert.match(
      announcement(pending, found) ?? "",
      /will be issued anew: tokenValidityInSeconds 3600 → 60; /,
    );
  });
});

/** The change from one rotateWhenChanged to another, all else being the same. */
function rotation(before: object | undefined, after: unknown): TokenChange {
  const record = (value: unknown) => (value === undefined ? {} : { rotateWhenChanged: value });
  return tokenChange(
    { ...state, ...record(before) } as SettledTokenState,
    { ...state, ...record(after) } as SettledTokenState,
    now,
  );
}

describe("diff: rotateWhenChanged", () => {
  const cases: readonly [
    law: string,
    before: object | undefined,
    after: unknown,
    reissue: readonly string[],
  ][] = [
    ["absent and empty are the same", undefined, {}, []],
    ["empty and absent are the same", {}, undefined, []],
    [
      "the order of keys does not matter, even if keys hold commas",
      { a: "b,c", "a,b": "c" },
      { "a,b": "c", a: "b,c" },
      [],
    ],
    ["a text changed to none", { a: "one" }, { a: "" }, ['rotateWhenChanged "a" changed']],
    ["a key came", undefined, { a: "" }, ['rotateWhenChanged "a" changed']],
    ["a key went", { a: "" }, undefined, ['rotateWhenChanged "a" changed']],
    [
      "a key that every object has came",
      {},
      { constructor: "x" },
      ['rotateWhenChanged "constructor" changed'],
    ],
    ["a value is unknown", { a: "1", b: "2" }, { a: unknown, b: "2" }, ['rotateWhenChanged "a" may change']],
    ["a new value is unknown", undefined, { a: unknown }, ['rotateWhenChanged "a" may change']],
    ["all of it is unknown", { a: "1" }, unknown, ["rotateWhenChanged may change"]],
    ["all of it is unknown, and there was none", undefined, unknown, ["rotateWhenChanged may change"]],
  ];
  for (const [law, before, after, reissue] of cases) {
    it(law, () => {
      assert.deepEqual(rotation(before, after), { ...still, reissue });
    });
  }

  const records = fc.dictionary(fc.string(), fc.string());

  it("the same texts in any order are no change", () => {
    fc.assert(
      fc.property(records, (record) => {
        const reversed = Object.fromEntries(Object.entries(record).reverse());
        assert.deepEqual(rotation(record, reversed), still);
      }),
    );
  });

  it("different texts are a change, and no message shows one", () => {
    const texts = fc.dictionary(
      fc.constantFrom("a", "b", "c"),
      fc.string().map((text) => `Zq7${text}`),
    );
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const { reissue } = rotation(before, after);
        const names = ["a", "b", "c"].filter((name) => before[name] !== after[name]);
        assert.deepEqual(
          reissue.toSorted(),
          names.map((name) => `rotateWhenChanged "${name}" changed`),
        );
      }),
    );
  });
});

const issued = "2026-01-15T12:00:00Z";
const expiration = "2026-01-15T13:00:00Z";
const hour = { issued, expiration };
const at = (time: string): Date => new Date(`2026-01-15T${time}Z`);

describe("rotationDue", () => {
  const cases: readonly [renewBefore: number, due: string, law: string][] = [
    [0, "13:00:00.000", "at expiry, if nothing is kept in hand"],
    [600, "12:50:00.000", "so many seconds before expiry"],
    [3599, "12:00:01.000", "as late as a second after issue"],
    [3600, "13:00:00.000", "at expiry, if the whole life would be kept in hand"],
  ];
  for (const [renewBefore, due, law] of cases) {
    it(`is ${law} (${renewBefore})`, () => {
      assert.equal(rotationDue(hour, renewBefore).toISOString(), `2026-01-15T${due}Z`);
    });
  }

  it("a life of one millisecond more than renewBeforeInSeconds is enough", () => {
    const lifetime = { issued, expiration: "2026-01-15T12:10:00.001Z" };
    assert.equal(rotationDue(lifetime, 600).toISOString(), "2026-01-15T12:00:00.001Z");
  });
});

describe("expiryReason", () => {
  const cases: readonly [time: string, renewBefore: unknown, reason: RegExp | undefined][] = [
    ["12:59:59.999", 0, undefined],
    ["13:00:00.000", 0, /^it expired on 2026-01-15T13:00:00Z$/],
    ["12:49:59.999", 600, undefined],
    ["12:50:00.000", 600, /^it expires in 10 minutes, inside renewBeforeInSeconds 600$/],
    ["12:59:59.999", 600, /^it expires in 0 seconds, inside/],
    ["12:59:59.999", unknown, undefined],
    ["13:00:00.000", unknown, /^it expired on/],
  ];
  for (const [time, renewBefore, reason] of cases) {
    it(`at ${time} with ${String(renewBefore)} in hand: ${reason?.source ?? "not due"}`, () => {
      const found = expiryReason(hour, renewBefore, at(time));
      if (reason === undefined) assert.equal(found, undefined);
      else assert.match(found ?? "", reason);
    });
  }

  const words: readonly [left: string, expiration: string][] = [
    ["2 days", "2026-01-17T12:00:00Z"],
    ["1 day", "2026-01-17T11:59:59.999Z"],
    ["23 hours", "2026-01-16T11:59:59.999Z"],
    ["1 hour", "2026-01-15T13:00:00Z"],
    ["1 minute", "2026-01-15T12:01:00Z"],
    ["59 seconds", "2026-01-15T12:00:59.999Z"],
    ["1 second", "2026-01-15T12:00:01Z"],
    ["0 seconds", "2026-01-15T12:00:00.001Z"],
  ];
  for (const [left, end] of words) {
    it(`says ${left} for what is left until ${end}`, () => {
      const lifetime = { issued: "2020-01-01T00:00:00Z", expiration: end };
      const reason = expiryReason(lifetime, 100 * 24 * 3600, at("12:00:00"));
      assert.equal(reason, `it expires in ${left}, inside renewBeforeInSeconds 8640000`);
    });
  }

  it("a token without an end is never due", () => {
    const endless = { issued, expiration: "9999-12-31T23:59:59Z" };
    assert.equal(expiryReason(endless, 2_147_483_646, new Date("2126-01-15T12:00:00Z")), undefined);
  });
});

describe("expiry of any token", () => {
  const lifetimes = fc
    .tuple(
      fc.date({ min: new Date("2015-01-01"), max: new Date("2090-01-01"), noInvalidDate: true }),
      fc.integer({ min: 1, max: 2_147_483_647_000 }),
    )
    .map(([from, life]) => ({
      issued: from.toISOString(),
      expiration: new Date(from.getTime() + life).toISOString(),
    }));
  const renewBefore = fc.oneof(fc.integer({ min: 0, max: 2_147_483_646 }), fc.integer({ min: 0, max: 5000 }));
  const distance = fc.integer({ min: 0, max: 2_147_483_647_000 });

  it("it is always due from its expiry on", () => {
    fc.assert(
      fc.property(lifetimes, renewBefore, distance, (lifetime, seconds, after) => {
        const now = new Date(Date.parse(lifetime.expiration) + after);
        assert.match(expiryReason(lifetime, seconds, now) ?? "", /^it expired on/);
      }),
    );
  });

  it("it is due from rotationDue on, and not a millisecond earlier", () => {
    fc.assert(
      fc.property(lifetimes, renewBefore, (lifetime, seconds) => {
        const due = rotationDue(lifetime, seconds);
        assert.notEqual(expiryReason(lifetime, seconds, due), undefined);
        assert.equal(expiryReason(lifetime, seconds, new Date(due.getTime() - 1)), undefined);
      }),
    );
  });

  it("it is never due at its start, or every up would issue another", () => {
    fc.assert(
      fc.property(lifetimes, renewBefore, (lifetime, seconds) => {
        assert.ok(rotationDue(lifetime, seconds).getTime() > Date.parse(lifetime.issued));
      }),
    );
  });
});
