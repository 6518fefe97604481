import { type AccessToken, type GetTokenOptions } from "@azure/identity";
import fc from "fast-check";
import assert from "node:assert/strict";
import {
  type AccessTokenClaims,
  AccessTokenSource,
  readAccessTokenClaims,
} from "../../provider/src/auth/accessToken";
import { tenantA, tenantB } from "../entra";
import { TestClock } from "../lifecycle/harness";
import { type Scene, endScenes, startScene } from "./harness";

function jwtOf(payload: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(payload)}.c2lnbmF0dXJl`;
}

const tid = "11111111-2222-4333-8444-555555555555";
const appid = "66666666-7777-4888-9999-000000000000";

describe("readAccessTokenClaims", () => {
  const cases: readonly [law: string, claims: object, AccessTokenClaims][] = [
    [
      "roles are an application's",
      { tid, appid, idtyp: "app", roles: ["DeviceManagementConfiguration.ReadWrite.All", "User.Read.All"] },
      {
        kind: "app",
        permissions: ["DeviceManagementConfiguration.ReadWrite.All", "User.Read.All"],
        tenantId: tid,
        applicationId: appid,
      },
    ],
    [
      "scp is a person's",
      { tid, appid, idtyp: "user", scp: "openid DeviceManagementConfiguration.Read.All" },
      {
        kind: "delegated",
        permissions: ["openid", "DeviceManagementConfiguration.Read.All"],
        tenantId: tid,
        applicationId: appid,
      },
    ],
    ["scp is a person's without idtyp too", { scp: "a" }, { kind: "delegated", permissions: ["a"] }],
    [
      "a person's roles are not permissions",
      { scp: "a", roles: ["b"] },
      { kind: "delegated", permissions: ["a"] },
    ],
    [
      "idtyp app decides over scp",
      { idtyp: "app", scp: "a", roles: ["b"] },
      { kind: "app", permissions: ["b"] },
    ],
    ["blanks in scp are no permissions", { scp: " a  b " }, { kind: "delegated", permissions: ["a", "b"] }],
    ["an empty scp is a person without permissions", { scp: "" }, { kind: "delegated", permissions: [] }],
    ["no permissions at all are an application without", {}, { kind: "app", permissions: [] }],
    [
      "roles that are no texts are left out",
      { roles: ["a", 1, null, {}] },
      { kind: "app", permissions: ["a"] },
    ],
    ["roles that are no list are none", { roles: "a" }, { kind: "app", permissions: [] }],
    ["scp that is no text is none", { scp: ["a"] }, { kind: "app", permissions: [] }],
    [
      "an application may be named azp",
      { azp: appid },
      { kind: "app", permissions: [], applicationId: appid },
    ],
    ["appid comes before azp", { appid, azp: tid }, { kind: "app", permissions: [], applicationId: appid }],
    ["ids that are no texts are left out", { tid: 1, appid: null }, { kind: "app", permissions: [] }],
  ];
  for (const [law, claims, expected] of cases) {
    it(law, () => {
      assert.deepEqual(readAccessTokenClaims(jwtOf(claims)), expected);
    });
  }

  it("reads any script, and payloads with or without padding", () => {
    const claims = { scp: "größe.ÿ>?", tid: "漢字" };
    const encoded = Buffer.from(JSON.stringify(claims)).toString("base64");
    for (const payload of [encoded, encoded.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")]) {
      assert.deepEqual(readAccessTokenClaims(`x.${payload}.x`), {
        kind: "delegated",
        permissions: ["größe.ÿ>?"],
        tenantId: "漢字",
      });
    }
  });

  for (const [name, text] of [
    ["nothing", ""],
    ["an opaque access token", "EwBwA8l6BAAU"],
    ["an opaque access token with points", "EwBw.A8l6.BAAU"],
    ["an empty payload", "a..c"],
    ["a payload that is null", jwtOf(null)],
    ["a payload that is a number", jwtOf(5)],
    ["a payload that is a text", jwtOf("text")],
    ["a payload that is a list", jwtOf([])],
  ] as const) {
    it(`${name} has no claims`, () => {
      assert.equal(readAccessTokenClaims(text), undefined);
    });
  }

  it("never throws, whatever the access token", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.jsonValue().map(jwtOf)), (text) => {
        readAccessTokenClaims(text);
      }),
    );
  });
});

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
    requireSafe: () => undefined,
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
        requireSafe: () => undefined,
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

const secret = "secret-of-the-application";
const options = { app: { secrets: [secret] }, config: { clientSecret: secret } };
const claims = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';

describe("the access tokens of a run", function () {
  this.timeout(60_000);
  afterEach(endScenes);

  /** Every access token that Microsoft Entra issues from now on, in order. */
  function watchAccessTokens({ entra: { accessTokens } }: Scene): string[] {
    const seen: string[] = [];
    const issue = accessTokens.issue.bind(accessTokens);
    accessTokens.issue = async (request) => {
      const accessToken = await issue(request);
      seen.push(accessToken);
      return accessToken;
    };
    return seen;
  }

  it("100 tokens take one sign-in", async () => {
    const scene = await startScene(options);
    await Promise.all(Array.from({ length: 100 }, () => scene.issue()));
    assert.equal(scene.issued, 100);
    assert.equal(scene.entra.signIns.length, 1);
  });

  it("tokens in two tenants take one sign-in each", async () => {
    const scene = await startScene(options);
    const tenants = [tenantA, tenantB];
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => scene.issue({ tenantId: tenants[index % 2] ?? "" })),
    );
    assert.deepEqual(scene.entra.signIns.map(({ tenantId }) => tenantId).sort(), tenants);
  });

  it("an access token refused in the middle of a run is renewed once, and nothing is issued twice", async () => {
    const scene = await startScene(options);
    const accessTokens = watchAccessTokens(scene);
    await scene.issue();
    scene.entra.accessTokens.revoke(String(accessTokens[0]));
    await Promise.all(Array.from({ length: 10 }, () => scene.issue()));
    assert.equal(scene.entra.signIns.length, 2);
    assert.equal(scene.issued, 11);
  });

  it("an access token refused at the very request that issues is renewed, and that is issued once", async () => {
    const scene = await startScene(options);
    const accessTokens = watchAccessTokens(scene);
    const held = scene.graph.hold({ action: "createToken" });
    const issuing = scene.issue();
    await held.arrived;
    scene.entra.accessTokens.revoke(String(accessTokens[0]));
    held.release();
    await issuing;
    assert.equal(scene.entra.signIns.length, 2);
    assert.equal(scene.issued, 1);
  });

  it("a claims challenge is passed on, and what satisfies it is used from then on", async () => {
    const scene = await startScene(options);
    const accessTokens = watchAccessTokens(scene);
    await scene.issue();
    scene.entra.accessTokens.revoke(String(accessTokens[0]), claims);
    await Promise.all([scene.issue(), scene.issue()]);
    const { signIns } = scene.entra;
    assert.equal(signIns.length, 2);
    assert.partialDeepStrictEqual(JSON.parse(signIns[1]?.claims ?? "{}"), JSON.parse(claims));
  });

  it("a fresh access token that is refused too is an error that says so", async () => {
    const scene = await startScene(options);
    const issue = scene.entra.accessTokens.issue.bind(scene.entra.accessTokens);
    scene.entra.accessTokens.issue = async (request) => {
      const accessToken = await issue(request);
      scene.entra.accessTokens.revoke(accessToken);
      return accessToken;
    };
    assert.match(
      await scene.failure(),
      /^.*answered 401.*The access token was refused, and so was a fresh one/,
    );
    assert.equal(scene.entra.signIns.length, 2);
    assert.equal(scene.issued, 0);
  });

  it("an access token that still lives is used while Microsoft Entra is out of order, and nothing fails", async () => {
    const scene = await startScene({ ...options, lifetimeInSeconds: 250 });
    await scene.issue();
    scene.entra.instead = () => ({
      status: 503,
      json: { error: "temporarily_unavailable" },
      retryAfter: "0",
    });
    await scene.issue();
    assert.equal(scene.issued, 2);
  });

  describe("of a person", () => {
    async function signedIn() {
      const scene = await startScene({ config: { credential: "deviceCode" } });
      const accessTokens = watchAccessTokens(scene);
      scene.onNotice = (message) => {
        scene.entra.deviceCodes.approve(message);
      };
      await scene.issue();
      return {
        scene,
        revoke: (challenge?: string) => {
          scene.entra.accessTokens.revoke(String(accessTokens[0]), challenge);
        },
      };
    }

    for (const [name, challenge] of [
      ["is refused", undefined],
      ["is challenged", claims],
    ] as const) {
      it(`an access token that ${name} is renewed without asking the person again`, async () => {
        const { scene, revoke } = await signedIn();
        revoke(challenge);
        await Promise.all([scene.issue(), scene.issue()]);
        assert.equal(scene.issued, 3);
        assert.equal(scene.notices.length, 1);
        assert.deepEqual(
          scene.entra.signIns.map(({ by }) => by),
          ["device code", "refresh token"],
        );
      });
    }

    it("a renewal that Microsoft Entra is too ill to do does not make the person sign in again", async () => {
      const { scene, revoke } = await signedIn();
      revoke();
      scene.entra.instead = ({ url }) =>
        url.pathname.endsWith("/token")
          ? { status: 503, json: { error: "temporarily_unavailable" }, retryAfter: "0" }
          : undefined;
      for (let times = 1; times <= 2; times++)
        assert.match(await scene.failure(), /failed: the earlier sign-in could not be renewed/);
      assert.equal(scene.notices.length, 1);
    });

    it("a renewal that Microsoft Entra refuses makes the person sign in again", async () => {
      const { scene, revoke } = await signedIn();
      revoke();
      const lapsed = { error: "invalid_grant", error_description: "AADSTS700082: It has expired." };
      scene.entra.instead = ({ url, body }) => {
        if (url.pathname.endsWith("/devicecode")) delete scene.entra.instead;
        const renews = new URLSearchParams(body).get("grant_type") === "refresh_token";
        return renews ? { status: 400, json: lapsed } : undefined;
      };
      await scene.issue();
      assert.equal(scene.notices.length, 2);
      assert.deepEqual(
        scene.entra.signIns.map(({ by }) => by),
        ["device code", "device code", "refresh token"],
      );
    });
  });

  it("an access token about to expire is renewed before it is sent", async () => {
    const scene = await startScene({ ...options, lifetimeInSeconds: 299 });
    await scene.issue();
    const after = scene.entra.signIns.length;
    await scene.issue();
    assert.ok(scene.entra.signIns.length > after);
    const statuses = scene.graph.requests.all().map(({ status }) => status);
    assert.ok(!statuses.includes(401));
  });
});
