import assert from "node:assert/strict";
import fc from "fast-check";
import { checkToken } from "../../provider/src/lifecycle/token/arguments";
import { unknownValue as unknown } from "../../provider/src/lifecycle/engine";
import { argumentOf, everything, good, reasonOf } from "./arguments";

/** The reasons by argument, for good arguments changed by these. */
function reasons(args: Readonly<Record<string, unknown>>): Record<string, string> {
  const { failures } = checkToken({}, { ...good, ...args });
  return Object.fromEntries(failures.map((failure) => [argumentOf(failure), reasonOf(failure)]));
}

function reason(property: string, value: unknown, others: Readonly<Record<string, unknown>> = {}): string {
  const found = reasons({ ...others, [property]: value });
  assert.deepEqual(Object.keys(found), [property]);
  return found[property] ?? "";
}

/** The faulty arguments, in order. */
function faulty(news: Readonly<Record<string, unknown>>): string[] {
  return checkToken({}, news).failures.map(argumentOf);
}

function warnings(news: object, olds: object = {}): readonly string[] {
  const checked = checkToken({ ...olds }, { ...good, ...news });
  assert.deepEqual(checked.failures, []);
  return checked.warnings;
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
      it(`${property} may not be ${JSON.stringify(value)}`, () => {
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
    it(`a value of rotateWhenChanged may not be ${kind}`, () => {
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
    it(`${property} ${JSON.stringify({ value, ...others }).slice(1, 60)} is accepted`, () => {
      assert.deepEqual(reasons({ ...others, [property]: value }), {});
    });
  }

  for (const value of [0, -1, 1.5, 2_147_483_648, Number.NaN, Infinity, -Infinity]) {
    it(`a tokenValidityInSeconds of ${value} is refused, with the range`, () => {
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
    it(`a faulty validity (${JSON.stringify(validity)}) is the only fault`, () => {
      const found = reasons({ tokenValidityInSeconds: validity, renewBeforeInSeconds: 60 });
      assert.deepEqual(Object.keys(found), ["tokenValidityInSeconds"]);
    });
  }
});

describe("check: hostile ids", () => {
  /** Path segments, escapes, white space, control and format characters, and half a character. */
  const between = (characters: string) => Array.from(characters, (character) => `a${character}b`);
  const ids = ["", ".", "..", "%2e", "a\n", "a\ud83d", "\ude00a", "x".repeat(201), "x".repeat(10_000)];
  for (const value of [...ids, ...between("/\\?# \u00a0\u2028\0\u001b\u009b\u202e\u200d")]) {
    it(`profileId ${JSON.stringify(value).slice(0, 20)} is refused, without repeating it`, () => {
      const message = reason("profileId", value);
      assert.match(message, /expected the id of an enrollment profile/);
      assert.ok(message.length < 150);
      if (value.length > 3) assert.ok(!message.includes(value));
    });
  }

  for (const value of ["", ".", "..", ".contoso", "-contoso", "a\n", "ä.example", ...between("/\\ %")]) {
    it(`tenantId ${JSON.stringify(value)} is refused`, () => {
      assert.match(reason("tenantId", value), /^is malformed, expected a tenant's id or domain name$/);
    });
  }
});

describe("check: secrets", () => {
  it("no message repeats a text of any argument", () => {
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

describe("check: accepted arguments", () => {
  it("applies the defaults", () => {
    assert.deepEqual(checkToken({}, good).inputs, {
      ...good,
      profileType: "androidForWork",
      renewBeforeInSeconds: 0,
      adoptExisting: false,
      revokeOnDelete: true,
      whenReplaced: "adopt",
      storeToken: true,
    });
  });

  it("changes nothing that is given", () => {
    assert.deepEqual(checkToken({}, everything), { inputs: everything, failures: [], warnings: [] });
  });

  it("null and undefined mean not given", () => {
    const unsaid = Object.keys(everything).filter((name) => !Object.hasOwn(good, name));
    for (const nothing of [null, undefined]) {
      const news = { ...good, ...Object.fromEntries(unsaid.map((name) => [name, nothing])) };
      assert.deepEqual(checkToken({}, news), checkToken({}, good));
    }
  });

  it("does not use the earlier arguments", () => {
    const { inputs } = checkToken(everything, good);
    assert.deepEqual(inputs, checkToken({}, good).inputs);
  });

  it("drops the engine's own properties", () => {
    const { inputs, failures } = checkToken({}, { ...good, __provider: "text", __defaults: [] });
    assert.deepEqual(failures, []);
    assert.deepEqual(
      Object.keys(inputs).filter((name) => name.startsWith("__")),
      [],
    );
  });
});

describe("check: values that a preview does not know", () => {
  for (const property of Object.keys(everything)) {
    it(`${property} may be unknown, and stays so`, () => {
      const { inputs, failures, warnings: said } = checkToken({}, { ...everything, [property]: unknown });
      assert.deepEqual(failures, []);
      assert.deepEqual(said, []);
      assert.equal(inputs[property], unknown);
    });
  }

  it("a value of rotateWhenChanged may be unknown", () => {
    const rotateWhenChanged = { quarter: unknown, serial: "7" };
    assert.deepEqual(checkToken({}, { ...good, rotateWhenChanged }).failures, []);
  });

  it("everything may be unknown at once", () => {
    const news = Object.fromEntries(Object.keys(everything).map((name) => [name, unknown]));
    assert.deepEqual(checkToken({}, news), { inputs: news, failures: [], warnings: [] });
  });

  it("a known fault is found beside unknown values", () => {
    assert.deepEqual(faulty({ profileId: unknown, tokenValidityInSeconds: 0, tenantId: unknown }), [
      "tokenValidityInSeconds",
    ]);
  });

  it("an unknown argument is found even if its value is unknown", () => {
    assert.deepEqual(faulty({ ...good, profileID: unknown }), ["profileID"]);
  });
});

describe("check: all faults at once", () => {
  for (const missing of ["profileId", "tokenValidityInSeconds"]) {
    for (const nothing of [undefined, null]) {
      it(`${missing} is required, and ${String(nothing)} does not count`, () => {
        const { failures } = checkToken({}, { ...good, [missing]: nothing });
        assert.deepEqual(failures.map(argumentOf), [missing]);
        assert.match(failures[0]?.reason ?? "", /^is missing, expected /);
      });
    }
  }

  it("names every faulty argument, once each", () => {
    const news = {
      profileType: "ios",
      renewBeforeInSeconds: -1,
      rotateWhenChanged: { serial: 7 },
      adoptExisting: "yes",
      revokeOnDelete: 0,
      whenReplaced: "keep",
      storeToken: [],
      tenantId: "a/b",
      misspelt: 1,
    };
    assert.deepEqual(
      faulty(news).sort(),
      ["profileId", "tokenValidityInSeconds", ...Object.keys(news)].sort(),
    );
  });

  it("a misspelt argument is refused, with the nearest name", () => {
    const [failure, ...others] = checkToken({}, { ...good, renewBeforeInSecond: 60 }).failures;
    assert.deepEqual(others, []);
    assert.ok(failure);
    assert.equal(argumentOf(failure), "renewBeforeInSecond");
    assert.match(failure.reason, /did you mean "renewBeforeInSeconds"\?$/);
  });

  it("an argument that is like no other is refused, with all names", () => {
    const [failure] = checkToken({}, { ...good, colour: "red" }).failures;
    for (const name of Object.keys(everything)) assert.ok(failure?.reason.includes(name), name);
  });

  for (const name of ["constructor", "toString", "hasOwnProperty", "valueOf"]) {
    it(`${name}, a member of every object, is not an argument`, () => {
      assert.deepEqual(faulty({ ...good, [name]: "x" }), [name]);
    });
  }

  it("an own __proto__ does not fail and gives no arguments", () => {
    const news = JSON.parse('{"__proto__": {"profileId": "x", "tokenValidityInSeconds": 1}}') as object;
    assert.deepEqual(faulty({ ...news, ...news }), ["profileId", "tokenValidityInSeconds"]);
    const own = JSON.parse(
      '{"profileId":"x","tokenValidityInSeconds":1,"__proto__":{"storeToken":"x"}}',
    ) as object;
    const { inputs, failures } = checkToken({}, own as Record<string, unknown>);
    assert.deepEqual(failures, []);
    assert.equal(inputs.storeToken, true);
    assert.equal(Object.getPrototypeOf(inputs), Object.prototype);
  });

  it("an own __proto__ in rotateWhenChanged is a key like any other", () => {
    const rotateWhenChanged: unknown = JSON.parse('{"__proto__": 5}');
    assert.deepEqual(faulty({ ...good, rotateWhenChanged }), ["rotateWhenChanged"]);
  });
});

describe("check: warnings", () => {
  const day = 24 * 60 * 60;
  const aForWork = { ...good, profileType: "androidForWork" };
  const long = { ...aForWork, tokenValidityInSeconds: 120 * day };
  const short = { ...good, tokenValidityInSeconds: 30 };
  const deviceOwner = { profileType: "androidDeviceOwner" };
  const cases: readonly (readonly [law: string, news: object, olds: object, warned: boolean])[] = [
    ["90 days, which Microsoft documents, are not", { tokenValidityInSeconds: 90 * day }, {}, false],
    ["a second more is", { tokenValidityInSeconds: 90 * day + 1 }, {}, true],
    ["the largest validity is, once", { tokenValidityInSeconds: 2_147_483_647 }, {}, true],
    [
      "a year is not for androidDeviceOwner",
      { ...deviceOwner, tokenValidityInSeconds: 365 * day },
      {},
      false,
    ],
    ["a long validity that stays is not again", long, long, false],
    ["a long validity that changed is", long, { ...long, tokenValidityInSeconds: 121 * day }, true],
    ["a long validity on a profile of a new kind is", long, { ...long, ...deviceOwner }, true],
    ["an hour is not", { tokenValidityInSeconds: 3600 }, {}, false],
    ["less than an hour is", { tokenValidityInSeconds: 3599 }, {}, true],
    ["a short validity that stays is not again", short, short, false],
    ["a short validity that changed is", short, { ...short, tokenValidityInSeconds: 60 }, true],
  ];
  for (const [law, news, olds, warned] of cases) {
    it(`${law} warned of`, () => {
      assert.equal(warnings(news, olds).length, warned ? 1 : 0);
    });
  }

  it("the warning names the validity, the limit and the kind", () => {
    assert.match(
      warnings({ tokenValidityInSeconds: 90 * day + 1 })[0] ?? "",
      /tokenValidityInSeconds 7776001 .* 90 days .*androidForWork/,
    );
  });

  for (const [tokenValidityInSeconds, duration] of [
    [30, "30 s"],
    [90, "1 min 30 s"],
    [3599, "59 min 59 s"],
    [1800, "30 min"],
  ] as const) {
    it(`a validity of ${duration} is said in these words`, () => {
      const [warning = ""] = warnings({ tokenValidityInSeconds });
      const start = `tokenValidityInSeconds ${tokenValidityInSeconds} on profile ${good.profileId} is only ${duration}`;
      assert.ok(warning.startsWith(start) && warning.endsWith("See secondsIn."), warning);
    });
  }

  it("an unknown profile is not named by the engine's placeholder", () => {
    const [warning = ""] = warnings({ ...long, profileId: unknown });
    assert.match(warning, /90 days/);
    assert.doesNotMatch(warning, /04da6b54/);
  });

  it("there is none if an argument is faulty", () => {
    assert.deepEqual(checkToken({}, { ...long, tenantId: "" }).warnings, []);
  });
});
