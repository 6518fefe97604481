import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { minVersion } from "semver";
import { engines, peerDependencies } from "../../provider/package.json";
import { applyAndDestroy, describeOutside, itTypes, programs, typedOnly } from "./outside";
import { managers, pack, run, versionsOf } from "./packed";

describeOutside({ manager: "pnpm", program: "node16" });
describeOutside({ manager: "yarn", program: "commonjs" });

describeOutside({
  manager: "npm",
  program: "JavaScript",
  node: oldestOf(engines.node),
  more: itTypes({
    node16: programs.node16,
    commonjs: programs.commonjs,
    JavaScript: programs.JavaScript,
    "commonjs, resolved as older compilers do": typedOnly.olderCompiler,
  }),
});

// Pulumi's SDK in the oldest release that the package says it works with, and in whichever is the newest today.
const sdk = peerDependencies["@pulumi/pulumi"];
// The oldest does not know TypeScript 6.
const older = { "@pulumi/pulumi": oldestOf(sdk), typescript: "^5.9.3" };
describeOutside({ manager: "npm", program: "node16", versions: older });
describeOutside({ manager: "npm", program: "node16", versions: { "@pulumi/pulumi": sdk } });

const component = `
const pulumi = require("@pulumi/pulumi");
const { EnrollmentToken, secondsIn } = require("pulumi-intune-enrollment");
exports.Kiosk = class Kiosk extends pulumi.ComponentResource {
  constructor(name, { profileId }, opts) {
    super("acme:index:Kiosk", name, {}, opts);
    const args = { profileId, tokenValidityInSeconds: secondsIn("P30D") };
    this.value = new EnrollmentToken(name, args, { parent: this }).tokenValue;
  }
};`;

const program = `
const pulumi = require("@pulumi/pulumi");
const { Kiosk } = require("acme-kiosk");
exports.value = new Kiosk("lobby", { profileId: new pulumi.Config().require("profileId") }).value;`;

/** The beginning of what is said before the engine has loaded any provider. */
const advice =
  /EnrollmentToken "lobby": pulumi-intune-enrollment is not installed where the Pulumi engine looks for it, in \S+\. In that folder, run "npm install/;

// pnpm gives a project only the packages that its own package.json names. A bundle holds the code, and no package at all.
describe("a component of the user's own that depends on the package, under pnpm", function () {
  this.timeout(180_000);
  let root: string;
  let project: string;
  let dependencies: Record<string, string>;
  let tarball: string;
  const applied = () => applyAndDestroy(project, dirname(process.execPath));

  before(async () => {
    root = await mkdtemp(join(tmpdir(), "intune-component-"));
    project = join(root, "project");
    ({ tarball } = await pack(root));
    const sdk = await versionsOf("@pulumi/pulumi");
    const kiosk = {
      name: "acme-kiosk",
      version: "1.0.0",
      dependencies: { "pulumi-intune-enrollment": `file:${tarball}` },
      peerDependencies: sdk,
    };
    await write(join(root, "kiosk"), kiosk, component);
    dependencies = { ...sdk, esbuild: "^0.28.2", "acme-kiosk": "file:../kiosk" };
    await write(project, { name: "stack", private: true, dependencies }, program);
    await managers.pnpm(project);
  });
  after(() => rm(root, { recursive: true }));

  it("is told where to install the package, before the engine has begun", async () => {
    await assert.rejects(applied(), advice);
  });

  it("is told the same in a bundle, which works with the package beside it", async () => {
    const options = ["--bundle", "--platform=node", "--external:@pulumi/pulumi", "--outfile=bundle.js"];
    await run(join(project, "node_modules/.bin/esbuild"), ["index.js", ...options], { cwd: project });
    const manifest = { name: "stack", private: true, main: "bundle.js", dependencies };
    await write(project, manifest, program);
    await assert.rejects(applied(), advice);

    const all = { ...dependencies, "pulumi-intune-enrollment": `file:${tarball}` };
    await write(project, { ...manifest, dependencies: all }, program);
    await managers.pnpm(project);
    const { secrets, afterUp, afterDestroy } = await applied();
    assert.ok(secrets.includes("value"));
    assert.deepEqual([afterUp, afterDestroy], [["active"], ["revoked"]]);
  });
});

/** Writes a package of one module. */
async function write(folder: string, manifest: object, code: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await writeFile(join(folder, "index.js"), code);
}

function oldestOf(range: string): string {
  const oldest = minVersion(range)?.version;
  if (oldest === undefined)
    throw new Error(`provider/package.json names a range without a version: ${range}`);
  return oldest;
}
