import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../../tools/repository";
import { endProjects, Project } from "./project";

const days = 86_400;

describe("examples/policy, applied as it stands", function () {
  this.timeout(90_000);
  let pack: string;
  let project: Project;

  before(async () => {
    pack = await copyPolicyPack("examples/policy");
  });

  after(() => rm(pack, { recursive: true }));

  beforeEach(async () => {
    project = await Project.start();
    project.prependToPath(pack);
  });

  afterEach(endProjects);

  /** A token of that validity on a fresh profile. */
  async function declare(tokenValidityInSeconds: number): Promise<void> {
    const { id: profileId } = project.emulator.addProfile("androidForWork");
    await project.declare({ kiosk: { profileId, tokenValidityInSeconds } });
  }

  it("its own tests pass", async () => {
    const mocha = join(pack, "node_modules/mocha/bin/mocha.js");
    const args = [mocha, "--require", "ts-node/register", join(pack, "validity.test.ts")];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: pack });
    assert.match(stdout, /5 passing/);
  });

  it("a token of 90 days passes", async () => {
    await declare(90 * days);
    assert.deepEqual(await project.up("--policy-pack", pack), { create: 2 });
    assert.match(project.everythingSaid, /✅ intune-enrollment@v1\.0\.0/);
    assert.equal(project.emulator.tokens().length, 1);
  });

  it("a token of 91 days fails the preview and the up, and nothing is issued", async () => {
    await declare(91 * days);
    const under = ["--policy-pack", pack];
    for (const operation of [() => project.preview(...under), () => project.up(...under)]) {
      const said = await project.failing(operation);
      assert.match(
        said,
        /enrollment-token-validity.*tokenValidityInSeconds is 7862400, and at most 7776000/s,
      );
    }
    assert.deepEqual(project.requests(), []);
  });

  it("the pack's configuration allows less", async () => {
    const file = join(pack, "policy.json");
    await writeFile(file, JSON.stringify({ "enrollment-token-validity": { days: 30 } }));
    const under = ["--policy-pack", pack, "--policy-pack-config", file];
    await declare(31 * days);
    assert.match(await project.failing(() => project.up(...under)), /at most 2592000 \(30 days\)/);
    await declare(30 * days);
    assert.equal((await project.up(...under)).create, 1);
  });

  it("a token that is only read is none of its business", async () => {
    const { id } = project.emulator.addProfile("androidForWork");
    project.emulator.issueToken(id, 365 * days);
    await project.program(`
      const { EnrollmentToken } = require("pulumi-intune-enrollment");
      EnrollmentToken.get("kiosk", "androidForWorkEnrollmentProfiles/${id}");
    `);
    await project.up("--policy-pack", pack);
  });
});

/**
 * Copies a policy pack out of the repository. The engine has a pack in `runtime: nodejs` run by the language host, and
 * the host that the repository can build is too old for that. For a runtime without a host it starts a launcher by name,
 * as it did for Node.js before: so the copy names such a runtime, and the launcher starts the SDK's own runner.
 *
 * @returns the folder of the copy, which has to be on PATH for the launcher's sake
 */
async function copyPolicyPack(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "intune-policy-"));
  await cp(join(repository, source), folder, { recursive: true });
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  const project = join(folder, "PulumiPolicy.yaml");
  const text = await readFile(project, "utf8");
  await writeFile(project, text.replace(/^runtime: nodejs$/m, "runtime: node"));
  const launcher = join(folder, "pulumi-analyzer-policy-node");
  const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  await writeFile(launcher, `#!/bin/sh\nexec node "${runner}" "$@"\n`, { mode: 0o755 });
  return folder;
}
