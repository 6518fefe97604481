import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { redirect, startEmulator } from "../emulator";
import { loopbackCertificate } from "../emulator/certificate";
import { clientId, tenantA } from "../entra";
import { endScenes, type SceneOptions, startScene } from "./harness";

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

describe("a refusal is explained", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  for (const [name, options, expected] of rows) {
    it(`${name}: and the message holds no secret`, async () => {
      const scene = await startScene(options);
      assert.match(await scene.failure([secret]), expected);
    });
  }

  it("a half-given set fails the preview", async () => {
    const scene = await startScene({ config: { tenantId: "" }, environment: { ARM_CLIENT_ID: "" } });
    await assert.rejects(scene.issue(), /intune:clientId names an application, and nothing proves to be it/);
  });

  it("a redirection is not followed, and the bearer goes nowhere else", async () => {
    const elsewhere: string[] = [];
    const other = createServer((request, response) => {
      elsewhere.push(String(request.headers.authorization));
      response.end("{}");
    }).listen(0, "127.0.0.1");
    await once(other, "listening");
    try {
      const scene = await startScene({ app: good, config });
      const { port } = other.address() as AddressInfo;
      scene.graph.fault({}, redirect(`http://127.0.0.1:${port}/elsewhere`));
      assert.match(await scene.failure(), /Graph does not redirect, and the bearer is not carried elsewhere/);
      assert.deepEqual(elsewhere, []);
    } finally {
      other.close();
    }
  });

  it("a server whose certificate is not trusted gets no bearer", async () => {
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
