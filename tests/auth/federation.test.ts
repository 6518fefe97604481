import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { audiences, type Cloud, clientId, type Issuer, tenantA } from "../entra";
import { endScenes, type SceneOptions, startPipelineIssuer, startScene, temporaryFolder } from "./harness";

const signedIn = { tenantId: tenantA, clientId, by: "federated token" };
/** What GitHub Actions gives a job. */
const github = (issuer: Issuer) => ({
  ACTIONS_ID_TOKEN_REQUEST_URL: issuer.githubUrl,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: issuer.requestToken,
});
/** What Azure Pipelines gives a job, and what the job says itself. */
const azurePipelines = (issuer: Issuer) => ({
  ARM_USE_OIDC: "true",
  ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "connection-1",
  SYSTEM_OIDCREQUESTURI: issuer.azurePipelinesUri,
  SYSTEM_ACCESSTOKEN: issuer.requestToken,
});

describe("signing in with a federated token", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  /** An application that trusts the issuer of this subject. */
  async function trusting(
    options: (issuer: Issuer) => SceneOptions | Promise<SceneOptions>,
    subject?: string,
  ) {
    const issuer = await startPipelineIssuer(subject);
    const scene = await startScene({ app: { federated: [issuer.credential] }, ...(await options(issuer)) });
    return { issuer, scene, issued: () => [...new Set(issuer.issued)] };
  }
  const tokenFile = async (issuer: Issuer) => {
    const file = join(await temporaryFolder(), "token");
    await writeFile(file, `${await issuer.issue()}\n`);
    return file;
  };

  it("that is given", async () => {
    const { scene } = await trusting(async (issuer) => ({
      environment: { ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: await issuer.issue() },
    }));
    await scene.issue();
    assert.deepEqual(scene.entra.signIns, [signedIn]);
  });

  it("in a file, read afresh for each exchange", async () => {
    const issuer = await startPipelineIssuer();
    const file = await tokenFile(issuer);
    const app = { federated: [issuer.credential] };
    const scene = await startScene({ app, config: { oidcTokenFilePath: file } });
    const { accessTokens } = scene.entra;
    await scene.issue();
    // The first token would be refused by now: the run has outlived it.
    await writeFile(file, await issuer.issue({ lifetimeInSeconds: -60 }));
    accessTokens.revoke(accessTokens.issued[0] ?? "");
    assert.match(await scene.failure(), /AADSTS700024.*intune:oidcTokenFilePath/);
    await writeFile(file, await issuer.issue());
    await scene.issue();
    assert.deepEqual([accessTokens.issued.length, scene.issued], [2, 2]);
  });

  it("from a file that does not exist: the error names it", async () => {
    const scene = await startScene({ config: { oidcTokenFilePath: "/no/such/token" } });
    assert.match(await scene.failure(), /The OIDC token file \/no\/such\/token cannot be read \(ENOENT\)/);
  });

  it("of a Kubernetes workload", async () => {
    const { scene } = await trusting(
      async (issuer) => ({
        config: { tenantId: "", clientId: "" },
        environment: {
          ARM_USE_AKS_WORKLOAD_IDENTITY: "true",
          AZURE_TENANT_ID: tenantA,
          AZURE_CLIENT_ID: clientId,
          AZURE_FEDERATED_TOKEN_FILE: await tokenFile(issuer),
        },
      }),
      "system:serviceaccount:apps:deployer",
    );
    await scene.issue();
    assert.deepEqual(scene.entra.signIns, [signedIn]);
  });

  it("that GitHub Actions issues, afresh for each exchange", async () => {
    const { issuer, scene } = await trusting((issuer) => ({
      config: { useOidc: "true" },
      environment: github(issuer),
      // Graph's access tokens die at once, so that every issue signs in.
      lifetimeInSeconds: 60,
    }));
    await scene.issue();
    const asked = issuer.issued.length;
    await scene.issue();
    assert.ok(issuer.issued.length > asked, "no second token was asked for");
    assert.deepEqual(scene.entra.signIns[0], signedIn);
  });

  it("that GitHub Actions refuses: the error names the permission, and not the job's token", async () => {
    const { scene } = await trusting((issuer) => ({
      config: { useOidc: "true" },
      environment: { ...github(issuer), ACTIONS_ID_TOKEN_REQUEST_TOKEN: "token-of-another-job" },
    }));
    assert.match(
      await scene.failure(["token-of-another-job"]),
      /Could not get an OIDC token from https:\/\/127\.0\.0\.1:\d+ \(HTTP 401\).*id-token: write/,
    );
  });

  for (const [cloud, audience] of Object.entries(audiences)) {
    it(`in the cloud ${cloud}: it is asked for with the audience ${audience}`, async () => {
      const { scene, issued } = await trusting((issuer) => ({
        cloud: cloud as Cloud,
        config: { useOidc: "true", environment: cloud },
        environment: github(issuer),
      }));
      await scene.issue();
      assert.deepEqual(issued(), [audience]);
    });
  }

  it("is asked for with the audience that is set, whatever the cloud", async () => {
    const { scene, issued } = await trusting((issuer) => ({
      app: { federated: [{ ...issuer.credential, audience: "api://own" }] },
      config: { useOidc: "true", environment: "china" },
      environment: { ARM_OIDC_AUDIENCE: "api://own", ...github(issuer) },
    }));
    await scene.issue();
    assert.deepEqual(issued(), ["api://own"]);
  });

  it("of an Azure Pipelines service connection", async () => {
    const { scene, issued } = await trusting((issuer) => ({ environment: azurePipelines(issuer) }));
    await scene.issue();
    assert.deepEqual(scene.entra.signIns, [signedIn]);
    assert.deepEqual(issued(), ["connection-1"]);
  });

  it("of an Azure Pipelines service connection whose address is configured", async () => {
    const { scene, issued } = await trusting((issuer) => ({
      config: {
        useOidc: "true",
        adoPipelineServiceConnectionId: "connection-1",
        oidcRequestUrl: issuer.azurePipelinesUri,
        oidcRequestToken: issuer.requestToken,
      },
    }));
    await scene.issue();
    assert.deepEqual(issued(), ["connection-1"]);
    assert.equal(process.env.SYSTEM_OIDCREQUESTURI, undefined);
  });

  for (const [what, code, claims] of [
    ["subject", 700213, { subject: "repo:example/stack:pull_request" }],
    ["audience", 700212, { audience: "sigstore" }],
  ] as const) {
    it(`whose ${what} does not match: the message shows what to register`, async () => {
      const { issuer, scene } = await trusting(async (issuer) => ({
        config: { oidcToken: await issuer.issue(claims) },
      }));
      const message = await scene.failure([scene.config.oidcToken ?? ""]);
      const { subject, audience } = { subject: issuer.subject, audience: undefined, ...claims };
      assert.ok(message.includes(`AADSTS${code}`), message);
      assert.ok(
        message.includes(
          `issuer "${issuer.url}", subject "${subject}" and audience "api://AzureADTokenExchange".`,
        ),
        message,
      );
      const other = `The token presented is for the audience "${String(audience)}"`;
      assert.equal(message.includes(other), audience !== undefined, message);
    });
  }

  it("of another cloud: the message names the audience that this one expects", async () => {
    const { scene } = await trusting(async (issuer) => ({
      cloud: "usgovernment",
      config: { oidcToken: await issuer.issue(), environment: "usgovernment" },
    }));
    assert.match(
      await scene.failure([scene.config.oidcToken ?? ""]),
      /AADSTS700212.* and audience "api:\/\/AzureADTokenExchangeUSGov"\. The token presented is for the audience "api:\/\/AzureADTokenExchange": have its issuer use/,
    );
  });

  it("of an Azure Pipelines connection that does not match: the message shows what to register", async () => {
    const { issuer, scene } = await trusting(
      (issuer) => ({
        app: { federated: [{ ...issuer.credential, subject: "sc://organisation/project/connection" }] },
        environment: azurePipelines(issuer),
      }),
      "sc://organisation/project/renamed",
    );
    assert.match(
      await scene.failure([issuer.requestToken]),
      /AADSTS700213.*with exactly issuer "https:.*", subject "sc:\/\/organisation\/project\/renamed"/,
    );
  });

  it("that is no JWT is refused by Microsoft Entra, and the error quotes it", async () => {
    const scene = await startScene({ config: { oidcToken: "no-jwt-at-all" } });
    assert.match(await scene.failure(["no-jwt-at-all"]), /AADSTS50027: JWT token is invalid or malformed/);
  });
});
