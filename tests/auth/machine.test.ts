import assert from "node:assert/strict";
import { readWrite, startManagedIdentity, tenantA, tenantB } from "../entra";
import { atEnd, endScenes, startScene, type Texts } from "./harness";

const systemAssigned = "eeeeeeee-5555-4555-8555-555555555555";
const assigned = "ffffffff-6666-4666-8666-666666666666";
const resourceId =
  "/subscriptions/s-1/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/deployer";

describe("signing in as the machine", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  /** A stack that runs on a machine in tenant A, whose endpoints hand out access tokens of Microsoft Entra. */
  async function onMachine(config: Texts, permissions = [readWrite]) {
    const scene = await startScene({ config: { useMsi: "true", ...config } });
    const machine = atEnd(
      await startManagedIdentity({
        accessTokens: scene.entra.accessTokens,
        tenantId: tenantA,
        systemAssigned,
        userAssigned: [assigned],
        resourceIds: { [resourceId]: assigned },
        permissions,
      }),
    );
    return { scene, machine };
  }

  for (const [shape, endpoint] of [
    ["imds", "IMDS"],
    ["appService", "App Service"],
  ] as const) {
    for (const [name, clientId, asked] of [
      ["the machine's own identity", "", endpoint],
      ["an identity assigned to it", assigned, `${endpoint} ${assigned}`],
      ["an assigned identity, named by its resource id", resourceId, `${endpoint} ${assigned}`],
    ] as const) {
      it(`by ${endpoint}, with ${name}`, async () => {
        const { scene, machine } = await onMachine({ clientId });
        const { states, error } = await scene.issueInOwnProcess(machine[shape], 2);
        assert.equal(error, undefined);
        assert.equal(states.length, 2);
        assert.deepEqual(machine.asked, [asked]);
        assert.deepEqual(scene.entra.signIns, []);
      });
    }
  }

  it("with an identity that is not assigned to it: the error says what to check", async () => {
    const { scene, machine } = await onMachine({});
    const { error = "" } = await scene.issueInOwnProcess(machine.appService);
    assert.match(
      error,
      /with a managed identity for .* failed: .*intune:clientId, if set, is the client id or resource id of one assigned/,
    );
    assert.doesNotMatch(error, /header-of-the-machine/);
  });

  it("for a tenant that is not the machine's: an error before Graph is called", async () => {
    const { scene, machine } = await onMachine({ clientId: "", tenantId: tenantB });
    const { error = "" } = await scene.issueInOwnProcess(machine.imds);
    assert.match(
      error,
      new RegExp(`^A managed identity signs in to tenant ${tenantA}, but .* tenant ${tenantB}`),
    );
    assert.deepEqual(scene.graph.requests.all(), []);
  });

  it("without the permission: the error names permission, application and tenant", async () => {
    const { scene, machine } = await onMachine({ clientId: "" }, ["Device.Read.All"]);
    const { error = "" } = await scene.issueInOwnProcess(machine.appService);
    assert.match(error, /Read\.All is missing: grant it as application permission/);
    assert.ok(
      error.includes(
        `app-only of application ${systemAssigned} in tenant ${tenantA} and carries Device.Read.All`,
      ),
      error,
    );
  });
});
