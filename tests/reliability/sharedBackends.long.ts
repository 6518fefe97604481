import assert from "node:assert/strict";
import type { Backend } from "./backends/backend";
import { startAzureBlob } from "./backends/azureBlob";
import { startPostgres } from "./backends/postgres";
import { Project } from "./project";
import { assertOneAtATime } from "./twoMachines";

for (const [name, start] of [
  ["Azure Blob storage", startAzureBlob],
  ["PostgreSQL", startPostgres],
] as const) {
  describe(`state in ${name}`, function () {
    this.timeout(240_000);
    let backend: Backend | undefined;
    let project: Project;
    before(async function () {
      try {
        backend = await start();
      } catch (error) {
        process.stderr.write(`${name} cannot be tried here: ${String(error)}\n`);
        this.skip();
      }
    });
    after(() => backend?.stop());
    beforeEach(async () => {
      project = await Project.start();
    });
    afterEach(() => project.remove());

    it("a stack moves there from the file backend: the next up changes nothing and asks nothing", async () => {
      const { id: profileId } = project.emulator.addProfile("androidForWork");
      await project.declare({ kiosk: { profileId, tokenValidityInSeconds: 3600 } });
      await project.run("up");
      const before = await project.stored();
      assert.ok(backend);
      await project.moveTo(backend);
      project.emulator.requests.clear();
      await project.run("up");
      assert.deepEqual(project.emulator.requests.lines(), []);
      assert.deepEqual(await project.stored(), before);
      await project.run("destroy");
      await project.run("stack", "rm", "--stack", "dev", "--yes", "--preserve-config");
      assert.equal(project.emulator.tokens()[0]?.state, "revoked");
    });

    it("of two pulumi up at once one proceeds, the other says that the stack is locked, and nothing is lost", async () => {
      assert.ok(backend);
      await project.moveTo(backend);
      await assertOneAtATime(project);
    });
  });
}
