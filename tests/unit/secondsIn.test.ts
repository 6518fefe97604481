import assert from "node:assert/strict";
import fc from "fast-check";
import { secondsIn } from "../../provider/src/secondsIn";

describe("secondsIn", () => {
  const lengths: readonly [duration: string, seconds: number][] = [
    ["P1D", 86_400],
    ["P30D", 2_592_000],
    ["P1DT12H", 129_600],
    ["P1W2DT3H4M5S", 788_645],
    ["PT90M", 5400],
    ["P007D", 604_800],
    ["P24855DT3H14M7S", 2_147_483_647],
  ];
  for (const [duration, seconds] of lengths) {
    it(`${duration} is ${seconds}`, () => {
      assert.equal(secondsIn(duration), seconds);
    });
  }

  for (const duration of ["P1Y", "P1M", "P1Y2M", "P1MT1M", "P1W1M", "P1YT1S"]) {
    it(`${duration} is refused, and days are recommended`, () => {
      assert.throws(() => secondsIn(duration), {
        name: "RangeError",
        message: `"${duration}" is not a duration in seconds. Years and months have no fixed length: use days.`,
      });
    });
  }

  const refused = [
    ...["", " P1D", "P1D ", "P1D\n", "P 1D", "1 day"],
    ..."P PT P1DT P1 30 30D PD p1d -P1D P-1D +P1D P1.5D PT0,5S P1D1W PT1S1M P1H P1S PT1D P1D2D".split(" "),
    ..."PT1W P1D/P2D P٣D P1e3D P0x10D".split(" "),
  ];
  for (const duration of refused) {
    it(`${JSON.stringify(duration)} is refused, with an example`, () => {
      assert.throws(
        () => secondsIn(duration),
        (error: unknown) => {
          assert.ok(error instanceof RangeError);
          assert.match(error.message, / Expected an ISO 8601 duration such as P30D or P1DT12H\.$/);
          assert.ok(error.message.startsWith(JSON.stringify(duration)));
          return true;
        },
      );
    });
  }

  for (const value of [undefined, null, 30, ["P1D", "P1D"], {}]) {
    it(`${JSON.stringify(value)}, from a program without types, is refused`, () => {
      assert.throws(() => secondsIn(value as string), RangeError);
    });
  }

  for (const duration of ["P9007199254740993D", "PT9007199254740993S", `P${"9".repeat(400)}D`]) {
    it(`${duration.slice(0, 24)}, which no number holds exactly, is refused`, () => {
      assert.throws(() => secondsIn(duration), RangeError);
    });
  }

  for (const duration of ["P0D", "PT0S", "P0W0DT0H0M0S"]) {
    it(`${duration}, zero seconds long, is refused`, () => {
      assert.throws(() => secondsIn(duration), {
        name: "RangeError",
        message: `"${duration}" is zero seconds long: expected at least PT1S.`,
      });
    });
  }

  it("is the sum of its parts", () => {
    const part = fc.option(fc.nat({ max: 100_000 }), { nil: undefined });
    fc.assert(
      fc.property(fc.tuple(part, part, part, part, part), (parts) => {
        fc.pre(parts.some((value) => value !== undefined && value > 0));
        const written = parts.map((value, index) =>
          value === undefined ? "" : `${value}${"WDHMS"[index] ?? ""}`,
        );
        const date = written.slice(0, 2).join("");
        const time = written.slice(2).join("");
        const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
        assert.equal(
          secondsIn(`P${date}${time === "" ? "" : `T${time}`}`),
          (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds,
        );
      }),
    );
  });
});
