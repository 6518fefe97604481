import assert from "node:assert/strict";
import type { AccessToken, GetTokenOptions } from "@azure/identity";
import { AccessTokenSource } from "../../provider/src/auth/accessToken";
import { TestClock } from "../lifecycle/harness";

/** A credential that gives a new access token each time, and notes what it is asked. */
class CountingCredential {
  readonly asked: (GetTokenOptions | undefined)[] = [];
  made = 0;
  failures = 0;

  constructor(private readonly clock: TestClock) {}

  async getToken(_scope: string | string[], options?: GetTokenOptions): Promise<AccessToken> {
    this.asked.push(options);
    const token = `access token ${this.asked.length}`;
    await Promise.resolve();
    if (this.failures-- > 0) throw new Error("not now");
    return { token, expiresOnTimestamp: this.clock.now().getTime() + 3_600_000 };
  }
}

function start({ keepsPerson = false } = {}) {
  const clock = new TestClock();
  const credential = new CountingCredential(clock);
  const source = new AccessTokenSource({
    createCredential: () => {
      credential.made += 1;
      return Promise.resolve(credential);
    },
    keepsPerson,
    scope: "scope",
    clock,
    permit: () => undefined,
    accept: () => Promise.resolve(),
    explain: (error) => new Error("explained", { cause: error }),
  });
  return { clock, credential, source };
}

const challenge = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';

const times = <Result>(count: number, act: () => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, act));

const refusedTimes = (count: number, source: AccessTokenSource, refused: string) =>
  Array.from({ length: count }, () => source.getInsteadOf(refused));

describe("AccessTokenSource", () => {
  it("callers at the same time share one sign-in", async () => {
    const { credential, source } = start();
    assert.deepEqual(new Set(await times(100, () => source.get())), new Set(["access token 1"]));
    assert.equal(credential.asked.length, 1);
  });

  it("callers refused at the same time share one renewal, by a credential with an empty cache", async () => {
    const { credential, source } = start();
    const refused = await source.get();
    const fresh = await times(10, () => source.getInsteadOf(refused));
    assert.deepEqual(new Set(fresh), new Set(["access token 2"]));
    assert.deepEqual({ made: credential.made, asked: credential.asked.length }, { made: 2, asked: 2 });
  });

  it("a caller refused late gets what others have renewed meanwhile", async () => {
    const { credential, source } = start();
    const refused = await source.get();
    await source.getInsteadOf(refused);
    assert.equal(await source.getInsteadOf(refused), "access token 2");
    assert.equal(credential.asked.length, 2);
  });

  describe("of credentials that answer from their cache", () => {
    /** Each has an access token of its own to give, and no other without a claims challenge. */
    function startCached(tokenOf = (credential: number) => `access token ${credential}`) {
      const clock = new TestClock();
      const asked: string[] = [];
      let made = 0;
      const source = new AccessTokenSource({
        createCredential: () => {
          const token = tokenOf((made += 1));
          const expiresOnTimestamp = clock.now().getTime() + 3_600_000;
          const getToken = async () => {
            asked.push(token);
            await Promise.resolve();
            return { token, expiresOnTimestamp };
          };
          return Promise.resolve({ getToken });
        },
        keepsPerson: false,
        scope: "scope",
        clock,
        permit: () => undefined,
        accept: () => Promise.resolve(),
        explain: (error) => error as Error,
      });
      return { clock, asked, source };
    }

    it("an access token refused during a renewal that brings the same one is renewed after it, once for all", async () => {
      const { clock, asked, source } = startCached();
      const refused = await source.get();
      clock.advance(56 * 60);
      const [, ...fresh] = await Promise.all([source.get(), ...refusedTimes(5, source, refused)]);
      assert.deepEqual(new Set(fresh), new Set(["access token 2"]));
      assert.deepEqual(asked, ["access token 1", "access token 1", "access token 2"]);
    });

    it("callers refused at the same time, where there is no other access token to be had, all get it back after one renewal", async () => {
      const { asked, source } = startCached(() => "the only one");
      const refused = await source.get();
      const fresh = await Promise.all(refusedTimes(5, source, refused));
      assert.deepEqual(new Set(fresh), new Set([refused]));
      assert.equal(asked.length, 2);
    });
  });

  for (const [minutes, accessToken] of [
    [54, "access token 1"],
    [55, "access token 2"],
  ] as const) {
    it(`of 60 minutes, after ${minutes}: ${accessToken}`, async () => {
      const { clock, source } = start();
      await source.get();
      clock.advance(minutes * 60);
      assert.deepEqual(new Set(await times(3, () => source.get())), new Set([accessToken]));
    });
  }

  it("a challenge goes to the same credential, and what satisfies it is used until it is due", async () => {
    const { clock, credential, source } = start();
    await source.getInsteadOf(await source.get(), challenge);
    assert.equal(await source.get(), "access token 2");
    clock.advance(3600);
    await source.get();
    assert.deepEqual(credential.asked, [
      { enableCae: true },
      { enableCae: true, claims: challenge },
      { enableCae: true },
    ]);
    assert.equal(credential.made, 1);
  });

  it("a challenge that comes after another caller's renewal without it is honoured, once for all", async () => {
    const { credential, source } = start();
    const refused = await source.get();
    await source.getInsteadOf(refused);
    const fresh = await times(3, () => source.getInsteadOf(refused, challenge));
    assert.deepEqual(new Set(fresh), new Set(["access token 3"]));
    assert.equal(await source.getInsteadOf(refused, challenge), "access token 3");
    assert.equal(await source.getInsteadOf(refused), "access token 3");
    assert.deepEqual(
      credential.asked.map((options) => options?.claims),
      [undefined, undefined, challenge],
    );
  });

  it("a challenge that comes during a renewal without it is honoured after it", async () => {
    const { credential, source } = start();
    const refused = await source.get();
    const accessTokens = await Promise.all([
      source.getInsteadOf(refused),
      source.getInsteadOf(refused, challenge),
      source.getInsteadOf(refused, challenge),
    ]);
    assert.deepEqual(accessTokens, ["access token 2", "access token 3", "access token 3"]);
    assert.equal(credential.asked.length, 3);
  });

  it("a challenge that comes during a renewal that fails is honoured all the same", async () => {
    const { credential, source } = start();
    const refused = await source.get();
    credential.failures = 1;
    const [failed, challenged] = await Promise.allSettled([
      source.getInsteadOf(refused),
      source.getInsteadOf(refused, challenge),
    ]);
    assert.equal(failed.status, "rejected");
    assert.deepEqual(challenged, { status: "fulfilled", value: "access token 3" });
  });

  it("a person's credential is kept after a refusal, and asked past its cache", async () => {
    const { credential, source } = start({ keepsPerson: true });
    assert.equal(await source.getInsteadOf(await source.get()), "access token 2");
    assert.equal(credential.made, 1);
    assert.match(String(credential.asked[1]?.claims), /"xms_cc"/);
  });

  it("a person's credential is kept after a renewal that failed", async () => {
    const { clock, credential, source } = start({ keepsPerson: true });
    await source.get();
    clock.advance(3600);
    credential.failures = 1;
    await assert.rejects(source.get(), /explained/);
    assert.equal(await source.get(), "access token 3");
    assert.equal(credential.made, 1);
  });

  it("an access token that still lives is used while its renewal fails, which is tried again after a pause", async () => {
    const { clock, credential, source } = start();
    await source.get();
    clock.advance(56 * 60);
    credential.failures = 1;
    assert.deepEqual(new Set(await times(3, () => source.get())), new Set(["access token 1"]));
    clock.advance(29);
    assert.equal(await source.get(), "access token 1");
    assert.equal(credential.asked.length, 2);
    clock.advance(1);
    assert.equal(await source.get(), "access token 3");
  });

  it("an access token that has expired is not used when its renewal fails", async () => {
    const { clock, credential, source } = start();
    await source.get();
    clock.advance(3600);
    credential.failures = 1;
    await assert.rejects(source.get(), /explained/);
  });

  it("an access token that was refused is not used again when its renewal fails", async () => {
    const { credential, source } = start();
    const refused = await source.get();
    credential.failures = 1;
    await assert.rejects(source.getInsteadOf(refused), /explained/);
    assert.equal(await source.get(), "access token 3");
  });

  it("a sign-in that fails fails all who wait for it, explained, and the next caller tries anew", async () => {
    const { credential, source } = start();
    credential.failures = 1;
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => source.get()));
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status === "rejected" && (outcome.reason as Error).message),
      Array.from({ length: 5 }, () => "explained"),
    );
    assert.equal(await source.get(), "access token 2");
    assert.equal(credential.made, 2);
  });
});
