import assert from "node:assert/strict";
import fc from "fast-check";
import { expiryReason, rotationDue } from "../../provider/src/lifecycle/token/expiry";

const issued = "2026-01-15T12:00:00Z";
const expiration = "2026-01-15T13:00:00Z";
const hour = { issued, expiration };
const at = (time: string): Date => new Date(`2026-01-15T${time}Z`);

describe("rotationDue", () => {
  const cases: readonly [renewBefore: number, due: string, law: string][] = [
    [0, "13:00:00.000", "at expiry, where nothing is to be kept in hand"],
    [600, "12:50:00.000", "so many seconds before expiry"],
    [3599, "12:00:01.000", "as late as a second after issue"],
    [3600, "13:00:00.000", "at expiry, where the whole life would be kept in hand"],
    [3601, "13:00:00.000", "at expiry, where more than the life would be kept in hand"],
    [2_147_483_646, "13:00:00.000", "at expiry, where decades would be kept in hand"],
  ];
  for (const [renewBefore, due, law] of cases) {
    it(`is ${law} (${renewBefore})`, () => {
      assert.equal(rotationDue(hour, renewBefore).toISOString(), `2026-01-15T${due}Z`);
    });
  }

  it("takes a life of a millisecond more than is kept in hand", () => {
    const lifetime = { issued, expiration: "2026-01-15T12:10:00.001Z" };
    assert.equal(rotationDue(lifetime, 600).toISOString(), "2026-01-15T12:00:00.001Z");
  });
});

describe("expiryReason", () => {
  const cases: readonly [time: string, renewBefore: unknown, reason: RegExp | undefined][] = [
    ["12:59:59.999", 0, undefined],
    ["13:00:00.000", 0, /^it expired on 2026-01-15T13:00:00Z$/],
    ["13:00:00.001", 0, /^it expired on/],
    ["12:49:59.999", 600, undefined],
    ["12:50:00.000", 600, /^it expires in 10 minutes, inside renewBeforeInSeconds 600$/],
    ["12:59:59.999", 600, /^it expires in 0 seconds, inside/],
    ["13:00:00.000", 600, /^it expired on/],
    ["12:00:00.000", 3599, undefined],
    ["12:59:59.999", 3600, undefined],
    ["13:00:00.000", 3600, /^it expired on/],
    ["12:59:59.999", "04da6b54-80e4-46f7-96ec-b56ff0331ba9", undefined],
    ["13:00:00.000", "04da6b54-80e4-46f7-96ec-b56ff0331ba9", /^it expired on/],
  ];
  for (const [time, renewBefore, reason] of cases) {
    it(`at ${time} with ${String(renewBefore)} in hand: ${reason?.source ?? "not due"}`, () => {
      const found = expiryReason(hour, renewBefore, at(time));
      if (reason === undefined) assert.equal(found, undefined);
      else assert.match(found ?? "", reason);
    });
  }

  const words: readonly [left: string, expiration: string][] = [
    ["59 days", "2026-03-16T11:59:59.999Z"],
    ["2 days", "2026-01-17T12:00:00Z"],
    ["1 day", "2026-01-17T11:59:59.999Z"],
    ["1 day", "2026-01-16T12:00:00Z"],
    ["23 hours", "2026-01-16T11:59:59.999Z"],
    ["1 hour", "2026-01-15T13:00:00Z"],
    ["59 minutes", "2026-01-15T12:59:59Z"],
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

  it("a token without an end is never due, however much is kept in hand", () => {
    const endless = { issued, expiration: "9999-12-31T23:59:59Z" };
    assert.equal(expiryReason(endless, 2_147_483_646, new Date("2126-01-15T12:00:00Z")), undefined);
  });
});

describe("expiry, of any token", () => {
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

  it("it is never due when it is issued, or before", () => {
    fc.assert(
      fc.property(lifetimes, renewBefore, distance, (lifetime, seconds, before) => {
        const now = new Date(Date.parse(lifetime.issued) - before);
        assert.equal(expiryReason(lifetime, seconds, now), undefined);
      }),
    );
  });

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

  it("one with all its life before it is not due, so that no up issues what the next one issues again", () => {
    fc.assert(
      fc.property(lifetimes, renewBefore, (lifetime, seconds) => {
        assert.ok(rotationDue(lifetime, seconds).getTime() > Date.parse(lifetime.issued));
      }),
    );
  });
});
