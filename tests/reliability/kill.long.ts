import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { endProjects, Project } from "../engine/project";
import type { Part } from "../engine/run";
import { pendingIn } from "../engine/stored";
import {
  again,
  assertNothingActive,
  assertStateIsSound,
  beforeCommit,
  destroyHeld,
  type Held,
  issuedInVain,
  startBetweenStages,
  upHeld,
} from "./stages";

describe("kill -9 at every stage of create, update and delete", function () {
  this.timeout(120_000);
  afterEach(endProjects);

  for (const part of ["provider", "language host", "engine"] as const) {
    it(`${part}: the next up is sound and issues once more at most, destroy revokes all`, async () => {
      // The harsher of two services: an earlier token lives on until it is revoked.
      const { project, subjects } = await startBetweenStages({ earlierToken: "lives on" });
      await kill(await upHeld(project, subjects), part, project);
      assert.equal(await again(project, "up"), part === "engine" ? "after pulumi cancel" : "at once");
      await assertStateIsSound(project, subjects);
      for (const subject of subjects) {
        // What the language host began is finished by the engine.
        const lost = part !== "language host" && !beforeCommit.includes(subject.stage);
        assert.equal(issuedInVain(project, subject), lost ? 1 : 0, `${subject.name} ${subject.stage}`);
      }
      await kill(await destroyHeld(project, subjects), part, project);
      await again(project, "destroy");
      assert.equal((await project.stored()).size, 0);
      assertNothingActive(project);
    });
  }

  it("what a killed engine left pending is cleared as Pulumi says", async () => {
    const { project, subjects } = await startBetweenStages({ earlierToken: "invalidated" });
    await kill(await upHeld(project, subjects), "engine", project);
    assert.deepEqual(
      pendingIn(await project.export()),
      subjects.map(({ name, operation }) => `${operation === "create" ? "creating" : "updating"} ${name}`),
    );
    await project.run("cancel", "--yes", "--stack", "dev");
    const before = project.emulator.tokens().length;
    await project.refresh("--clear-pending-creates");
    assert.deepEqual(pendingIn(await project.export()), []);
    assert.equal(project.emulator.tokens().length, before);

    await project.up();
    await assertStateIsSound(project, subjects);
    await project.destroy();
    assertNothingActive(project);
  });

  it("a destroy that Ctrl-C interrupts is done, since all its deletes were under way", async () => {
    const { project, subjects } = await startBetweenStages();
    await project.up();
    const held = await destroyHeld(project, subjects);
    held.run.interrupt();
    await held.run.says(/\^C received/);
    held.release();
    assert.equal(await held.run.ended(), 0);
    assert.equal((await project.stored()).size, 0);
    assertNothingActive(project);
  });

  it("a half written file of attributes stops every command, until it is removed", async () => {
    const project = await Project.start();
    const { id: profileId } = project.emulator.addProfile("androidForWork");
    await project.declare({ kiosk: { profileId, tokenValidityInSeconds: 3600 } });
    await project.up();
    project.requests();
    const folder = join(project.folder, "plain");
    await mkdir(folder);
    await project.moveTo({ PULUMI_BACKEND_URL: `file://${folder}` });
    const attributes = join(folder, ".pulumi/stacks/under-test/dev.json.attrs");
    await writeFile(attributes, "");
    for (const command of ["up", "refresh", "destroy"]) {
      await assert.rejects(project.run(command), /failed to load checkpoint: EOF/, command);
    }
    await rm(attributes);
    await project.up();
    assert.deepEqual(project.requests(), []);
  });
});

/** Ends one of the processes of a command where its requests are held, and waits for the engine. */
async function kill(held: Held, part: Part, { emulator }: Project): Promise<void> {
  await held.run.kill(part);
  // Without its language host the engine finishes what is under way; a dead client is never answered.
  if (part === "language host") held.release();
  await held.run.ended();
  await held.run.clear();
  emulator.clearFaults();
}
