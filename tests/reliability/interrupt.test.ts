import assert from "node:assert/strict";
import type { Hold } from "../emulator";
import type { Project } from "./project";
import {
  allArrived,
  asked,
  assertNothingActive,
  assertStateIsSound,
  holdIssues,
  holdRevocations,
  issued,
  release,
  startBetweenStages,
  type Subject,
} from "./stages";

describe("Ctrl-C, once, at every stage of create, update and delete", function () {
  this.timeout(90_000);
  let project: Project;
  let subjects: readonly Subject[];
  beforeEach(async () => {
    ({ project, subjects } = await startBetweenStages());
  });
  afterEach(() => project.remove());

  it("what is under way is finished and recorded, and nothing is asked for again", async () => {
    assert.notEqual(await interrupted(project, "up", holdIssues(project, subjects)), 0);
    await assertStateIsSound(project, subjects);
    project.emulator.clearFaults();
    project.emulator.requests.clear();
    await project.run("up");
    assert.deepEqual(project.emulator.requests.lines(), []);
    for (const subject of subjects) {
      const { name, profileId } = subject;
      assert.equal(issued(project.emulator, profileId), asked(subject), name);
    }

    // All deletes were under way: with them the destroy is done.
    assert.equal(await interrupted(project, "destroy", holdRevocations(project, subjects)), 0);
    assert.deepEqual((await project.stored()).tokens, []);
    assertNothingActive(project.emulator);
  });
});

/** Runs a command, interrupts it where its requests are held, and lets them go on. Resolves with the exit code. */
async function interrupted(
  project: Project,
  command: string,
  holds: readonly Hold[],
): Promise<number | null> {
  const run = project.start(command);
  await allArrived(holds, run);
  run.interrupt();
  await run.says(/\^C received/);
  release(holds);
  return run.ended();
}
