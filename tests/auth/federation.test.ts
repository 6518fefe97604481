import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { audiences, type Cloud, clientId, tenantA } from "../entra";
import { endScenes, startPipelineIssuer, startScene, temporaryFolder } from "./harness";

const federated = { tenantId: tenantA, clientId, by: "federated token" };

describe("signing in with a federated token", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  it("that is given", async () => {
    const issuer = await startPipelineIssuer();
    const environment = { ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: await issuer.issue() };
    const scene = await startScene({ app: { federated: [issuer.credential] }, environment });
    await scene.issue();
    assert.deepEqual(scene.entra.signIns, [federated]);
  });

  it("in a file, read afresh for each exchange", async () => {
    const issuer = await startPipelineIssuer();
    const file = join(await temporaryFolder(), "token");
    await writeFile(file, `${await issuer.issue()}\n`);
    const scene = await startScene({
      app: { federated: [issuer.credential] },
      config: { oidcTokenFilePath: file },
    });
    const accessTokens: string[] = [];
    const { entra, graph } = scene;
    const rememberBearers = entra.accessTokens.issue.bind(entra.accessTokens);
    entra.accessTokens.issue = async (request) => {
      const accessToken = await rememberBearers(request);
      accessTokens.push(accessToken);
      return accessToken;
    };
    await scene.issue();
    // The first token would be refused by now: the run has outlived it.
    await writeFile(file, await issuer.issue({ lifetimeInSeconds: -60 }));
    entra.accessTokens.revoke(String(accessTokens[0]));
    assert.match(await scene.failure(), /AADSTS700024.*intune:oidcTokenFilePath/);
    await writeFile(file, await issuer.issue());
    await scene.issue();
    assert.equal(accessTokens.length, 2);
    assert.equal(graph.tokens().length, 2);
  });

  it("that GitHub Actions issues, afresh for each exchange", async () => {
    const issuer = await startPipelineIssuer();
    const scene = await startScene({
      app: { federated: [issuer.credential] },
      config: { useOidc: "true" },
      environment: {
        ACTIONS_ID_TOKEN_REQUEST_URL: issuer.githubUrl,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: issuer.requestToken,
      },
      // Graph's access tokens die at once, so that every issue signs in.
      lifetimeInSeconds: 60,
    });
    await scene.issue();
    const asked = issuer.issued.length;
    await scene.issue();
    assert.ok(issuer.issued.length > asked, "no second token was asked for");
    assert.deepEqual(new Set(issuer.issued), new Set(["api://AzureADTokenExchange"]));
    assert.deepEqual(scene.entra.signIns[0], federated);
  });

  for (const [cloud, audience] of Object.entries(audiences)) {
    it(`in the cloud ${cloud}: it is asked for with the audience ${audience}`, async () => {
      const issuer = await startPipelineIssuer();
      const scene = await startScene({
        cloud: cloud as Cloud,
        app: { federated: [issuer.credential] },
        config: { useOidc: "true", environment: cloud },
        environment: {
          ACTIONS_ID_TOKEN_REQUEST_URL: issuer.githubUrl,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: issuer.requestToken,
        },
      });
      await scene.issue();
      assert.deepEqual(new Set(issuer.issued), new Set([audience]));
    });
  }

  it("is asked for with the audience that is set, whatever the cloud", async () => {
    const issuer = await startPipelineIssuer();
    const scene = await startScene({
      app: { federated: [{ ...issuer.credential, audience: "api://own" }] },
      config: { useOidc: "true", environment: "china" },
      environment: {
        ARM_OIDC_AUDIENCE: "api://own",
        ACTIONS_ID_TOKEN_REQUEST_URL: issuer.githubUrl,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: issuer.requestToken,
      },
    });
    await scene.issue();
    assert.deepEqual(new Set(issuer.issued), new Set(["api://own"]));
  });

  it("made for the public cloud, in another: the message names the audience that this one expects", async () => {
    const issuer = await startPipelineIssuer();
    const oidcToken = await issuer.issue();
    const scene = await startScene({
      cloud: "usgovernment",
      app: { federated: [issuer.credential] },
      config: { oidcToken, environment: "usgovernment" },
    });
    assert.match(
      await scene.failure([oidcToken]),
      /AADSTS700212.* and audience "api:\/\/AzureADTokenExchangeUSGov"\. The token presented is for the audience "api:\/\/AzureADTokenExchange": have its issuer use/,
    );
  });

  it("that is no JWT is refused by Microsoft Entra, and the error quotes it", async () => {
    const scene = await startScene({ config: { oidcToken: "no-jwt-at-all" } });
    assert.match(await scene.failure(["no-jwt-at-all"]), /AADSTS50027: JWT token is invalid or malformed/);
  });

  it("that GitHub Actions refuses: the error names the permission, and not the job's token", async () => {
    const issuer = await startPipelineIssuer();
    const scene = await startScene({
      config: { useOidc: "true" },
      environment: {
        ACTIONS_ID_TOKEN_REQUEST_URL: issuer.githubUrl,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "token-of-another-job",
      },
    });
    const message = await scene.failure(["token-of-another-job"]);
    assert.match(
      message,
      /Could not get an OIDC token from https:\/\/127\.0\.0\.1:\d+ \(HTTP 401\).*id-token: write/,
    );
  });

  it("of an Azure Pipelines service connection", async () => {
    const issuer = await startPipelineIssuer("sc://organisation/project/connection");
    const scene = await startScene({
      app: { federated: [issuer.credential] },
      environment: {
        ARM_USE_OIDC: "true",
        ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "connection-1",
        SYSTEM_OIDCREQUESTURI: issuer.azurePipelinesUri,
        SYSTEM_ACCESSTOKEN: issuer.requestToken,
      },
    });
    await scene.issue();
    assert.deepEqual(scene.entra.signIns, [federated]);
    assert.deepEqual(new Set(issuer.issued), new Set(["connection-1"]));
  });

  it("of an Azure Pipelines service connection whose address is configured", async () => {
    const issuer = await startPipelineIssuer();
    const scene = await startScene({
      app: { federated: [issuer.credential] },
      config: {
        useOidc: "true",
        adoPipelineServiceConnectionId: "connection-1",
        oidcRequestUrl: issuer.azurePipelinesUri,
        oidcRequestToken: issuer.requestToken,
      },
    });
    await scene.issue();
    assert.deepEqual(new Set(issuer.issued), new Set(["connection-1"]));
    assert.equal(process.env.SYSTEM_OIDCREQUESTURI, undefined);
  });

  it("of a Kubernetes workload", async () => {
    const issuer = await startPipelineIssuer("system:serviceaccount:apps:deployer");
    const file = join(await temporaryFolder(), "token");
    await writeFile(file, await issuer.issue());
    const scene = await startScene({
      app: { federated: [issuer.credential] },
      config: { tenantId: "", clientId: "" },
      environment: {
        ARM_USE_AKS_WORKLOAD_IDENTITY: "true",
        AZURE_TENANT_ID: tenantA,
        AZURE_CLIENT_ID: clientId,
        AZURE_FEDERATED_TOKEN_FILE: file,
      },
    });
    await scene.issue();
    assert.deepEqual(scene.entra.signIns, [federated]);
  });

  const mismatches: readonly [what: string, code: number, claims: Readonly<Record<string, string>>][] = [
    ["subject", 700213, { subject: "repo:example/stack:pull_request" }],
    ["audience", 700212, { audience: "sigstore" }],
  ];
  for (const [what, code, claims] of mismatches) {
    it(`whose ${what} does not match: the message shows what to register`, async () => {
      const issuer = await startPipelineIssuer();
      const oidcToken = await issuer.issue(claims);
      const scene = await startScene({ app: { federated: [issuer.credential] }, config: { oidcToken } });
      const message = await scene.failure([oidcToken]);
      const subject = claims.subject ?? issuer.subject;
      assert.ok(message.includes(`AADSTS${code}`), message);
      assert.ok(
        message.includes(
          `issuer "${issuer.url}", subject "${subject}" and audience "api://AzureADTokenExchange".`,
        ),
        message,
      );
      const other = `The token presented is for the audience "${claims.audience}"`;
      assert.equal(message.includes(other), claims.audience !== undefined, message);
    });
  }

  it("of an Azure Pipelines connection that does not match: the message shows what to register there too", async () => {
    const issuer = await startPipelineIssuer("sc://organisation/project/renamed");
    const scene = await startScene({
      app: { federated: [{ ...issuer.credential, subject: "sc://organisation/project/connection" }] },
      environment: {
        ARM_USE_OIDC: "true",
        ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "connection-1",
        SYSTEM_OIDCREQUESTURI: issuer.azurePipelinesUri,
        SYSTEM_ACCESSTOKEN: issuer.requestToken,
      },
    });
    const message = await scene.failure([issuer.requestToken]);
    assert.match(
      message,
      /AADSTS700213.*with exactly issuer "https:.*", subject "sc:\/\/organisation\/project\/renamed"/,
    );
  });

  it("from a file that is not there: the error names it", async () => {
    const scene = await startScene({ config: { oidcTokenFilePath: "/no/such/token" } });
    assert.match(await scene.failure(), /The OIDC token file \/no\/such\/token cannot be read \(ENOENT\)/);
  });
});
