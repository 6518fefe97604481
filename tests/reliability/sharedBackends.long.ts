import assert from "node:assert/strict";
import type { Backend } from "./backends/backend";
import { startAzureBlob } from "./backends/azureBlob";
import { startPostgres } from "./backends/postgres";
import { endProjects, Project } from "../engine/project";
import {
  assertLockedElsewhere,
  assertStateIsSound,
  issuedInVain,
  startBetweenStages,
  upHeld,
} from "./stages";

for (const [name, start] of [
  ["Azure Blob storage", startAzureBlob],
  ["PostgreSQL", startPostgres],
] as const) {
  describe(`state in ${name}`, function () {
    this.timeout(240_000);
    let backend: Backend | undefined;
    before(async function () {
      try {
        backend = await start();
      } catch (error) {
        process.stderr.write(`${name} cannot be tried here: ${String(error)}\n`);
        this.skip();
      }
    });
    after(() => backend?.stop());
    afterEach(endProjects);

    const moveThere = async (project: Project) => {
      assert.ok(backend);
      await project.moveTo({ ...backend.environment, PULUMI_BACKEND_URL: backend.url });
      project.requests();
    };

    it("a stack moves there: the next up changes nothing and asks nothing", async () => {
      const project = await Project.start();
      const { id: profileId } = project.emulator.addProfile("androidForWork");
      await project.declare({ kiosk: { profileId, tokenValidityInSeconds: 3600 } });
      await project.up();
      const before = await project.stored();
      await moveThere(project);
      await project.up();
      assert.deepEqual(project.requests(), []);
      assert.deepEqual(await project.stored(), before);
      await project.destroy();
      await project.run("stack", "rm", "--stack", "dev", "--yes", "--preserve-config");
      assert.equal(project.emulator.tokens()[0]?.state, "revoked");
    });

    it("of two ups at once one proceeds, the other says that the stack is locked", async () => {
      const { project, subjects } = await startBetweenStages();
      await moveThere(project);
      const held = await upHeld(project, subjects);
      await assertLockedElsewhere(project);
      held.release();
      assert.equal(await held.run.ended(), 0, held.run.said);
      await assertStateIsSound(project, subjects);
      for (const subject of subjects) assert.equal(issuedInVain(project, subject), 0, subject.name);
    });
  });
}
