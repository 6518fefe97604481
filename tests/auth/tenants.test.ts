import assert from "node:assert/strict";
import { signInTo } from "../../provider/src/auth/signIn";
import { readSettings } from "../../provider/src/config/settings";
import { clientId, domainA, readWrite, startManagedIdentity, tenantA, tenantB } from "../entra";
import { TestClock } from "../lifecycle/harness";
import { type Scene, atEnd, endScenes, setEnvironment, startScene } from "./harness";

/** What is said of a sign-in under this configuration. */
function said(
  config: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): string {
  const lines: string[] = [];
  const all: Readonly<Record<string, string>> = { tenantId: "t", ...config };
  const settings = readSettings((name) => all[name], environment);
  signInTo(settings, settings.tenantId, {
    clock: new TestClock(),
    notify: () => undefined,
    debug: (line) => lines.push(line),
  });
  return lines.join();
}

const clouds: readonly [names: readonly string[], scope: string, authority: string][] = [
  [
    ["public", "global", "AzureCloud"],
    "https://graph.microsoft.com/.default",
    "https://login.microsoftonline.com",
  ],
  [
    ["usgovernment", "usgovernmentl4", "AzureUSGovernment"],
    "https://graph.microsoft.us/.default",
    "https://login.microsoftonline.us",
  ],
  [["dod", "usgovernmentl5"], "https://dod-graph.microsoft.us/.default", "https://login.microsoftonline.us"],
  [
    ["china", "AzureChinaCloud"],
    "https://microsoftgraph.chinacloudapi.cn/.default",
    "https://login.chinacloudapi.cn",
  ],
];

describe("the cloud to sign in to", () => {
  for (const [names, scope, authority] of clouds) {
    for (const name of names) {
      it(`${name}: ${scope} from ${authority}`, () => {
        assert.ok(said({ environment: name }).endsWith(`${scope} from ${authority}.`));
        assert.ok(said({}, { ARM_ENVIRONMENT: name }).endsWith(`${scope} from ${authority}.`));
      });
    }
  }

  it("is the public one where nothing is said", () => {
    assert.ok(
      said({}).endsWith("https://graph.microsoft.com/.default from https://login.microsoftonline.com."),
    );
  });

  it("may be one that nobody else reaches", () => {
    const config = {
      environment: "usgovernment",
      graphEndpoint: "https://graph.example/",
      authorityHost: "https://login.example/",
    };
    assert.ok(said(config).endsWith("https://graph.example/.default from https://login.example."));
  });

  it("keeps its authority where only the Graph is another", () => {
    const config = { environment: "china", graphEndpoint: "https://graph.example" };
    assert.ok(said(config).endsWith("https://graph.example/.default from https://login.chinacloudapi.cn."));
  });
});

const secret = "secret-of-the-application";

describe("a tenant that is named by its domain", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  const accessTokenFor = ({ entra, graph }: Scene, tenantId: string) =>
    entra.accessTokens.issue({
      tenantId,
      clientId,
      audience: graph.url,
      permissions: [readWrite],
      lifetimeInSeconds: 3600,
      kind: "delegated",
    });

  async function given(tenantId: string, config: Readonly<Record<string, string>> = {}): Promise<Scene> {
    const scene = await startScene({
      config: { clientId: "", accessToken: "", tenantId: domainA, ...config },
    });
    setEnvironment({ ARM_ACCESS_TOKEN: await accessTokenFor(scene, tenantId) });
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

  it("that there is not is an error that says so, and is looked up again when it is needed again", async () => {
    const scene = await given(tenantA, { tenantId: "nowhere.example" });
    assert.match(
      await scene.failure(),
      /^The id of tenant nowhere\.example could not be looked up at https:.* \(HTTP 400\).*: correct the name, or set/,
    );
    await scene.failure();
    assert.deepEqual(scene.entra.lookedUp, ["nowhere.example", "nowhere.example"]);
    assert.deepEqual(scene.graph.requests.all(), []);
  });

  it("signs an application in at that name, which needs no look-up of its own", async () => {
    const config = { clientSecret: secret, tenantId: domainA };
    const scene = await startScene({ app: { secrets: [secret] }, config });
    await scene.issue();
    assert.equal(scene.entra.signIns.length, 1);
    // MSAL's own.
    assert.equal(scene.entra.lookedUp.length, 1);
  });

  it("and a name that stands for any tenant takes any access token", async () => {
    const scene = await given(tenantB, { tenantId: "organizations" });
    await scene.issue();
    assert.equal(scene.issued, 1);
  });
});
