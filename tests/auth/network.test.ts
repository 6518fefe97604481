import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loopbackCertificate } from "../emulator/certificate";
import { clientId, domainA, installTools, readWrite, tenantA } from "../entra";
import { serve } from "../entra";
import { type Scene, atEnd, endScenes, setEnvironment, startScene, temporaryFolder } from "./harness";

const secret = "secret-of-the-application";
/** Takes a request, and never answers. */
const silent = () => new Promise<never>(() => undefined);
const requestTimeoutInSeconds = "0.3";

describe("a sign-in that gets no answer", function () {
  // Well below the two minutes after which a system gives a connection up.
  this.timeout(20_000);
  afterEach(endScenes);

  const places: readonly [name: string, path: RegExp][] = [
    ["the tenant's endpoints", /openid-configuration$/],
    ["an access token", /token$/],
  ];
  for (const [name, path] of places) {
    it(`from Microsoft Entra to the request for ${name} is given up, and the error says so`, async () => {
      const config = { clientSecret: secret, requestTimeoutInSeconds };
      const scene = await startScene({ app: { secrets: [secret] }, config });
      scene.entra.instead = ({ url }) => (path.test(url.pathname) ? silent() : undefined);
      assert.match(
        await scene.failure([secret]),
        /^Signing in to Microsoft Entra with a client secret .* No answer came \(given up after 0\.3 s\): check the network/,
      );
      delete scene.entra.instead;
      await scene.issue();
      assert.equal(scene.issued, 1);
    });
  }

  it("from Microsoft Entra but the beginning of one is given up too", async () => {
    const scene = await startScene({ config: { clientSecret: secret, requestTimeoutInSeconds } });
    scene.entra.instead = () => ({ status: 200, json: {}, unfinished: true });
    assert.match(await scene.failure([secret]), /No answer came \(given up after 0\.3 s\)/);
  });

  it("from Microsoft Entra where a person is to sign in is given up too", async () => {
    const scene = await startScene({ config: { credential: "deviceCode", requestTimeoutInSeconds } });
    scene.entra.instead = silent;
    assert.match(await scene.failure(), /with a device code .* No answer came \(given up after 0\.3 s\)/);
  });

  it("from Microsoft Entra but a request to wait very long is given up, and the error quotes it", async () => {
    const scene = await startScene({ config: { clientSecret: secret, requestTimeoutInSeconds: "1" } });
    scene.entra.instead = ({ url }) =>
      url.pathname.endsWith("/token")
        ? {
            status: 429,
            retryAfter: "86400",
            json: { error: "throttled", error_description: "AADSTS90055: Too many requests." },
          }
        : undefined;
    assert.match(await scene.failure(), /AADSTS90055: Too many requests\..*given up after 1 s/);
  });

  it("from the service that issues the pipeline's OIDC tokens", async () => {
    const service = atEnd(await serve("https", silent));
    const scene = await startScene({
      config: { useOidc: "true", requestTimeoutInSeconds },
      environment: {
        ACTIONS_ID_TOKEN_REQUEST_URL: service.url,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer-of-the-job",
      },
    });
    assert.match(
      await scene.failure(["bearer-of-the-job"]),
      /failed: Could not get an OIDC token from https:\/\/127\.0\.0\.1:\d+ \(no answer within 0\.3 s\)/,
    );
  });

  it("from the service that issues Azure Pipelines' OIDC tokens", async () => {
    const service = atEnd(await serve("https", silent));
    const scene = await startScene({
      config: { useOidc: "true", adoPipelineServiceConnectionId: "connection-1", requestTimeoutInSeconds },
      environment: { SYSTEM_OIDCREQUESTURI: service.url, SYSTEM_ACCESSTOKEN: "bearer-of-the-job" },
    });
    assert.match(await scene.failure(["bearer-of-the-job"]), /given up after 0\.3 s/);
  });

  for (const [name, environment] of [
    ["IMDS", (url: string) => ({ AZURE_POD_IDENTITY_AUTHORITY_HOST: url })],
    ["App Service", (url: string) => ({ IDENTITY_ENDPOINT: `${url}/msi/token`, IDENTITY_HEADER: "header" })],
  ] as const) {
    it(`from the machine's ${name}`, async () => {
      const service = atEnd(await serve("http", silent));
      const scene = await startScene({ config: { useMsi: "true", clientId: "", requestTimeoutInSeconds } });
      const { error = "" } = await scene.issueInOwnProcess(environment(service.url));
      assert.match(
        error,
        /with a managed identity .* failed: the credential gave no access token within 0\.6 s\. Check that/,
      );
    });
  }

  it("from a tool", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "az"), "#!/bin/sh\nexec sleep 60\n");
    await chmod(join(folder, "az"), 0o755);
    const scene = await startScene({
      config: { useCli: "true", requestTimeoutInSeconds },
      environment: { PATH: `${folder}:${process.env.PATH ?? ""}` },
    });
    const message = await scene.failure();
    assert.match(message, /gave no access token within 0\.6 s/);
    assert.ok(message.includes(`Run \`az login --tenant ${tenantA}\` first`), message);
  });

  it("about a tenant's name", async () => {
    const accessToken = [
      "eyJhbGciOiJub25lIn0",
      Buffer.from(`{"tid":"${tenantA}"}`).toString("base64url"),
      "",
    ].join(".");
    const config = { clientId: "", tenantId: "contoso.example", requestTimeoutInSeconds };
    const scene = await startScene({ config, environment: { ARM_ACCESS_TOKEN: accessToken } });
    scene.entra.instead = silent;
    assert.match(await scene.failure(), /could not be looked up at .* \(no answer within 0\.3 s\)/);
  });
});

const variable = "NODE_TLS_REJECT_UNAUTHORIZED";

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

  const accessTokenOf = ({ entra, graph }: Scene) =>
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
    setEnvironment({ [variable]: "0", ARM_ACCESS_TOKEN: await accessTokenOf(scene) });
    assert.match(await scene.failure(), /could not be looked up at https:.* \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
    assert.deepEqual(impostor.asked, []);
  });

  it(`${variable} does not keep a tool from signing in, which does not heed it`, async () => {
    const scene = await startScene({ config: { useCli: "true" } });
    const expires = new Date(Date.now() + 3_600_000);
    const tools = await installTools(await temporaryFolder(), await accessTokenOf(scene), expires);
    setEnvironment({ PATH: tools.path, [variable]: "0" });
    // Graph's certificate is verified all the same.
    await scene.issue();
    assert.equal((await tools.calls("az")).length, 1);
  });
});
