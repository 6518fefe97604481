import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "../../tools/repository";
import { endScenes, startPipelineIssuer, startScene, temporaryFolder } from "../auth/harness";
import { profileId, startReader } from "../docs/reader";
import { clientId, type Issuer, loopbackTls, tenantA } from "../entra";
import { variablesOf } from "./variables";

/** What the services' machines need and these do not: packages and the engine are there. */
const preparations = /^npm ci$|get\.pulumi\.com|##vso|\bexport PATH=/;

/** What each service sets by itself in a run. */
const services: Readonly<Record<string, (issuer: Issuer) => Readonly<Record<string, string>>>> = {
  "github-actions.yml": ({ githubUrl, requestToken }) => ({
    ACTIONS_ID_TOKEN_REQUEST_URL: githubUrl,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
  }),
  "azure-pipelines.yml": ({ azurePipelinesUri }) => ({
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "connection-1",
    AZURESUBSCRIPTION_TENANT_ID: tenantA,
    AZURESUBSCRIPTION_CLIENT_ID: clientId,
    SYSTEM_OIDCREQUESTURI: azurePipelinesUri,
  }),
  ".gitlab-ci.yml": () => ({}),
};

describe("the scripts of the pipelines", function () {
  this.timeout(180_000);
  afterEach(endScenes);

  for (const [name, givenBy] of Object.entries(services)) {
    it(`${name}: signs in without a secret, applies, and issues nothing the next day`, async () => {
      const pipeline = await readFile(join(repository, "examples/pipelines", name), "utf8");
      const issuer = await startPipelineIssuer();
      const { entra, graph } = await startScene({ app: { federated: [issuer.credential] } });
      graph.addProfile("androidForWork", { id: profileId, displayName: "Kiosks" });
      const certificate = join(await temporaryFolder(), "ca.pem");
      await writeFile(certificate, loopbackTls.cert);
      const oidcToken = await issuer.issue();
      const filledIn: Readonly<Record<string, string>> = {
        ARM_TENANT_ID: tenantA,
        ARM_CLIENT_ID: clientId,
        ARM_OIDC_TOKEN: oidcToken,
        SYSTEM_ACCESSTOKEN: issuer.requestToken,
      };
      const set = variablesOf(pipeline).filter(
        (variable) => !["PATH", "PULUMI_ACCESS_TOKEN"].includes(variable.name),
      );
      const environment = {
        ARM_ACCESS_TOKEN: "",
        ARM_GRAPH_ENDPOINT: graph.url,
        ARM_AUTHORITY_HOST: entra.url,
        ARM_DISABLE_INSTANCE_DISCOVERY: "true",
        NODE_EXTRA_CA_CERTS: certificate,
        ...givenBy(issuer),
        ...Object.fromEntries(set.map((one) => [one.name, filledIn[one.name] ?? one.value])),
      };
      const script = scriptsOf(parse(pipeline))
        .flatMap((text) => text.split("\n"))
        .filter((line) => !preparations.test(line));

      const project = await startReader({ folder: "examples/qr-sheet" }, "production");
      try {
        const day = () => project.shell(["set -e", ...script].join("\n"), environment);
        const shown = (await day()) + (await day());
        const [token, ...more] = graph.tokens();
        assert.ok(token?.state === "active" && more.length === 0);
        assert.ok((await project.read("sheet.html")).includes(token.value));
        assert.match(shown, /sheet *: \[secret\]/);
        for (const secret of [token.value, oidcToken, issuer.requestToken]) {
          assert.ok(!shown.includes(secret), "a secret was shown");
        }
        const signedIn = { tenantId: tenantA, clientId, by: "federated token" };
        assert.deepEqual(entra.signIns, [signedIn, signedIn], "once a day");
      } finally {
        await project.end();
      }
    });
  }
});

/** The texts that shells run: GitHub's `run`, Azure's `script` and `inlineScript`, GitLab's `before_script` and `script`. */
function scriptsOf(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => {
    const isScript = key === "run" || /script$/i.test(key);
    const texts = [value].flat().filter((text) => typeof text === "string");
    return isScript && texts.length > 0 ? texts : scriptsOf(value);
  });
}
