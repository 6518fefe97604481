import { endProjects, Project } from "../engine/project";
import { type Driver, type Matrix, runMatrix, subjectNames } from "./matrix";
import { itHoldsTheLaws } from "./matrixLaws";

describe("on the real engine, each fault at each request of each operation", function () {
  this.timeout(180_000);
  let matrix: Matrix;
  before(async () => {
    matrix = await runMatrix(await startDriver());
  });
  after(endProjects);

  itHoldsTheLaws(() => matrix);
});

/** One stack with a resource for each cell. That no token is said or written is looked at when it ends. */
async function startDriver(): Promise<Driver> {
  const config = {
    "intune:apiVersion": "v1.0",
    "intune:propagationTimeoutInSeconds": "0.5",
    "intune:requestTimeoutInSeconds": "1",
  };
  const project = await Project.start({ config });
  const { emulator } = project;
  const subjects = subjectNames.map((name) => ({
    name,
    emulator,
    profileId: emulator.addProfile("androidForWork").id,
  }));
  return {
    subjects,
    declare: (tokenValidityInSeconds) =>
      project.declare(
        Object.fromEntries(
          subjects.map(({ name, profileId }) => [name, { profileId, tokenValidityInSeconds }]),
        ),
      ),
    run: async (command) => {
      const more = command === "refresh" ? [] : ["--continue-on-error"];
      const run = project.start(command, "--parallel", "100", ...more);
      await run.ended();
      const failed = [...run.said.matchAll(/EnrollmentToken \((.+)\):\n {4}error:/g)];
      return new Set(failed.map(([, name = ""]) => name));
    },
    stored: async () => {
      const stored = [...(await project.stored())];
      return new Map(
        stored.map(([name, { outputs }]) => [
          name,
          { tokenValue: outputs.tokenValue, pending: outputs.pendingIssue !== undefined },
        ]),
      );
    },
  };
}
