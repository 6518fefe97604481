import assert from "node:assert/strict";
import type { Hold } from "../emulator";
import type { Part } from "./engineRun";
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
} from "./stages";

/** Until then nothing was issued that could be lost. */
const beforeCommit: readonly string[] = ["at the first read", "before the POST is committed"];

describe("kill -9 at every stage of create, update and delete", function () {
  this.timeout(90_000);
  let project: Project | undefined;
  afterEach(() => project?.remove());

  for (const part of ["provider", "language host", "engine"] as const) {
    it(`${part}: the next up leaves a sound state with at most one re-issue, and destroy revokes everything`, async () => {
      // The harsher of two services: an earlier token lives on until it is revoked.
      const started = await startBetweenStages({ earlierToken: "lives on" });
      const { subjects } = started;
      ({ project } = started);
      await killed(project, "up", part, holdIssues(project, subjects));
      project.emulator.clearFaults();
      assert.equal(await again(project, "up"), part === "engine" ? "after pulumi cancel" : "at once");
      await assertStateIsSound(project, subjects);
      for (const subject of subjects) {
        const { name, stage, profileId } = subject;
        // What the language host began is finished by the engine.
        const lost = part !== "language host" && !beforeCommit.includes(stage);
        const expected = asked(subject) + (lost ? 1 : 0);
        assert.equal(issued(project.emulator, profileId), expected, `${name} ${stage}`);
      }

      await killed(project, "destroy", part, holdRevocations(project, subjects.slice(3)));
      project.emulator.clearFaults();
      await again(project, "destroy");
      assert.deepEqual((await project.stored()).tokens, []);
      assertNothingActive(project.emulator);
    });
  }

  it("operations that a killed engine left pending are cleared as Pulumi says, and up and destroy leave nothing active", async () => {
    const started = await startBetweenStages({ earlierToken: "invalidated" });
    const { subjects } = started;
    ({ project } = started);
    await killed(project, "up", "engine", holdIssues(project, subjects));
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

    await project.run("up");
    await assertStateIsSound(project, subjects);
    await project.run("destroy");
    assertNothingActive(project.emulator);
  });
});

/** Runs a command, ends one of its processes where its requests are held, and waits for the engine. */
async function killed(project: Project, command: string, part: Part, holds: readonly Hold[]): Promise<void> {
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
