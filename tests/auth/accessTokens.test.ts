import assert from "node:assert/strict";
import { tenantA, tenantB } from "../entra";
import { endScenes, type Scene, startScene } from "./harness";

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
        assert.match(await scene.failure(), /failed: the sign-in of before could not be renewed/);
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
