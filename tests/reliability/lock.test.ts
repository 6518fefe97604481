import { Project } from "./project";
import { assertOneAtATime } from "./twoMachines";

describe("two pulumi up at once on one file backend", function () {
  this.timeout(60_000);
  let project: Project;
  beforeEach(async () => {
    project = await Project.start();
  });
  afterEach(() => project.remove());

  it("one proceeds, the other says that the stack is locked, and nothing is lost", async () => {
    await assertOneAtATime(project);
  });
});
