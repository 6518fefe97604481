import assert from "node:assert/strict";
import fc from "fast-check";
import { checkToken } from "../../provider/src/lifecycle/token/check";
import { argumentOf, reasonOf } from "./argumentOf";
import { everything, good, unknown } from "./tokens";

const daysInSeconds = (days: number): number => days * 24 * 60 * 60;

/** The faulty arguments, in order. */
function faulty(news: Readonly<Record<string, unknown>>): string[] {
  return checkToken({}, news).failures.map(argumentOf);
}

function warnings(news: object, olds: object = {}): readonly string[] {
  const checked = checkToken({ ...olds }, { ...good, ...news });
  assert.deepEqual(checked.failures, []);
  return checked.warnings;
}

describe("check: what is accepted", () => {
  it("gives what was not said its default", () => {
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

  it("leaves what was said as it is", () => {
    assert.deepEqual(checkToken({}, everything), { inputs: everything, failures: [], warnings: [] });
  });

  it("takes null and undefined for not said", () => {
    const unsaid = Object.keys(everything).filter((name) => !Object.hasOwn(good, name));
    for (const nothing of [null, undefined]) {
      const news = { ...good, ...Object.fromEntries(unsaid.map((name) => [name, nothing])) };
      assert.deepEqual(checkToken({}, news), checkToken({}, good));
    }
  });

  it("does not take over what the earlier arguments said", () => {
    const { inputs } = checkToken(everything, good);
    assert.deepEqual(inputs, checkToken({}, good).inputs);
  });

  it("leaves the engine's own properties to the engine", () => {
    const { inputs, failures } = checkToken({}, { ...good, __provider: "text", __defaults: [] });
    assert.deepEqual(failures, []);
    assert.deepEqual(
      Object.keys(inputs).filter((name) => name.startsWith("__")),
      [],
    );
  });
});

describe("check: what a preview does not know", () => {
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

  it("an argument that does not exist is found before its value is known", () => {
    assert.deepEqual(faulty({ ...good, profileID: unknown }), ["profileID"]);
  });
});

describe("check: all faults at once", () => {
  for (const missing of ["profileId", "tokenValidityInSeconds"]) {
    for (const nothing of [undefined, null]) {
      it(`${missing} is required, and ${String(nothing)} is none`, () => {
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

  it("a misspelt argument is refused, and the message names the nearest one", () => {
    const [failure, ...others] = checkToken({}, { ...good, renewBeforeInSecond: 60 }).failures;
    assert.deepEqual(others, []);
    assert.ok(failure);
    assert.equal(argumentOf(failure), "renewBeforeInSecond");
    assert.match(failure.reason, /did you mean "renewBeforeInSeconds"\?$/);
  });

  it("of an argument that is like no other, the message lists those that there are", () => {
    const [failure] = checkToken({}, { ...good, colour: "red" }).failures;
    for (const name of Object.keys(everything)) assert.ok(failure?.reason.includes(name), name);
  });

  for (const name of ["constructor", "toString", "hasOwnProperty", "valueOf"]) {
    it(`${name}, which every object has, is not an argument`, () => {
      assert.deepEqual(faulty({ ...good, [name]: "x" }), [name]);
    });
  }

  it("an own __proto__ neither fails nor gives arguments", () => {
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

  it("never throws, whatever the arguments", () => {
    const names = fc.oneof(
      fc.constantFrom(...Object.keys(everything), "__proto__", "constructor"),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.dictionary(names, fc.anything()), (news) => {
        const { failures } = checkToken({}, news);
        for (const failure of failures) assert.match(reasonOf(failure), /^(is|has|holds) /);
      }),
    );
  });
});

describe("check: the 90 days that Microsoft documents", () => {
  it("are not warned of, one second more is", () => {
    assert.deepEqual(warnings({ tokenValidityInSeconds: daysInSeconds(90) }), []);
    const [warning, ...others] = warnings({ tokenValidityInSeconds: daysInSeconds(90) + 1 });
    assert.deepEqual(others, []);
    assert.match(warning ?? "", /tokenValidityInSeconds 7776001 .* 90 days .*androidForWork/);
  });

  it("are warned of up to the largest validity there is", () => {
    assert.equal(warnings({ tokenValidityInSeconds: 2_147_483_647 }).length, 1);
  });

  it("hold for androidForWork only", () => {
    const news = { tokenValidityInSeconds: daysInSeconds(365), profileType: "androidDeviceOwner" };
    assert.deepEqual(warnings(news), []);
  });

  const long = { ...good, profileType: "androidForWork", tokenValidityInSeconds: daysInSeconds(120) };

  it("are not warned of again while the validity stays", () => {
    assert.deepEqual(warnings(long, long), []);
  });

  it("are warned of again once the validity changed", () => {
    assert.equal(warnings(long, { ...long, tokenValidityInSeconds: daysInSeconds(121) }).length, 1);
  });

  it("are warned of once the profile became an androidForWork one", () => {
    assert.equal(warnings(long, { ...long, profileType: "androidDeviceOwner" }).length, 1);
  });

  it("are warned of in words, where the profile is not known yet", () => {
    const [warning = ""] = warnings({ ...long, profileId: unknown });
    assert.match(warning, /90 days/);
    assert.doesNotMatch(warning, /04da6b54/);
  });

  it("are not warned of beside a fault", () => {
    assert.deepEqual(checkToken({}, { ...long, tenantId: "" }).warnings, []);
  });
});
