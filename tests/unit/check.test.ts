import assert from "node:assert/strict";
import fc from "fast-check";
import { checkToken } from "../../provider/src/lifecycle/token/check";
import { argumentOf, reasonOf } from "./argumentOf";
import { everything, good, unknown } from "./tokens";

/** The reasons by argument, for arguments that are good but for these. */
function reasons(args: Readonly<Record<string, unknown>>): Record<string, string> {
  const { failures } = checkToken({}, { ...good, ...args });
  return Object.fromEntries(failures.map((failure) => [argumentOf(failure), reasonOf(failure)]));
}

function reason(property: string, value: unknown, others: Readonly<Record<string, unknown>> = {}): string {
  const found = reasons({ ...others, [property]: value });
  assert.deepEqual(Object.keys(found), [property]);
  return found[property] ?? "";
}

describe("check: kinds", () => {
  const expected: Readonly<Record<string, RegExp>> = {
    profileId: /expected the id of an enrollment profile/,
    tokenValidityInSeconds: /expected an integer from 1 to 2147483647/,
    profileType: /expected "androidForWork" or "androidDeviceOwner"/,
    renewBeforeInSeconds: /expected an integer from 0 to 3599 \(less than tokenValidityInSeconds\)/,
    rotateWhenChanged: /expected an object whose values are texts/,
    adoptExisting: /expected true or false/,
    revokeOnDelete: /expected true or false/,
    whenReplaced: /expected "adopt" or "reissue"/,
    storeToken: /expected true or false/,
    tenantId: /expected a tenant's id or domain name/,
  };
  const kinds: readonly [value: unknown, said: RegExp, belongsTo: readonly string[]][] = [
    ["a text nobody expects", /^(is|holds) /, []],
    ["true", /^is /, ["profileId", "tenantId"]],
    [7, /^is (a number|7),/, ["tokenValidityInSeconds", "renewBeforeInSeconds"]],
    [true, /^is a boolean,/, ["adoptExisting", "revokeOnDelete", "storeToken"]],
    [["x"], /^is a list,/, []],
    [{ x: "y" }, /^is an object,/, ["rotateWhenChanged"]],
  ];
  for (const [property, allowed] of Object.entries(expected)) {
    for (const [value, said, belongsTo] of kinds) {
      if (belongsTo.includes(property)) continue;
      it(`${property} may not be ${JSON.stringify(value)}, and the message says what it may be`, () => {
        assert.match(reason(property, value), said);
        assert.match(reason(property, value), allowed);
      });
    }
  }

  for (const [kind, value] of [
    ["a number", 1],
    ["a boolean", false],
    ["null", null],
    ["a list", ["x"]],
    ["an object", {}],
  ] as const) {
    it(`a rotateWhenChanged value may not be ${kind}, and the message names its key`, () => {
      assert.equal(
        reason("rotateWhenChanged", { good: "x", serial: value }),
        `has ${kind} at "serial", expected texts only`,
      );
    });
  }
});

describe("check: ranges", () => {
  const accepted: readonly [property: string, value: unknown, others?: object][] = [
    ["tokenValidityInSeconds", 1],
    ["tokenValidityInSeconds", 2_147_483_647],
    ["renewBeforeInSeconds", 0],
    ["renewBeforeInSeconds", 3599],
    ["renewBeforeInSeconds", 0, { tokenValidityInSeconds: 1 }],
    ["renewBeforeInSeconds", 2_147_483_646, { tokenValidityInSeconds: 2_147_483_647 }],
    ["renewBeforeInSeconds", 2_147_483_646, { tokenValidityInSeconds: unknown }],
    ["rotateWhenChanged", {}],
    ["rotateWhenChanged", { empty: "" }],
    ["profileId", "AOSP-4f8e2a61"],
    ["profileId", "Profil_für_Köln~1"],
    ["profileId", "..."],
    ["profileId", "x".repeat(200)],
    ["tenantId", "9f8e2a61-0000-4000-8000-6b54a1c2d3e9"],
    ["tenantId", "c"],
  ];
  for (const [property, value, others] of accepted) {
    it(`${property} ${JSON.stringify(value).slice(0, 40)} is accepted ${others ? JSON.stringify(others) : ""}`, () => {
      assert.deepEqual(reasons({ ...others, [property]: value }), {});
    });
  }

  for (const value of [0, -1, 1.5, 2_147_483_648, Number.NaN, Infinity, -Infinity]) {
    it(`a tokenValidityInSeconds of ${value} is refused, and the message names it and the range`, () => {
      const message = `is ${value}, expected an integer from 1 to 2147483647`;
      assert.equal(reason("tokenValidityInSeconds", value), message);
    });
  }

  const refused: readonly [value: number, validity: unknown, most: number][] = [
    [3600, 3600, 3599],
    [1, 1, 0],
    [-1, 3600, 3599],
    [0.5, 3600, 3599],
    [2_147_483_647, unknown, 2_147_483_646],
  ];
  for (const [value, validity, most] of refused) {
    it(`renewBeforeInSeconds ${value} is refused under a validity of ${String(validity)}`, () => {
      const others = { tokenValidityInSeconds: validity };
      assert.match(
        reason("renewBeforeInSeconds", value, others),
        new RegExp(`^is ${value}, .* 0 to ${most} `),
      );
    });
  }

  for (const validity of [0, 1.5, "3600", 2_147_483_648]) {
    it(`a faulty validity (${JSON.stringify(validity)}) does not make renewBeforeInSeconds faulty too`, () => {
      const found = reasons({ tokenValidityInSeconds: validity, renewBeforeInSeconds: 60 });
      assert.deepEqual(Object.keys(found), ["tokenValidityInSeconds"]);
    });
  }
});

describe("check: hostile ids", () => {
  const cases: readonly [name: string, value: string][] = [
    ["nothing", ""],
    ["the folder itself", "."],
    ["the folder above", ".."],
    ["a percent escape", "%2e"],
    ["a slash", "a/b"],
    ["a backslash", "a\\b"],
    ["a query", "a?b"],
    ["a fragment", "a#b"],
    ["a blank", "a b"],
    ["a trailing newline", "a\n"],
    ["a no-break space", "a\u00a0b"],
    ["a line separator", "a\u2028b"],
    ["NUL", "a\0b"],
    ["an escape sequence", "a\u001b[31mb"],
    ["a C1 control character", "a\u009bb"],
    ["a direction override", "a\u202eb"],
    ["a zero-width joiner", "a\u200db"],
    ["a lone high surrogate", "a\ud83d"],
    ["a lone low surrogate", "\ude00a"],
    ["201 characters", "x".repeat(201)],
    ["10,000 characters", "x".repeat(10_000)],
  ];
  for (const [name, value] of cases) {
    it(`profileId is refused with ${name}, and the message does not repeat it`, () => {
      const message = reason("profileId", value);
      assert.match(message, /expected the id of an enrollment profile/);
      assert.ok(message.length < 150);
      if (value.length > 3) assert.ok(!message.includes(value));
    });
  }

  for (const value of [
    "",
    ".",
    "..",
    ".contoso",
    "-contoso",
    "a/b",
    "a\\b",
    "a b",
    "a\n",
    "a%2e",
    "ä.example",
  ]) {
    it(`tenantId ${JSON.stringify(value)} is refused`, () => {
      assert.match(reason("tenantId", value), /^is malformed, expected a tenant's id or domain name$/);
    });
  }
});

describe("check: what is refused is not repeated", () => {
  it("no message repeats a text, in whatever argument it stands", () => {
    const text = fc.stringMatching(/^[a-z]{1,20}$/).map((word) => `Zq7/${word}`);
    const value = fc.oneof(
      text,
      text.map((word) => [word]),
      text.map((word) => ({ key: [word] })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(everything), "nonsense"), value, (property, faulty) => {
        const { failures } = checkToken({}, { ...everything, [property]: faulty });
        assert.doesNotMatch(JSON.stringify(failures), /Zq7/);
      }),
    );
  });
});
