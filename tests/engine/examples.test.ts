import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { repository } from "../../tools/repository";
import { greyOfModules, scan } from "../browser/scan";
import { modulesInTerminal } from "../browser/terminal";
import { endProjects, Project } from "./project";

const examples = join(repository, "examples");

/** Examples that other tests than examples.long.ts try: the one below, tests/pipelines and policy.long.ts. */
const triedElsewhere = ["kiosk", "kiosk-go", "kiosk-yaml", "pipelines", "policy"];

describe("the examples", function () {
  this.timeout(60_000);
  afterEach(endProjects);

  let folders: readonly string[];
  before(async () => {
    const entries = await readdir(examples, { withFileTypes: true });
    folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  });

  it("each folder has a page that says what it shows", async () => {
    const index = await readFile(join(examples, "README.md"), "utf8");
    for (const name of folders) {
      assert.match(await readFile(join(examples, name, "README.md"), "utf8"), /^# .+\n\n\S/);
      assert.ok(index.includes(`](${name}/README.md)`), `${name} is in the list of examples`);
    }
  });

  it("each folder is applied by a test", async () => {
    const long = await readFile(join(__dirname, "examples.long.ts"), "utf8");
    const applied = (name: string) => triedElsewhere.includes(name) || long.includes(`start("${name}"`);
    assert.deepEqual(
      folders.filter((name) => !applied(name)),
      [],
    );
  });

  it("kiosk, applied as it stands: its QR code scans from the terminal", async () => {
    const project = await Project.start({ example: "examples/kiosk" });
    const { id: profileId } = project.emulator.addProfile("androidForWork");
    await project.config({ profileId });
    await project.up();
    const [token] = project.emulator.tokens();
    const { outputs, secrets } = await project.outputs();
    assert.equal(outputs.tokenValue, token?.value);
    assert.ok(secrets.includes("tokenValue") && secrets.includes("qrCode"));
    const printed = await project.run("stack", "output", "qrCode", "--show-secrets", "--stack", "dev");
    assert.equal(scan(greyOfModules(await modulesInTerminal(printed.trimEnd()))), token?.qrCodeContent);
    await project.destroy();
    assert.equal(project.emulator.tokens()[0]?.state, "revoked");
  });
});
