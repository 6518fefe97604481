import assert from "node:assert/strict";
import fc from "fast-check";
import { tokenChange, type TokenChange } from "../../provider/src/lifecycle/token/diff";
import type { SettledTokenState } from "../../provider/src/lifecycle/token/state";
import { state, unknown } from "./tokens";

const still: TokenChange = { replaces: [], reissue: [], unusable: [], bookkeeping: false };

/** The change from one rotateWhenChanged to another, all else being the same. */
function change(before: object | undefined, after: unknown): TokenChange {
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
      assert.deepEqual(change(before, after), { ...still, reissue });
    });
  }

  const records = fc.dictionary(fc.string(), fc.string());

  it("the same texts in any order are no change", () => {
    fc.assert(
      fc.property(records, (record) => {
        const reversed = Object.fromEntries(Object.entries(record).reverse());
        assert.deepEqual(change(record, reversed), still);
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
        const { reissue } = change(before, after);
        const names = ["a", "b", "c"].filter((name) => before[name] !== after[name]);
        assert.deepEqual(
          reissue.toSorted(),
          names.map((name) => `rotateWhenChanged "${name}" changed`),
        );
      }),
    );
  });
});
