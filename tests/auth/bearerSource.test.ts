import assert from "node:assert/strict";
import type { AccessToken, GetTokenOptions } from "@azure/identity";
import { BearerSource } from "../../provider/src/auth/bearer";
import { TestClock } from "../lifecycle/harness";

/** A credential that gives a new bearer each time, and notes what it is asked. */
class CountingCredential {
  readonly asked: (GetTokenOptions | undefined)[] = [];
  made = 0;
  failures = 0;

  constructor(private readonly clock: TestClock) {}

  async getToken(_scope: string | string[], options?: GetTokenOptions): Promise<AccessToken> {
    this.asked.push(options);
    const token = `bearer ${this.asked.length}`;
    await Promise.resolve();
    if (this.failures-- > 0) throw new Error("not now");
    return { token, expiresOnTimestamp: this.clock.now().getTime() + 3_600_000 };
  }
}

function start() {
  const clock = new TestClock();
  const credential = new CountingCredential(clock);
  const source = new BearerSource({
    createCredential: () => {
      credential.made += 1;
      return Promise.resolve(credential);
    },
    scope: "scope",
    clock,
    accept: () => undefined,
    explain: (error) => new Error("explained", { cause: error }),
  });
  return { clock, credential, source };
}

const times = <Result>(count: number, act: () => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, act));

describe("BearerSource", () => {
  it("callers at the same time share one sign-in", async () => {
    const { credential, source } = start();
    assert.deepEqual(new Set(await times(100, () => source.get())), new Set(["bearer 1"]));
    assert.equal(credential.asked.length, 1);
  });

  it("callers refused at the same time share one renewal, by a credential with an empty cache", async () => {
    const { credential, source } = start();
    const refused = await source.get();
    const fresh = await times(10, () => source.getInsteadOf(refused));
    assert.deepEqual(new Set(fresh), new Set(["bearer 2"]));
    assert.deepEqual({ made: credential.made, asked: credential.asked.length }, { made: 2, asked: 2 });
  });

  it("a caller refused late gets what others have renewed meanwhile", async () => {
    const { credential, source } = start();
    const refused = await source.get();
    await source.getInsteadOf(refused);
    assert.equal(await source.getInsteadOf(refused), "bearer 2");
    assert.equal(credential.asked.length, 2);
  });

  for (const [minutes, bearer] of [
    [54, "bearer 1"],
    [55, "bearer 2"],
  ] as const) {
    it(`of 60 minutes, after ${minutes}: ${bearer}`, async () => {
      const { clock, source } = start();
      await source.get();
      clock.advance(minutes * 60);
      assert.deepEqual(new Set(await times(3, () => source.get())), new Set([bearer]));
    });
  }

  it("a challenge goes to the same credential, and renewals after it stay in the cache that satisfied it", async () => {
    const { clock, credential, source } = start();
    await source.getInsteadOf(await source.get(), '{"a":1}');
    clock.advance(3600);
    await source.get();
    assert.deepEqual(credential.asked, [{}, { enableCae: true, claims: '{"a":1}' }, { enableCae: true }]);
    assert.equal(credential.made, 1);
  });

  it("a sign-in that fails fails all who wait for it, explained, and the next caller tries anew", async () => {
    const { credential, source } = start();
    credential.failures = 1;
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => source.get()));
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status === "rejected" && (outcome.reason as Error).message),
      Array.from({ length: 5 }, () => "explained"),
    );
    assert.equal(await source.get(), "bearer 2");
    assert.equal(credential.made, 2);
  });
});
