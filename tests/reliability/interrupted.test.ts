import assert from "node:assert/strict";
import { relative } from "node:path";
import { endProjects, type Project } from "../engine/project";
import {
  again,
  assertLockedElsewhere,
  assertNothingActive,
  assertStateIsSound,
  beforeCommit,
  declared,
  type Held,
  issuedInVain,
  startBetweenStages,
  type Subject,
  upHeld,
} from "./stages";

// kill.long.ts kills each process at each stage of each operation; this is one life of one stack.
describe("an up that is interrupted at every stage of create and update", function () {
  this.timeout(120_000);
  let project: Project;
  let subjects: readonly Subject[];
  let held: Held;

  before(async () => {
    // The harsher of two services: an earlier token lives on until it is revoked.
    ({ project, subjects } = await startBetweenStages({ earlierToken: "lives on" }));
  });
  after(endProjects);

  it("locks the stack: another machine's up says so, and asks nothing", async () => {
    held = await upHeld(project, subjects);
    await assertLockedElsewhere(project);
  });

  it("by one Ctrl-C: records what is under way, and the next up asks nothing", async () => {
    held.run.interrupt();
    await held.run.says(/\^C received/);
    held.release();
    assert.notEqual(await held.run.ended(), 0);
    await assertStateIsSound(project, subjects);
    project.requests();
    await project.up();
    assert.deepEqual(project.requests(), []);
    for (const subject of subjects) assert.equal(issuedInVain(project, subject), 0, subject.name);
  });

  it("by kill -9 of the engine: the next up issues once more at most", async () => {
    await project.declare(declared(subjects, 10_800));
    held = await upHeld(project, subjects);
    await held.run.kill("engine");
    await held.run.ended();
    await held.run.clear();
    project.emulator.clearFaults();
    assert.equal(await again(project, "up"), "after pulumi cancel");
    await assertStateIsSound(project, subjects);
    for (const subject of subjects) {
      const lost = beforeCommit.includes(subject.stage) ? 0 : 1;
      assert.equal(issuedInVain(project, subject, 2), lost, `${subject.name} ${subject.stage}`);
    }
  });

  it("leaves no file beside the state that could be left half written", async () => {
    const paths = (await project.files()).map(({ path }) => relative(project.folder, path));
    const state = ".pulumi/stacks/under-test/dev.json";
    assert.deepEqual(paths.filter((path) => path.startsWith(state)).sort(), [state, `${state}.bak`]);
    assert.deepEqual(
      paths.filter((path) => path.endsWith(".attrs")),
      [],
    );
  });

  it("and a destroy leaves nothing active", async () => {
    await project.destroy();
    assertNothingActive(project);
  });
});
