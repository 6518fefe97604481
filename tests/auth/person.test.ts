import assert from "node:assert/strict";
import { clientId, installBrowser, installTools, readWrite, tenantA } from "../entra";
import { endScenes, type Scene, setEnvironment, startScene, temporaryFolder } from "./harness";

const azureCliApp = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

describe("signing in as a person", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  it("with a device code, which the person is shown", async () => {
    const scene = await startScene({ config: { credential: "deviceCode" } });
    scene.onNotice = (message) => {
      scene.entra.deviceCodes.approve(message);
    };
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

  it("with a device code, without the permission: the error says that it is a delegated one", async () => {
    const scene = await startScene({
      app: { permissions: ["User.Read"] },
      config: { credential: "deviceCode" },
    });
    scene.onNotice = (message) => {
      scene.entra.deviceCodes.approve(message);
    };
    const message = await scene.failure();
    assert.match(
      message,
      /is missing: grant it as delegated permission.* delegated of application .* carries User\.Read\./,
    );
  });

  it("in the browser", async function () {
    // Elsewhere the page is opened by other means than the variable.
    if (process.platform !== "linux") this.skip();
    const scene = await startScene({ config: { credential: "browser" } });
    const PATH = await installBrowser(await temporaryFolder());
    const { error } = await scene.issueInOwnProcess({ PATH });
    assert.equal(error, undefined);
    assert.partialDeepStrictEqual(scene.entra.signIns, [{ tenantId: tenantA, clientId, by: "browser" }]);
    assert.equal(scene.entra.signIns.length, 1);
  });

  /** Tools that are signed in as their own application. */
  async function signedIn({ entra, graph }: Scene, applicationId: string, permissions: readonly string[]) {
    const audience = graph.url;
    const request = {
      tenantId: tenantA,
      clientId: applicationId,
      audience,
      lifetimeInSeconds: 3600,
      permissions,
    };
    const accessToken = await entra.accessTokens.issue({ ...request, kind: "delegated" });
    const expires = new Date(Date.now() + 3_600_000);
    const tools = await installTools(await temporaryFolder(), accessToken, expires);
    setEnvironment({ PATH: tools.path });
    return tools;
  }

  it("of the Azure CLI", async () => {
    const scene = await startScene({ config: { useCli: "true" } });
    const tools = await signedIn(scene, "an-app-with-permission", [readWrite]);
    await Promise.all([scene.issue(), scene.issue()]);
    assert.deepEqual(await tools.calls("az"), [
      `account get-access-token --output json --resource ${scene.graph.url} --tenant ${tenantA}`,
    ]);
  });

  it("of the Azure CLI that DefaultAzureCredential finds, where nothing is said", async () => {
    const scene = await startScene({ config: { clientId: "" } });
    const tools = await signedIn(scene, "an-app-with-permission", [readWrite]);
    // Keeps the chain from asking the network whether this machine is one of Azure's.
    setEnvironment({ PATH: tools.path, AZURE_TOKEN_CREDENTIALS: "AzureCliCredential" });
    await scene.issue();
    assert.equal((await tools.calls("az")).length, 1);
  });

  it("of nobody whom DefaultAzureCredential finds: what to do comes first, and the attempts only if asked for, once", async () => {
    const environment = { AZURE_TOKEN_CREDENTIALS: "AzureCliCredential", PATH: await temporaryFolder() };
    const config = { clientId: "", tenantId: "" };
    const quiet = await startScene({ config, environment });
    assert.match(
      await quiet.failure(),
      /^DefaultAzureCredential found no way to sign in on this machine: set intune:tenantId, .*With intune:debug each attempt is shown\.$/,
    );
    const talkative = await startScene({ config: { ...config, debug: "true" }, environment });
    for (let times = 0; times < 3; times++) await talkative.failure();
    const attempts = talkative.notices.filter((notice) =>
      notice.startsWith("What DefaultAzureCredential tried"),
    );
    assert.equal(attempts.length, 1);
    assert.match(
      attempts.join(),
      /CredentialUnavailableError: Azure CLI could not be found\. Please visit https:\/\/\S+ /,
    );
  });

  it("of the Azure CLI's own application: the error says that it cannot carry the permission", async () => {
    const scene = await startScene({ config: { useCli: "true" } });
    await signedIn(scene, azureCliApp, ["Directory.AccessAsUser.All"]);
    const message = await scene.failure();
    assert.match(
      message,
      /the Azure CLI's own application cannot be granted it: sign in through an app registration/,
    );
  });

  it("of the Azure Developer CLI", async () => {
    const scene = await startScene({ config: { credential: "azureDeveloperCli" } });
    const tools = await signedIn(scene, "an-app-with-permission", [readWrite]);
    await scene.issue();
    assert.match((await tools.calls("azd")).join(), new RegExp(`auth token .*--tenant-id ${tenantA}`));
  });

  it("of Azure PowerShell", async () => {
    const scene = await startScene({ config: { credential: "azurePowerShell" } });
    const tools = await signedIn(scene, "an-app-with-permission", [readWrite]);
    await scene.issue();
    assert.deepEqual((await tools.calls("pwsh"))[0], "/?");
  });

  it("of the Azure CLI, where there is none: the error says what to do", async () => {
    const scene = await startScene({
      config: { useCli: "true" },
      environment: { PATH: await temporaryFolder() },
    });
    assert.match(await scene.failure(), /Azure CLI could not be found.*Run `az login --tenant aaaaaaaa-/);
  });
});

describe("a given access token", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  const config = { clientId: "", accessToken: "" };
  async function given(tenantId: string, lifetimeInSeconds: number): Promise<Scene> {
    const scene = await startScene({ config });
    const audience = scene.graph.url;
    const request = { tenantId, clientId, audience, lifetimeInSeconds, permissions: [readWrite] };
    const accessToken = await scene.entra.accessTokens.issue({ ...request, kind: "delegated" });
    setEnvironment({ ARM_ACCESS_TOKEN: accessToken });
    return scene;
  }

  it("is used as it is", async () => {
    const scene = await given(tenantA, 3600);
    await scene.issue();
    assert.deepEqual(scene.entra.signIns, []);
  });

  it("of another tenant is an error before anything is called", async () => {
    const scene = await given("99999999-9999-4999-8999-999999999999", 3600);
    assert.match(
      await scene.failure(),
      /^A given access token signs in to tenant 99999999-.*, but the resource is in tenant aaaaaaaa-/,
    );
    assert.deepEqual(scene.graph.requests.all(), []);
  });

  it("that has expired is an error before anything is called", async () => {
    const scene = await given(tenantA, -60);
    assert.match(
      await scene.failure(),
      /^The access token in ARM_ACCESS_TOKEN expired on 20.*: give a fresh one\.$/,
    );
    assert.deepEqual(scene.graph.requests.all(), []);
  });

  it("that Graph refuses is not sent again, and the error says that there is no other", async () => {
    const scene = await given(tenantA, 3600);
    scene.entra.accessTokens.revoke(process.env.ARM_ACCESS_TOKEN ?? "");
    assert.match(await scene.failure(), /The access token was refused, and the credential has no other/);
    assert.equal(scene.graph.requests.all().length, 1);
  });
});
