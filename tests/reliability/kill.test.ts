import assert from "node:assert/strict";
import type { Part } from "./engineRun";
import { Project } from "./project";
import {
  addSubjects,
  allArrived,
  assertNothingActive,
  assertStateIsSound,
  declared,
  issued,
  issueStages,
  release,
  revokeStages,
  type Subject,
} from "./stages";

describe("kill -9 at every stage of create, update and delete", function () {
  this.timeout(90_000);
  let project: Project;
  let subjects: readonly Subject[];
  beforeEach(async () => {
    // The harsher of two services: an earlier token lives on until it is revoked.
    project = await Project.start({ behaviour: { earlierToken: "lives on" } });
    subjects = addSubjects(project.emulator);
    await project.declare(
      declared(
        subjects.filter(({ operation }) => operation === "update"),
        3600,
      ),
    );
    await project.run("up");
    await project.declare(declared(subjects, 7200));
  });
  afterEach(() => project.remove());

  for (const part of ["provider", "language host", "engine"] as const) {
    it(`${part}: the next up leaves a sound state with at most one re-issue, and destroy revokes everything`, async () => {
      await killed(project, "up", part, () => {
        return subjects.map(({ stage, profileId }) => issueStages[stage](project.emulator, profileId));
      });
      project.emulator.clearFaults();
      assert.equal(await again(project, "up"), part === "engine" ? "after pulumi cancel" : "at once");
      await assertStateIsSound(project, subjects);
      for (const { name, operation, stage, profileId } of subjects) {
        // What the language host began is finished by the engine. Before its commit, nothing was issued.
        const lost = part !== "language host" && stage !== "before the POST is committed";
        const wanted = operation === "create" ? 1 : 2;
        assert.equal(issued(project.emulator, profileId), wanted + (lost ? 1 : 0), `${name} ${stage}`);
      }

      const stages = Object.values(revokeStages);
      await killed(project, "destroy", part, () =>
        subjects.slice(2, 5).map(({ profileId }, index) => {
          const hold = stages[index];
          assert.ok(hold);
          return hold(project.emulator, profileId);
        }),
      );
      project.emulator.clearFaults();
      await again(project, "destroy");
      assert.deepEqual((await project.stored()).tokens, []);
      assertNothingActive(project.emulator);
    });
  }

  it("operations that a killed engine left pending are cleared as Pulumi says, and nothing is issued for it", async () => {
    await killed(project, "up", "engine", () =>
      subjects.map(({ stage, profileId }) => issueStages[stage](project.emulator, profileId)),
    );
    project.emulator.clearFaults();
    const { pendingOperations } = await project.stored();
    assert.deepEqual(
      pendingOperations,
      subjects.map(({ name, operation }) => `${operation === "create" ? "creating" : "updating"} ${name}`),
    );
    await project.run("cancel", "--yes", "--stack", "dev");
    const before = project.emulator.tokens().length;
    await project.run("refresh", "--clear-pending-creates");
    assert.deepEqual((await project.stored()).pendingOperations, []);
    assert.equal(project.emulator.tokens().length, before);
  });
});

/** Runs a command, ends one of its processes where its requests are held, and waits for the engine. */
async function killed(
  project: Project,
  command: string,
  part: Part,
  hold: () => readonly ReturnType<Project["emulator"]["hold"]>[],
): Promise<void> {
  const holds = hold();
  const run = project.start(command);
  await allArrived(holds, run);
  await run.kill(part);
  // Without its language host the engine finishes what is under way; a dead client is never answered.
  if (part === "language host") release(holds);
  await run.ended();
  await run.clear();
}

/** Runs the command again, after `pulumi cancel` where the killed run's lock remains. */
async function again(project: Project, command: string): Promise<"at once" | "after pulumi cancel"> {
  const run = project.start(command);
  if ((await run.ended()) === 0) return "at once";
  assert.match(run.everythingSaid, /the stack is currently locked by 1 lock.*pulumi cancel/);
  await project.run("cancel", "--yes", "--stack", "dev");
  await project.run(command);
  return "after pulumi cancel";
}
