import assert from "node:assert/strict";
import { clientId, installBrowser, installTools, tenantA } from "../entra";
import { endScenes, type Scene, setEnvironment, startScene, temporaryFolder } from "./harness";

const azureCliApp = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

describe("signing in with a device code or a browser", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  /** A person who types in the code as soon as it is shown. */
  async function startWithCode(permissions?: readonly string[]): Promise<Scene> {
    const scene = await startScene({
      ...(permissions && { app: { permissions } }),
      config: { credential: "deviceCode" },
    });
    scene.onNotice = (message) => {
      scene.entra.deviceCodes.approve(message);
    };
    return scene;
  }

  it("with a device code, which the person is shown once", async () => {
    const scene = await startWithCode();
    await Promise.all([scene.issue(), scene.issue()]);
    assert.deepEqual(scene.entra.signIns, [{ tenantId: tenantA, clientId, by: "device code" }]);
    assert.equal(scene.notices.length, 1);
    assert.match(scene.notices.join(), /open the page https:.* and enter the code/);
  });

  it("with a device code that the person types in after a while", async () => {
    const scene = await startScene({ config: { credential: "deviceCode" } });
    const { deviceCodes } = scene.entra;
    const redeem = deviceCodes.redeem.bind(deviceCodes);
    deviceCodes.redeem = (deviceCode) => {
      if (deviceCodes.pending === 2) deviceCodes.approve(scene.notices.join());
      redeem(deviceCode);
    };
    await scene.issue();
    assert.equal(deviceCodes.pending, 2);
  });

  it("without the permission: the error says that it is a delegated one", async () => {
    const scene = await startWithCode(["User.Read"]);
    assert.match(
      await scene.failure(),
      /is missing: grant it as delegated permission.* delegated of application .* carries User\.Read\./,
    );
  });

  it("in the browser", async function () {
    // Elsewhere the page is opened by other means than a program in PATH.
    if (process.platform !== "linux") this.skip();
    const scene = await startScene({ config: { credential: "browser" } });
    const PATH = await installBrowser(await temporaryFolder());
    const { error } = await scene.issueInOwnProcess({ PATH });
    assert.equal(error, undefined);
    assert.deepEqual(scene.entra.signIns, [{ tenantId: tenantA, clientId, by: "browser" }]);
  });
});

describe("signing in with a tool that somebody has signed in to", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  /** Tools that are signed in as an application, by default one that has the permission. */
  async function signedIn(scene: Scene, as: Parameters<Scene["accessTokenOf"]>[0] = {}) {
    const expires = new Date(Date.now() + 3_600_000);
    const tools = await installTools(await temporaryFolder(), await scene.accessTokenOf(as), expires);
    setEnvironment({ PATH: tools.path });
    return tools;
  }

  for (const [name, tool, config, called] of [
    [
      "the Azure CLI",
      "az",
      { useCli: "true" },
      /^account get-access-token --output json --resource https:\S+ --tenant aaaaaaaa-\S+$/,
    ],
    [
      "the Azure Developer CLI",
      "azd",
      { credential: "azureDeveloperCli" },
      /^auth token .*--tenant-id aaaaaaaa-/,
    ],
    // Azure PowerShell is first asked whether it is there.
    ["Azure PowerShell", "pwsh", { credential: "azurePowerShell" }, /^\/\?,/],
  ] as const) {
    it(`${name}, which is asked once`, async () => {
      const scene = await startScene({ config });
      const tools = await signedIn(scene);
      await Promise.all([scene.issue(), scene.issue()]);
      assert.match((await tools.calls(tool)).join(), called);
    });
  }

  it("the Azure CLI that DefaultAzureCredential finds, if nothing is configured", async () => {
    const scene = await startScene({ config: { clientId: "" } });
    const tools = await signedIn(scene);
    // Keeps the chain from asking the network whether this machine is one of Azure's.
    setEnvironment({ PATH: tools.path, AZURE_TOKEN_CREDENTIALS: "AzureCliCredential" });
    await scene.issue();
    assert.equal((await tools.calls("az")).length, 1);
  });

  it("none that DefaultAzureCredential finds: what to do comes first, the attempts at debug level, once", async () => {
    const environment = { AZURE_TOKEN_CREDENTIALS: "AzureCliCredential", PATH: await temporaryFolder() };
    const config = { clientId: "", tenantId: "" };
    const quiet = await startScene({ config, environment });
    assert.match(
      await quiet.failure(),
      /^DefaultAzureCredential found no way to sign in on this machine: set intune:tenantId, .*With intune:debug each attempt is shown\.$/,
    );
    const talkative = await startScene({ config: { ...config, debug: "true" }, environment });
    for (let times = 0; times < 3; times++) await talkative.failure();
    const [attempts = "", ...more] = talkative.notices.filter((notice) =>
      notice.startsWith("What DefaultAzureCredential tried"),
    );
    assert.deepEqual(more, []);
    assert.match(
      attempts,
      /CredentialUnavailableError: Azure CLI could not be found\. Please visit https:\/\/\S+ /,
    );
  });

  it("the Azure CLI's own application: the error says that it cannot carry the permission", async () => {
    const scene = await startScene({ config: { useCli: "true" } });
    await signedIn(scene, { clientId: azureCliApp, permissions: ["Directory.AccessAsUser.All"] });
    assert.match(
      await scene.failure(),
      /the Azure CLI's own application cannot be granted it: sign in through an app registration/,
    );
  });

  it("no Azure CLI: the error says what to do", async () => {
    const PATH = await temporaryFolder();
    const scene = await startScene({ config: { useCli: "true" }, environment: { PATH } });
    assert.match(await scene.failure(), /Azure CLI could not be found.*Run `az login --tenant aaaaaaaa-/);
  });
});

describe("a given access token", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  async function given(as: Parameters<Scene["accessTokenOf"]>[0] = {}): Promise<Scene> {
    const scene = await startScene({ config: { clientId: "", accessToken: "" } });
    setEnvironment({ ARM_ACCESS_TOKEN: await scene.accessTokenOf(as) });
    return scene;
  }

  it("is used as it is", async () => {
    const scene = await given();
    await scene.issue();
    assert.deepEqual(scene.entra.signIns, []);
  });

  for (const [name, as, message] of [
    [
      "of another tenant",
      { tenantId: "99999999-9999-4999-8999-999999999999" },
      /^A given access token signs in to tenant 99999999-.*, but the resource is in tenant aaaaaaaa-/,
    ],
    [
      "that has expired",
      { lifetimeInSeconds: -60 },
      /^The access token in ARM_ACCESS_TOKEN expired on 20.*: give a fresh one\.$/,
    ],
  ] as const) {
    it(`${name} is an error before anything is called`, async () => {
      const scene = await given(as);
      assert.match(await scene.failure(), message);
      assert.deepEqual(scene.graph.requests.all(), []);
    });
  }

  it("that Graph refuses is not sent again, and the error says why", async () => {
    const scene = await given();
    scene.entra.accessTokens.revoke(process.env.ARM_ACCESS_TOKEN ?? "");
    assert.match(await scene.failure(), /The access token was refused, and the credential has no other/);
    assert.equal(scene.graph.requests.all().length, 1);
  });
});
