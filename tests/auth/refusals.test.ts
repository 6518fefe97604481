import assert from "node:assert/strict";
import { redirect, startEmulator } from "../emulator";
import { loopbackCertificate } from "../emulator/certificate";
import { clientId, tenantA } from "../entra";
import { serve } from "../entra/serve";
import { atEnd, endScenes, type SceneOptions, startScene } from "./harness";

const secret = "secret-of-the-application";
const good = { secrets: [secret] };
const config = { clientSecret: secret };
const unknownTenant = "99999999-9999-4999-8999-999999999999";

const rows: readonly [name: string, options: SceneOptions, message: RegExp][] = [
  [
    "another secret",
    { app: { secrets: ["another"] }, config },
    /with a client secret for .* failed: .*AADSTS7000215.*Trace ID.*set intune:clientSecret to the secret's Value/,
  ],
  [
    "an expired secret",
    { app: { expiredSecrets: [secret] }, config },
    /AADSTS7000222.*make a new one for application cccccccc-/,
  ],
  [
    "an application that the tenant does not know",
    { app: good, config: { ...config, clientId: "dddddddd-0000-4000-8000-000000000000" } },
    /AADSTS700016.*Application dddddddd-.* is not known in tenant aaaaaaaa-/,
  ],
  [
    "a tenant that there is not",
    { app: good, config: { ...config, tenantId: unknownTenant } },
    /AADSTS90002.*There is no tenant 99999999-.*intune:environment \(public\)/,
  ],
  [
    "an application without the permission",
    { app: { ...good, permissions: ["Device.Read.All"] }, config },
    /403 Forbidden.*Read\.All is missing: grant it as application permission.*app-only of application cccccccc-.* in tenant aaaaaaaa-.* carries Device\.Read\.All/,
  ],
  [
    "an application without any permission",
    { app: { ...good, permissions: [] }, config },
    /carries no permissions\./,
  ],
];

/** A server that a request might be led astray to, and what it was asked. */
async function startOther() {
  const asked: string[] = [];
  const { url } = atEnd(
    await serve("https", (request) => {
      asked.push(`${request.method} ${request.url.pathname}`);
      return { status: 200, json: {} };
    }),
  );
  return { url, asked };
}

describe("a refusal is explained", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  for (const [name, options, expected] of rows) {
    it(`${name}: and the message holds no secret`, async () => {
      const scene = await startScene(options);
      assert.match(await scene.failure([secret]), expected);
    });
  }

  it("a secret that is quoted back is taken out", async () => {
    const quoted = "client secret provided";
    const scene = await startScene({ app: good, config: { clientSecret: quoted } });
    assert.match(await scene.failure([quoted]), /AADSTS7000215: Invalid \[secret\] for app/);
  });

  it("a half-given set fails the preview", async () => {
    const scene = await startScene({ config: { tenantId: "" }, environment: { ARM_CLIENT_ID: "" } });
    await assert.rejects(scene.issue(), /intune:clientId names an application, and nothing proves to be it/);
  });

  it("a redirection of Graph is not followed, and the access token goes nowhere else", async () => {
    const other = await startOther();
    const scene = await startScene({ app: good, config });
    scene.graph.fault({}, redirect(`${other.url}/elsewhere`));
    assert.match(
      await scene.failure(),
      /Graph does not redirect, and the access token is not carried elsewhere/,
    );
    assert.deepEqual(other.asked, []);
  });

  it("a redirection of Microsoft Entra is not followed, and the secret goes nowhere else", async () => {
    const other = await startOther();
    const scene = await startScene({ app: good, config });
    scene.entra.instead = ({ url }) =>
      url.pathname.endsWith("/token")
        ? { status: 307, json: {}, location: `${other.url}/elsewhere` }
        : undefined;
    assert.match(await scene.failure([secret]), /^Signing in to Microsoft Entra with a client secret/);
    assert.deepEqual(other.asked, []);
  });

  it("a server whose certificate is not trusted gets no access token", async () => {
    // Another self-signed certificate than the one this process trusts.
    const impostor = await startEmulator({ tls: loopbackCertificate() });
    try {
      const scene = await startScene({ app: good, config: { ...config, graphEndpoint: impostor.url } });
      assert.match(await scene.failure(), /certificate is not trusted.*NODE_EXTRA_CA_CERTS/);
      assert.deepEqual(impostor.requests.all(), []);
    } finally {
      await impostor.close();
    }
  });

  it("nobody but the configured authority is asked, where instance discovery is off", async () => {
    const scene = await startScene({ app: good, config });
    await scene.issue();
    assert.deepEqual(scene.entra.signIns, [{ tenantId: tenantA, clientId, by: "client secret" }]);
  });
});
