import assert from "node:assert/strict";
import { signInTo } from "../../provider/src/auth/signIn";
import { readSettings } from "../../provider/src/config/settings";
import { clientId, domainA, readWrite, startManagedIdentity, tenantA, tenantB } from "../entra";
import { TestClock } from "../lifecycle/harness";
import { application, atEnd, endScenes, type Scene, setEnvironment, startScene, type Texts } from "./harness";

/** What is said of a sign-in under this configuration and environment. */
function said(given: Texts): string {
  const lines: string[] = [];
  const all: Texts = { tenantId: "t", ...given };
  const settings = readSettings((name) => all[name], given);
  signInTo(settings, settings.tenantId, {
    clock: new TestClock(),
    notify: () => undefined,
    debug: (line) => lines.push(line),
  });
  return lines.join();
}

const [graph, login] = ["https://graph.microsoft.com", "https://login.microsoftonline.com"];
const own = { graphEndpoint: "https://graph.example/", authorityHost: "https://login.example/" };
const clouds: readonly (readonly [
  law: string,
  configs: readonly Texts[],
  graph: string,
  authority: string,
])[] = [
  ["is the public one by default", [{}, ...named("public", "global", "AzureCloud")], graph, login],
  [
    "may be that of US governments",
    named("usgovernment", "usgovernmentl4", "AzureUSGovernment"),
    "https://graph.microsoft.us",
    "https://login.microsoftonline.us",
  ],
  [
    "may be that of the US Department of Defense",
    named("dod", "usgovernmentl5"),
    "https://dod-graph.microsoft.us",
    "https://login.microsoftonline.us",
  ],
  [
    "may be that of China",
    named("china", "AzureChinaCloud"),
    "https://microsoftgraph.chinacloudapi.cn",
    "https://login.chinacloudapi.cn",
  ],
  [
    "may be one that nobody else reaches",
    [{ environment: "usgovernment", ...own }],
    "https://graph.example",
    "https://login.example",
  ],
  [
    "keeps its authority if only Graph is another",
    [{ environment: "china", graphEndpoint: "https://graph.example" }],
    "https://graph.example",
    "https://login.chinacloudapi.cn",
  ],
];

/** The same cloud by each of its names, in the configuration and in the environment. */
function named(...names: readonly string[]): readonly Texts[] {
  return names.flatMap((name) => [{ environment: name }, { ARM_ENVIRONMENT: name }]);
}

describe("the cloud to sign in to", () => {
  for (const [law, configs, graphEndpoint, authority] of clouds) {
    it(law, () => {
      for (const config of configs)
        assert.ok(said(config).endsWith(`; ${graphEndpoint}/.default from ${authority}.`), said(config));
    });
  }
});

describe("a tenant that is named by its domain", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  async function given(tenantId: string, named = domainA): Promise<Scene> {
    const scene = await startScene({ config: { clientId: "", accessToken: "", tenantId: named } });
    setEnvironment({ ARM_ACCESS_TOKEN: await scene.accessTokenOf({ tenantId }) });
    return scene;
  }

  it("takes its access token, and its id is looked up once", async () => {
    const scene = await given(tenantA);
    await Promise.all([scene.issue(), scene.issue(), scene.issue({ tenantId: domainA.toUpperCase() })]);
    assert.equal(scene.issued, 3);
    assert.deepEqual(scene.entra.lookedUp, [domainA]);
  });

  it("refuses another tenant's access token before anything is called", async () => {
    const scene = await given(tenantB);
    const expected = `A given access token signs in to tenant ${tenantB}, but the resource is in tenant ${domainA}`;
    assert.ok((await scene.failure()).startsWith(expected));
    assert.deepEqual(scene.graph.requests.all(), []);
  });

  it("refuses another tenant's managed identity", async () => {
    const scene = await startScene({ config: { useMsi: "true", clientId: "", tenantId: domainA } });
    const machine = atEnd(
      await startManagedIdentity({
        accessTokens: scene.entra.accessTokens,
        tenantId: tenantB,
        systemAssigned: clientId,
        userAssigned: [],
        permissions: [readWrite],
      }),
    );
    const { error = "" } = await scene.issueInOwnProcess(machine.imds);
    assert.ok(error.startsWith(`A managed identity signs in to tenant ${tenantB}, but`), error);
    assert.deepEqual(scene.graph.requests.all(), []);
  });

  it("that does not exist is an error, and is looked up again the next time", async () => {
    const scene = await given(tenantA, "nowhere.example");
    assert.match(
      await scene.failure(),
      /^The id of tenant nowhere\.example could not be looked up at https:.* \(HTTP 400\).*: correct the name, or set/,
    );
    await scene.failure();
    assert.deepEqual(scene.entra.lookedUp, ["nowhere.example", "nowhere.example"]);
    assert.deepEqual(scene.graph.requests.all(), []);
  });

  it("signs an application in at that name, which needs no look-up of its own", async () => {
    const scene = await startScene({ ...application, config: { ...application.config, tenantId: domainA } });
    await scene.issue();
    assert.equal(scene.entra.signIns.length, 1);
    // MSAL's own.
    assert.equal(scene.entra.lookedUp.length, 1);
  });

  it("and a name that stands for any tenant takes any access token", async () => {
    const scene = await given(tenantB, "organizations");
    await scene.issue();
    assert.equal(scene.issued, 1);
  });
});
