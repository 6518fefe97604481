import type { GetTokenOptions } from "@azure/identity";
import fc from "fast-check";
import assert from "node:assert/strict";
import { AccessTokenSource, readAccessTokenClaims } from "../../provider/src/auth/accessToken";
import { tenantA, tenantB } from "../entra";
import { TestClock } from "../lifecycle/harness";
import { application, endScenes, type Scene, startScene } from "./harness";

function jwtOf(payload: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(payload)}.c2lnbmF0dXJl`;
}

const tid = "11111111-2222-4333-8444-555555555555";
const appid = "66666666-7777-4888-9999-000000000000";
const [write, read] = ["ReadWrite", "Read"].map((verb) => `DeviceManagementConfiguration.${verb}.All`);

describe("readAccessTokenClaims", () => {
  const ids = { tenantId: tid, applicationId: appid };
  const app = (permissions: unknown[], more = {}) => ({ kind: "app", permissions, ...more });
  const delegated = (permissions: unknown[], more = {}) => ({ kind: "delegated", permissions, ...more });
  for (const [law, claims, expected] of [
    ["roles are an application's", { tid, appid, idtyp: "app", roles: [write, "x"] }, app([write, "x"], ids)],
    [
      "scp is a person's",
      { tid, appid, idtyp: "user", scp: `openid ${read}` },
      delegated(["openid", read], ids),
    ],
    ["scp is a person's without idtyp too", { scp: "a" }, delegated(["a"])],
    ["a person's roles are not permissions", { scp: "a", roles: ["b"] }, delegated(["a"])],
    ["idtyp app decides over scp", { idtyp: "app", scp: "a", roles: ["b"] }, app(["b"])],
    ["blanks in scp are no permissions", { scp: " a  b " }, delegated(["a", "b"])],
    ["an empty scp is a person without permissions", { scp: "" }, delegated([])],
    ["no permissions at all are an application without", {}, app([])],
    ["roles that are no texts are left out", { roles: ["a", 1, null, {}] }, app(["a"])],
    ["roles that are no list are none", { roles: "a" }, app([])],
    ["scp that is no text is none", { scp: ["a"] }, app([])],
    ["an application may be named azp", { azp: appid }, app([], { applicationId: appid })],
    ["appid comes before azp", { appid, azp: tid }, app([], { applicationId: appid })],
    ["ids that are no texts are left out", { tid: 1, appid: null }, app([])],
  ] as const) {
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

  for (const [name, text] of Object.entries({
    nothing: "",
    "an opaque access token": "EwBwA8l6BAAU",
    "an opaque access token with points": "EwBw.A8l6.BAAU",
    "an empty payload": "a..c",
    "a payload that is null": jwtOf(null),
    "a payload that is a number": jwtOf(5),
    "a payload that is a text": jwtOf("text"),
    "a payload that is a list": jwtOf([]),
  })) {
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

/**
 * A source whose credentials note what they are asked. Each gives a new access token each time, or what it is told:
 * by the number of credentials that were made.
 */
function start({
  keepsPerson = false,
  tokenOf,
}: { keepsPerson?: boolean; tokenOf?: (made: number) => string } = {}) {
  const clock = new TestClock();
  const credential = { asked: [] as (GetTokenOptions | undefined)[], made: 0, failures: 0 };
  const source = new AccessTokenSource({
    createCredential: () => {
      const made = ++credential.made;
      const getToken = async (_scope: string | string[], options?: GetTokenOptions) => {
        credential.asked.push(options);
        const token = tokenOf?.(made) ?? `access token ${credential.asked.length}`;
        await Promise.resolve();
        if (credential.failures-- > 0) throw new Error("not now");
        return { token, expiresOnTimestamp: clock.now().getTime() + 3_600_000 };
      };
      return Promise.resolve({ getToken });
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

  it("an access token refused during a renewal that brings the same one is renewed after it, once", async () => {
    // Credentials that answer from their cache: a renewal brings the same access token.
    const { clock, credential, source } = start({ tokenOf: (made) => `of credential ${made}` });
    const refused = await source.get();
    clock.advance(56 * 60);
    const [, fresh] = await Promise.all([source.get(), times(5, () => source.getInsteadOf(refused))]);
    assert.deepEqual(new Set(fresh), new Set(["of credential 2"]));
    assert.deepEqual([credential.asked.length, credential.made], [3, 2]);
  });

  it("if there is no other access token, all callers get the refused one after one renewal", async () => {
    const { credential, source } = start({ tokenOf: () => "the only one" });
    const refused = await source.get();
    const fresh = await times(5, () => source.getInsteadOf(refused));
    assert.deepEqual(new Set(fresh), new Set([refused]));
    assert.equal(credential.asked.length, 2);
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

describe("the access tokens of a run", function () {
  this.timeout(60_000);
  afterEach(endScenes);

  /** The first access token that Microsoft Entra issued is refused from now on. */
  const revokeFirst = ({ entra: { accessTokens } }: Scene, claims?: string) => {
    accessTokens.revoke(accessTokens.issued[0] ?? assert.fail(), claims);
  };
  const outOfOrder = () => ({
    status: 503,
    json: { error: "temporarily_unavailable" },
    retryAfter: "0",
  });

  it("tokens in two tenants take one sign-in each", async () => {
    const scene = await startScene(application);
    const tenants = [tenantA, tenantB];
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => scene.issue({ tenantId: tenants[index % 2] ?? "" })),
    );
    assert.deepEqual(scene.entra.signIns.map(({ tenantId }) => tenantId).sort(), tenants);
  });

  it("an access token refused in the middle of a run is renewed once, and nothing is issued twice", async () => {
    const scene = await startScene(application);
    await scene.issue();
    revokeFirst(scene);
    await Promise.all(Array.from({ length: 10 }, () => scene.issue()));
    assert.equal(scene.entra.signIns.length, 2);
    assert.equal(scene.issued, 11);
  });

  it("an access token refused at the very request that issues is renewed, and that is issued once", async () => {
    const scene = await startScene(application);
    const held = scene.graph.hold({ action: "createToken" });
    const issuing = scene.issue();
    await held.arrived;
    revokeFirst(scene);
    held.release();
    await issuing;
    assert.equal(scene.entra.signIns.length, 2);
    assert.equal(scene.issued, 1);
  });

  it("a claims challenge is passed on, and what satisfies it is used from then on", async () => {
    const scene = await startScene(application);
    await scene.issue();
    revokeFirst(scene, challenge);
    await Promise.all([scene.issue(), scene.issue()]);
    const { signIns } = scene.entra;
    assert.equal(signIns.length, 2);
    assert.partialDeepStrictEqual(JSON.parse(signIns[1]?.claims ?? "{}"), JSON.parse(challenge));
  });

  it("a fresh access token that is refused too is an error that says so", async () => {
    const scene = await startScene(application);
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
    const scene = await startScene({ ...application, lifetimeInSeconds: 250 });
    await scene.issue();
    scene.entra.instead = outOfOrder;
    await scene.issue();
    assert.equal(scene.issued, 2);
  });

  describe("of a person", () => {
    async function signedIn() {
      const scene = await startScene({ config: { credential: "deviceCode" } });
      scene.onNotice = (message) => {
        scene.entra.deviceCodes.approve(message);
      };
      await scene.issue();
      return scene;
    }
    const ways = ({ entra }: Scene) => entra.signIns.map(({ by }) => by);

    for (const [name, claims] of [
      ["is refused", undefined],
      ["is challenged", challenge],
    ] as const) {
      it(`an access token that ${name} is renewed without asking the person again`, async () => {
        const scene = await signedIn();
        revokeFirst(scene, claims);
        await Promise.all([scene.issue(), scene.issue()]);
        assert.equal(scene.issued, 3);
        assert.equal(scene.notices.length, 1);
        assert.deepEqual(ways(scene), ["device code", "refresh token"]);
      });
    }

    it("if Microsoft Entra is out of order, the person does not have to sign in again", async () => {
      const scene = await signedIn();
      revokeFirst(scene);
      scene.answerAt(/token$/, outOfOrder);
      for (let count = 1; count <= 2; count++)
        assert.match(await scene.failure(), /failed: the earlier sign-in could not be renewed/);
      assert.equal(scene.notices.length, 1);
    });

    it("if Microsoft Entra refuses to renew, the person signs in again", async () => {
      const scene = await signedIn();
      revokeFirst(scene);
      const lapsed = { error: "invalid_grant", error_description: "AADSTS700082: It has expired." };
      scene.entra.instead = ({ url, body }) => {
        if (url.pathname.endsWith("/devicecode")) delete scene.entra.instead;
        const renews = new URLSearchParams(body).get("grant_type") === "refresh_token";
        return renews ? { status: 400, json: lapsed } : undefined;
      };
      await scene.issue();
      assert.equal(scene.notices.length, 2);
      assert.deepEqual(ways(scene), ["device code", "device code", "refresh token"]);
    });
  });
});
