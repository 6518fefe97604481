import assert from "node:assert/strict";
import { loopbackCertificate } from "../emulator/certificate";
import { clientId, domainA, installTools, readWrite, tenantA } from "../entra";
import { serve } from "../entra/serve";
import { atEnd, endScenes, type Scene, setEnvironment, startScene, temporaryFolder } from "./harness";

const variable = "NODE_TLS_REJECT_UNAUTHORIZED";
const secret = "secret-of-the-application";

/** One who answers in Microsoft Entra's place, with a certificate that nobody vouches for. */
async function startImpostor() {
  const asked: string[] = [];
  const answer = ({ url }: { readonly url: URL }) => {
    asked.push(url.pathname);
    return { status: 200, json: {} };
  };
  return { asked, ...atEnd(await serve("https", answer, loopbackCertificate())) };
}

const kinds: readonly [name: string, config: Readonly<Record<string, string>>][] = [
  ["a client secret", { clientSecret: secret }],
  ["an OIDC token", { oidcToken: secret }],
  ["a device code", { credential: "deviceCode" }],
  ["the default chain", { credential: "default" }],
];

describe("the certificate of Microsoft Entra", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  for (const [name, kind] of kinds) {
    it(`${name}: nobody signs in where ${variable} is 0`, async () => {
      const impostor = await startImpostor();
      const config = { ...kind, authorityHost: impostor.url };
      const scene = await startScene({ config, environment: { [variable]: "0" } });
      assert.match(await scene.failure([secret]), /^NODE_TLS_REJECT_UNAUTHORIZED=0 turns .*: unset it\./);
      assert.deepEqual(impostor.asked, []);
    });
  }

  it("a client secret goes to nobody whose certificate is not trusted", async () => {
    const impostor = await startImpostor();
    const scene = await startScene({ config: { clientSecret: secret, authorityHost: impostor.url } });
    assert.match(await scene.failure([secret]), /SELF_SIGNED_CERT.*NODE_EXTRA_CA_CERTS/);
    assert.deepEqual(impostor.asked, []);
  });

  it(`${variable} set to 0 in the middle of a run stops the next sign-in`, async () => {
    const scene = await startScene({
      app: { secrets: [secret] },
      config: { clientSecret: secret },
      lifetimeInSeconds: 0,
    });
    await assert.rejects(scene.issue());
    const before = scene.entra.signIns.length;
    assert.ok(before > 0);
    setEnvironment({ [variable]: "0" });
    assert.match(await scene.failure(), /^NODE_TLS_REJECT_UNAUTHORIZED=0 turns/);
    assert.equal(scene.entra.signIns.length, before);
  });

  const bearerOf = ({ entra, graph }: Scene) =>
    entra.accessTokens.issue({
      tenantId: tenantA,
      clientId,
      audience: graph.url,
      permissions: [readWrite],
      lifetimeInSeconds: 3600,
      kind: "delegated",
    });

  it(`a tenant's name is looked up with nobody whose certificate is not trusted, ${variable} or not`, async () => {
    const impostor = await startImpostor();
    const config = { clientId: "", accessToken: "", tenantId: domainA, authorityHost: impostor.url };
    const scene = await startScene({ config });
    setEnvironment({ [variable]: "0", ARM_ACCESS_TOKEN: await bearerOf(scene) });
    assert.match(await scene.failure(), /could not be looked up at https:.* \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
    assert.deepEqual(impostor.asked, []);
  });

  it(`${variable} does not keep a tool from signing in, which does not heed it`, async () => {
    const scene = await startScene({ config: { useCli: "true" } });
    const expires = new Date(Date.now() + 3_600_000);
    const tools = await installTools(await temporaryFolder(), await bearerOf(scene), expires);
    setEnvironment({ PATH: tools.path, [variable]: "0" });
    // Graph's certificate is verified all the same.
    await scene.issue();
    assert.equal((await tools.calls("az")).length, 1);
  });
});
