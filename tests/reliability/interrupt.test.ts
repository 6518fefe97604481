import assert from "node:assert/strict";
import { Project } from "./project";
import {
  addSubjects,
  allArrived,
  assertStateIsSound,
  declared,
  issued,
  issueStages,
  release,
  type Subject,
} from "./stages";

describe("Ctrl-C", function () {
  this.timeout(60_000);
  let project: Project;
  let subjects: readonly Subject[];
  beforeEach(async () => {
    project = await Project.start();
    subjects = addSubjects(project.emulator).filter(({ operation }) => operation === "create");
    await project.declare(declared(subjects, 3600));
  });
  afterEach(() => project.remove());

  it("once: what is under way is finished and recorded, and the next up issues nothing again", async () => {
    const holds = subjects.map(({ stage, profileId }) => issueStages[stage](project.emulator, profileId));
    const run = project.start("up");
    await allArrived(holds, run);
    run.interrupt();
    await run.says(/\^C received/);
    release(holds);
    assert.notEqual(await run.ended(), 0);
    await assertStateIsSound(project, subjects);

    project.emulator.requests.clear();
    await project.run("up");
    assert.deepEqual(project.emulator.requests.lines(), []);
    for (const { name, profileId } of subjects) assert.equal(issued(project.emulator, profileId), 1, name);
  });
});
