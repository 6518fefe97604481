import assert from "node:assert/strict";
import fc from "fast-check";
import { parseRetryAfter, retryDelay } from "../../provider/src/graph/retry";

/** In milliseconds: the longest wait that Graph may ask for. */
const longest = 600_000;
const now = new Date("2026-01-15T12:00:00Z");

describe("parseRetryAfter", () => {
  const cases: readonly [law: string, header: string | undefined, milliseconds: number | undefined][] = [
    ["whole seconds", "120", 120_000],
    ["no time at all", "0", 0],
    ["a fraction of a second", "2.128", 2128],
    ["less than a second", "0.25", 250],
    ["leading zeros", "007", 7000],
    ["blanks around it", "  5\t", 5000],
    ["a date to come", "Thu, 15 Jan 2026 12:00:30 GMT", 30_000],
    ["a date in another month", "Sun, 15 Feb 2026 12:00:00 GMT", 31 * 24 * 3600 * 1000],
    ["blanks around a date", " Thu, 15 Jan 2026 12:00:30 GMT ", 30_000],
    ["the present, as a date", "Thu, 15 Jan 2026 12:00:00 GMT", 0],
    ["a date gone by: wait no longer", "Thu, 15 Jan 2026 11:00:00 GMT", 0],
    ["absent", undefined, undefined],
    ["empty", "", undefined],
    ["blank", "   ", undefined],
    ["negative", "-1", undefined],
    ["signed", "+5", undefined],
    ["with a unit", "5s", undefined],
    ["in words", "soon", undefined],
    ["exponential", "1e3", undefined],
    ["hexadecimal", "0x10", undefined],
    ["half a fraction", "5.", undefined],
    ["the other half", ".5", undefined],
    ["two points", "1.2.3", undefined],
    ["a comma", "2,5", undefined],
    ["two values", "5, 10", undefined],
    ["not a number", "NaN", undefined],
    ["infinite", "Infinity", undefined],
    ["digits of another script", "٣", undefined],
    ["a date that is none", "Thu, 99 Jan 2026 12:00:00 GMT", undefined],
    ["a day and nothing else", "Thu, ", undefined],
    ["an ISO date", "2026-01-15T12:00:30Z", undefined],
    ["a year, which would be seconds too", "2026-01-15", undefined],
    ["a date without a zone, whose meaning hangs on the machine", "Thu, 15 Jan 2026 12:00:30", undefined],
  ];
  for (const [law, header, milliseconds] of cases) {
    const read = milliseconds === undefined ? "makes no sense" : `is ${milliseconds} ms`;
    it(`${law} (${JSON.stringify(header)}) ${read}`, () => {
      assert.equal(parseRetryAfter(header, now), milliseconds);
    });
  }

  it("a huge number is huge, and given up", () => {
    for (const header of ["99999999999", "9".repeat(400)]) {
      const milliseconds = parseRetryAfter(header, now);
      assert.ok(milliseconds !== undefined && milliseconds > 1e12);
      assert.equal(retryDelay(1, milliseconds, longest, 0.5), "give up");
    }
  });

  it("any header gives no time, or one that can be waited", () => {
    const header = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.date({ noInvalidDate: true }).map(String),
    );
    fc.assert(
      fc.property(header, (text) => {
        const milliseconds = parseRetryAfter(text, now);
        assert.ok(milliseconds === undefined || milliseconds >= 0);
      }),
    );
  });

  it("any HTTP date gives the time until it, to the second", () => {
    fc.assert(
      fc.property(fc.integer({ min: -86_400, max: 86_400 }), (seconds) => {
        const date = new Date(now.getTime() + seconds * 1000);
        assert.equal(parseRetryAfter(date.toUTCString(), now), Math.max(0, seconds * 1000));
      }),
    );
  });
});

describe("retryDelay", () => {
  const attempts = fc.integer({ min: 1, max: 1000 });
  const random = fc.double({ min: 0, max: 1, noNaN: true });
  const delay = (attempt: number, chance: number): number => {
    const milliseconds = retryDelay(attempt, undefined, longest, chance);
    assert.ok(typeof milliseconds === "number");
    return milliseconds;
  };

  for (const seconds of [0, 0.001, 2.128, 30, 120]) {
    it(`waits the ${seconds} s that Graph asks for, no more and no less, the first time`, () => {
      fc.assert(
        fc.property(random, (chance) => {
          assert.equal(retryDelay(1, seconds * 1000, longest, chance), seconds * 1000);
        }),
      );
    });

    it(`waits the ${seconds} s that Graph asks for again, or the backoff before, whichever is longer`, () => {
      fc.assert(
        fc.property(attempts, random, (attempt, chance) => {
          const expected = Math.max(seconds * 1000, delay(attempt, chance));
          assert.equal(retryDelay(attempt + 1, seconds * 1000, longest, chance), expected);
        }),
      );
    });
  }

  it("gives up where Graph asks for an hour, whatever the attempt", () => {
    fc.assert(
      fc.property(attempts, random, (attempt, chance) => {
        assert.equal(retryDelay(attempt, 3_600_000, longest, chance), "give up");
      }),
    );
  });

  it("gives up a longer wait wherever it gives up a shorter one", () => {
    const waits = fc.integer({ min: 0, max: 7_200_000 });
    fc.assert(
      fc.property(waits, waits, (one, other) => {
        const [short, long] = one < other ? [one, other] : [other, one];
        if (retryDelay(1, short, longest, 0) === "give up")
          assert.equal(retryDelay(1, long, longest, 0), "give up");
      }),
    );
  });

  it("without a Retry-After always waits a while, and never a minute", () => {
    fc.assert(
      fc.property(attempts, random, (attempt, chance) => {
        const milliseconds = delay(attempt, chance);
        assert.ok(milliseconds >= 100 && milliseconds < 60_000, String(milliseconds));
      }),
    );
  });

  it("without a Retry-After never waits less after more attempts", () => {
    fc.assert(
      fc.property(attempts, random, (attempt, chance) => {
        assert.ok(delay(attempt + 1, chance) >= delay(attempt, chance));
      }),
    );
  });

  it("without a Retry-After doubles the wait over the first attempts", () => {
    for (const attempt of [1, 2, 3, 4]) assert.equal(delay(attempt + 1, 0.5), 2 * delay(attempt, 0.5));
  });

  it("spreads those that come back: chance at least doubles the wait", () => {
    fc.assert(
      fc.property(attempts, random, (attempt, chance) => {
        assert.ok(delay(attempt, 1) >= 2 * delay(attempt, 0));
        assert.ok(delay(attempt, chance) >= delay(attempt, 0) && delay(attempt, chance) <= delay(attempt, 1));
      }),
    );
  });
});
