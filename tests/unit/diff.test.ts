import fc from "fast-check";
import assert from "node:assert/strict";
import {
  announcement,
  toDiffResult,
  type TokenChange,
  tokenChange,
} from "../../provider/src/lifecycle/token/diff";
import type { PendingTokenState, SettledTokenState } from "../../provider/src/lifecycle/token/state";
import { inputs, state, unknown } from "./tokens";

const now = new Date("2026-01-15T12:00:00Z");

const pending: PendingTokenState = {
  ...inputs,
  profileDisplayName: "Kiosk",
  apiVersion: "v1.0",
  pendingIssue: { accepted: true, requestedDateTime: "2026-01-15T11:59:00.000Z" },
};
const still: TokenChange = { replaces: [], reissue: [], unusable: [], bookkeeping: false };

/** The change from the state to the arguments, both as said above but for these. */
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
    ["a profile not known yet may replace", { profileId: unknown }, {}, { replaces: ["profileId"] }],
    [
      "another validity issues anew",
      { tokenValidityInSeconds: 3601 },
      {},
      { reissue: ["tokenValidityInSeconds 3600 → 3601"] },
    ],
    [
      "a validity not known yet may issue anew, and the placeholder is not shown",
      { tokenValidityInSeconds: unknown },
      {},
      { reissue: ["tokenValidityInSeconds may change"] },
    ],
    [
      "another validity is only kept where nobody knows that of an imported token",
      { tokenValidityInSeconds: 3601 },
      { tokenIssuedDateTime: "" },
      { bookkeeping: true },
    ],
    [
      "another validity issues anew where one was asked for in place of an imported token",
      { tokenValidityInSeconds: 3601 },
      { tokenIssuedDateTime: "", pendingIssue: pending.pendingIssue },
      {
        reissue: ["tokenValidityInSeconds 3600 → 3601"],
        unusable: ["it was requested at 2026-01-15T11:59:00.000Z, and does not show yet"],
      },
    ],
    [
      "a token that a refresh saw expire issues anew, whatever this machine's clock says",
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
      "renewBeforeInSeconds not known yet is no reason",
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
      "an expired token is of no use, whether or not a refresh noticed",
      {},
      { tokenExpirationDateTime: "2026-01-15T12:00:00Z" },
      { unusable: ["it expired on 2026-01-15T12:00:00Z"] },
    ],
    ["one millisecond of life is life", {}, { tokenExpirationDateTime: "2026-01-15T12:00:00.001Z" }, {}],
    [
      "the new renewBeforeInSeconds counts, not the old",
      { renewBeforeInSeconds: 1800 },
      {},
      { bookkeeping: true, unusable: ["it expires in 30 minutes, inside renewBeforeInSeconds 1800"] },
    ],
    ["a second less in hand leaves it", { renewBeforeInSeconds: 1799 }, {}, { bookkeeping: true }],
    [
      "a token without an end stays",
      { renewBeforeInSeconds: 3599 },
      { tokenExpirationDateTime: "9999-12-31T23:59:59Z", renewBeforeInSeconds: 3599 },
      {},
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

  it("all that replaces is named, and the new token is made before the old one goes", () => {
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

  it("a pending token without a token before it will be read back", () => {
    const found = tokenChange(pending, inputs, now);
    assert.match(pendingReason(found), /requested .*2026-01-15T11:59:00\.000Z/);
    assert.deepEqual(found, { ...still, unusable: found.unusable });
    assert.equal(toDiffResult(found).changes, true);
  });

  it("a pending token will be read back, whatever became of the token before it", () => {
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

describe("diff: what the person at the terminal reads", () => {
  const issue = 'The token of "Kiosk" (androidForWorkEnrollmentProfiles/p1) will be issued anew: ';

  it("is nothing where nothing is issued", () => {
    assert.equal(announcement(state, change({})), undefined);
    assert.equal(announcement(state, change({ storeToken: false })), undefined);
  });

  it("is nothing where the resource is replaced: the engine says so itself", () => {
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

  it("does not promise another token where one is only to be read back", () => {
    const said = announcement(pending, tokenChange(pending, inputs, now)) ?? "";
    assert.match(said, /will be read back: /);
    assert.doesNotMatch(said, /issued anew/);
  });

  it("says that another one is issued where the arguments ask for it, pending or not", () => {
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
    new Date("2026-01-15T12:00:00Z"),
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
    ["the order of keys is of no account", { a: "1", b: "2" }, { b: "2", a: "1" }, []],
    [
      "the order of keys is of no account, even where key and value run into each other",
      { a: "b,c", "a,b": "c" },
      { "a,b": "c", a: "b,c" },
      [],
    ],
    ["a text changed", { a: "one" }, { a: "two" }, ['rotateWhenChanged "a" changed']],
    ["a text changed to none", { a: "one" }, { a: "" }, ['rotateWhenChanged "a" changed']],
    ["a key came", undefined, { a: "" }, ['rotateWhenChanged "a" changed']],
    ["a key went", { a: "" }, undefined, ['rotateWhenChanged "a" changed']],
    [
      "a key was renamed",
      { a: "1" },
      { b: "1" },
      ['rotateWhenChanged "a" changed', 'rotateWhenChanged "b" changed'],
    ],
    [
      "a key that every object has came",
      {},
      { constructor: "x" },
      ['rotateWhenChanged "constructor" changed'],
    ],
    [
      "a text is not known yet",
      { a: "1", b: "2" },
      { a: unknown, b: "2" },
      ['rotateWhenChanged "a" may change'],
    ],
    ["a new text is not known yet", undefined, { a: unknown }, ['rotateWhenChanged "a" may change']],
    ["all of it is not known yet", { a: "1" }, unknown, ["rotateWhenChanged may change"]],
    ["all of it is not known yet, and there was none", undefined, unknown, ["rotateWhenChanged may change"]],
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
