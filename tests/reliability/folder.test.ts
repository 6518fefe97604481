import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { filesBelow } from "../engine/files";
import { Project } from "./project";

const state = ".pulumi/stacks/reliability/dev.json";

describe("state in a folder, where the engine is killed as it writes it", function () {
  this.timeout(60_000);
  let project: Project;
  beforeEach(async () => {
    project = await Project.start();
    const { id: profileId } = project.emulator.addProfile("androidForWork");
    await project.declare({ kiosk: { profileId, tokenValidityInSeconds: 3600 } });
    await project.run("up");
    project.emulator.requests.clear();
  });
  afterEach(() => project.remove());

  it("metadata=skip: there is no file beside the state that could be left half written", async () => {
    const files = await filesBelow(join(project.folder, ".pulumi"));
    const paths = files.map(({ path }) => relative(project.folder, path)).sort();
    assert.deepEqual(
      paths.filter((path) => path.endsWith(".attrs")),
      [],
    );
    assert.deepEqual(
      paths.filter((path) => path.startsWith(state)),
      [state, `${state}.bak`],
    );
  });

  it("otherwise such a file stops every command, and up goes on as it was once that file is removed", async () => {
    const folder = join(project.folder, "plain");
    await mkdir(folder);
    await project.moveTo({ url: `file://${folder}`, environment: {} });
    const attributes = join(folder, `${state}.attrs`);
    await writeFile(attributes, "");
    for (const command of ["up", "refresh", "destroy"]) {
      await assert.rejects(project.run(command), /failed to load checkpoint: EOF/, command);
    }
    await rm(attributes);
    await project.run("up");
    assert.deepEqual(project.emulator.requests.lines(), []);
  });
});
