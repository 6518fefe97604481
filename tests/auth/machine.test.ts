import assert from "node:assert/strict";
import { readWrite, startManagedIdentity, tenantA, tenantB } from "../entra";
import { atEnd, endScenes, type Scene, startScene } from "./harness";

const systemAssigned = "eeeeeeee-5555-4555-8555-555555555555";
const assigned = "ffffffff-6666-4666-8666-666666666666";

const resourceId =
  "/subscriptions/s-1/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/deployer";

describe("signing in as the machine", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  /** A machine in tenant A whose endpoints hand out access tokens of Microsoft Entra. */
  const machineOf = async ({ entra }: Scene, permissions = [readWrite]) =>
    atEnd(
      await startManagedIdentity({
        accessTokens: entra.accessTokens,
        tenantId: tenantA,
        systemAssigned,
        userAssigned: [assigned],
        resourceIds: { [resourceId]: assigned },
        permissions,
      }),
    );

  for (const shape of ["imds", "appService"] as const) {
    const endpoint = shape === "imds" ? "IMDS" : "App Service";

    it(`by ${endpoint}, with the machine's own identity`, async () => {
      const scene = await startScene({ config: { useMsi: "true", clientId: "" } });
      const machine = await machineOf(scene);
      const { states, error } = await scene.issueInOwnProcess(machine[shape], 2);
      assert.equal(error, undefined);
      assert.equal(states.length, 2);
      assert.deepEqual(machine.asked, [endpoint]);
      assert.deepEqual(scene.entra.signIns, []);
    });

    it(`by ${endpoint}, with an identity assigned to it`, async () => {
      const scene = await startScene({ config: { useMsi: "true", clientId: assigned } });
      const machine = await machineOf(scene);
      const { error } = await scene.issueInOwnProcess(machine[shape]);
      assert.equal(error, undefined);
      assert.deepEqual(machine.asked, [`${endpoint} ${assigned}`]);
    });
  }

  for (const shape of ["imds", "appService"] as const) {
    it(`by ${shape}, with an assigned identity that is named by its resource id`, async () => {
      const scene = await startScene({ config: { useMsi: "true", clientId: resourceId } });
      const machine = await machineOf(scene);
      const { error } = await scene.issueInOwnProcess(machine[shape]);
      assert.equal(error, undefined);
      assert.match(machine.asked.join(), new RegExp(` ${assigned}$`));
    });
  }

  it("with an identity that is not assigned to it: the error says what to check", async () => {
    const scene = await startScene({ config: { useMsi: "true" } });
    const { error = "" } = await scene.issueInOwnProcess((await machineOf(scene)).appService);
    assert.match(
      error,
      /with a managed identity for .* failed: .*intune:clientId, if set, is the client id or resource id of one assigned/,
    );
    assert.doesNotMatch(error, /header-of-the-machine/);
  });

  it("for a tenant that is not the machine's: an error before Graph is called", async () => {
    const scene = await startScene({ config: { useMsi: "true", clientId: "", tenantId: tenantB } });
    const { error = "" } = await scene.issueInOwnProcess((await machineOf(scene)).imds);
    assert.match(
      error,
      new RegExp(`^A managed identity signs in to tenant ${tenantA}, but .* tenant ${tenantB}`),
    );
    assert.deepEqual(scene.graph.requests.all(), []);
  });

  it("without the permission: the error names permission, application and tenant", async () => {
    const scene = await startScene({ config: { useMsi: "true", clientId: "" } });
    const machine = await machineOf(scene, ["Device.Read.All"]);
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
