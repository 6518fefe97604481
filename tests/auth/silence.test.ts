import assert from "node:assert/strict";
import { serve } from "../entra/serve";
import { tenantA } from "../entra";
import { atEnd, endScenes, startScene, temporaryFolder } from "./harness";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";

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
      /failed: No OIDC token could be had from https:\/\/127\.0\.0\.1:\d+ \(no answer within 0\.3 s\)/,
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
