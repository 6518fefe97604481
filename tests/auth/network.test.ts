import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loopbackCertificate } from "../emulator";
import { domainA, installTools, serve, tenantA } from "../entra";
import {
  application,
  atEnd,
  endScenes,
  secret,
  setEnvironment,
  startOther,
  startScene,
  temporaryFolder,
  type Texts,
} from "./harness";

/** Takes a request, and never answers. */
const silent = () => new Promise<never>(() => undefined);
const requestTimeoutInSeconds = "0.3";
const impatient = { ...application, config: { ...application.config, requestTimeoutInSeconds } };
const given = /No answer came \(given up after 0\.3 s\)/;

describe("a sign-in that gets no answer is given up", function () {
  // Well below the two minutes after which a system gives a connection up.
  this.timeout(20_000);
  afterEach(endScenes);

  for (const [name, path] of [
    ["the tenant's endpoints", /openid-configuration$/],
    ["an access token", /token$/],
  ] as const) {
    it(`from Microsoft Entra to the request for ${name}, and the next one may succeed`, async () => {
      const scene = await startScene(impatient);
      scene.answerAt(path, silent);
      assert.match(
        await scene.failure([secret]),
        /^Signing in to Microsoft Entra with a client secret .* No answer came \(given up after 0\.3 s\): check the network/,
      );
      delete scene.entra.instead;
      await scene.issue();
      assert.equal(scene.issued, 1);
    });
  }

  it("from Microsoft Entra but its beginning", async () => {
    const scene = await startScene(impatient);
    scene.entra.instead = () => ({ status: 200, json: {}, unfinished: true });
    assert.match(await scene.failure([secret]), given);
  });

  it("from Microsoft Entra to the request for a device code", async () => {
    const scene = await startScene({ config: { credential: "deviceCode", requestTimeoutInSeconds } });
    scene.entra.instead = silent;
    const message = await scene.failure();
    assert.match(message, /with a device code/);
    assert.match(message, given);
  });

  it("from Microsoft Entra but a very long Retry-After, and the error quotes it", async () => {
    const scene = await startScene(impatient);
    const json = { error: "throttled", error_description: "AADSTS90055: Too many requests." };
    scene.answerAt(/token$/, () => ({ status: 429, retryAfter: "86400", json }));
    assert.match(await scene.failure(), /AADSTS90055: Too many requests\..*given up after 0\.3 s/);
  });

  for (const [name, config, environment, expected] of [
    [
      "OIDC",
      {},
      (url: string) => ({
        ACTIONS_ID_TOKEN_REQUEST_URL: url,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer-of-the-job",
      }),
      /failed: Could not get an OIDC token from https:\/\/127\.0\.0\.1:\d+ \(no answer within 0\.3 s\)/,
    ],
    [
      "Azure Pipelines' OIDC",
      { adoPipelineServiceConnectionId: "connection-1" },
      (url: string) => ({ SYSTEM_OIDCREQUESTURI: url, SYSTEM_ACCESSTOKEN: "bearer-of-the-job" }),
      /given up after 0\.3 s/,
    ],
  ] as const) {
    it(`from the service that issues ${name} tokens`, async () => {
      const { url } = atEnd(await serve("https", silent));
      const scene = await startScene({
        config: { useOidc: "true", requestTimeoutInSeconds, ...config },
        environment: environment(url),
      });
      assert.match(await scene.failure(["bearer-of-the-job"]), expected);
    });
  }

  const machines: Readonly<Record<string, (url: string) => Texts>> = {
    IMDS: (url) => ({ AZURE_POD_IDENTITY_AUTHORITY_HOST: url }),
    "App Service": (url) => ({ IDENTITY_ENDPOINT: `${url}/msi/token`, IDENTITY_HEADER: "header" }),
  };
  for (const [name, environment] of Object.entries(machines)) {
    it(`from the machine's ${name}`, async () => {
      const { url } = atEnd(await serve("http", silent));
      const scene = await startScene({ config: { useMsi: "true", clientId: "", requestTimeoutInSeconds } });
      const { error = "" } = await scene.issueInOwnProcess(environment(url));
      assert.match(
        error,
        /with a managed identity .* failed: the credential gave no access token within 0\.6 s\. Check that/,
      );
    });
  }

  it("from a tool", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "az"), "#!/bin/sh\nexec sleep 3\n");
    await chmod(join(folder, "az"), 0o755);
    const scene = await startScene({
      config: { useCli: "true", requestTimeoutInSeconds },
      environment: { PATH: `${folder}:${process.env.PATH ?? ""}` },
    });
    assert.match(
      await scene.failure(),
      new RegExp(`gave no access token within 0\\.6 s.*Run \`az login --tenant ${tenantA}\` first`),
    );
  });

  it("about a tenant's name", async () => {
    const config = { clientId: "", tenantId: domainA, requestTimeoutInSeconds };
    const scene = await startScene({ config });
    setEnvironment({ ARM_ACCESS_TOKEN: await scene.accessTokenOf() });
    scene.entra.instead = silent;
    assert.match(await scene.failure(), /could not be looked up at .* \(no answer within 0\.3 s\)/);
  });
});

const variable = "NODE_TLS_REJECT_UNAUTHORIZED";

describe("the certificate of Microsoft Entra", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  /** One who answers in Microsoft Entra's place, with a certificate that nobody vouches for. */
  const startImpostor = () => startOther(loopbackCertificate());

  const kinds: Readonly<Record<string, Texts>> = {
    "a client secret": { clientSecret: secret },
    "an OIDC token": { oidcToken: secret },
    "a device code": { credential: "deviceCode" },
    "the default chain": { credential: "default" },
  };
  for (const [name, kind] of Object.entries(kinds)) {
    it(`${name}: no request is sent if ${variable} is 0`, async () => {
      const impostor = await startImpostor();
      const config = { ...kind, authorityHost: impostor.url };
      const scene = await startScene({ config, environment: { [variable]: "0" } });
      assert.match(
        await scene.failure([secret]),
        /^NODE_TLS_REJECT_UNAUTHORIZED=0 turns .*: unset the variable\./,
      );
      assert.deepEqual(impostor.asked, []);
    });
  }

  it("a client secret is not sent if the certificate is not trusted", async () => {
    const impostor = await startImpostor();
    const scene = await startScene({ config: { clientSecret: secret, authorityHost: impostor.url } });
    assert.match(await scene.failure([secret]), /SELF_SIGNED_CERT.*NODE_EXTRA_CA_CERTS/);
    assert.deepEqual(impostor.asked, []);
  });

  it(`${variable} set to 0 in the middle of a run stops the next sign-in`, async () => {
    const scene = await startScene({ ...application, lifetimeInSeconds: 0 });
    await assert.rejects(scene.issue());
    const before = scene.entra.signIns.length;
    assert.ok(before > 0);
    setEnvironment({ [variable]: "0" });
    assert.match(await scene.failure(), /^NODE_TLS_REJECT_UNAUTHORIZED=0 turns/);
    assert.equal(scene.entra.signIns.length, before);
  });

  it(`a tenant's name is not looked up if the certificate is not trusted, even if ${variable} is 0`, async () => {
    const impostor = await startImpostor();
    const config = { clientId: "", accessToken: "", tenantId: domainA, authorityHost: impostor.url };
    const scene = await startScene({ config });
    setEnvironment({ [variable]: "0", ARM_ACCESS_TOKEN: await scene.accessTokenOf() });
    assert.match(await scene.failure(), /could not be looked up at https:.* \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
    assert.deepEqual(impostor.asked, []);
  });

  it(`${variable} does not keep a tool from signing in, which ignores it`, async () => {
    const scene = await startScene({ config: { useCli: "true" } });
    const expires = new Date(Date.now() + 3_600_000);
    const tools = await installTools(await temporaryFolder(), await scene.accessTokenOf(), expires);
    setEnvironment({ PATH: tools.path, [variable]: "0" });
    // Graph's certificate is verified all the same.
    await scene.issue();
    assert.equal((await tools.calls("az")).length, 1);
  });
});
