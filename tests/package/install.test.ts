import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";
import { resolveEngine } from "../../tools/engine/resolveEngine";
import { type Emulator, startEmulator } from "../emulator";

const run = promisify(execFile);
const repository = resolve(__dirname, "../..");

describe("the package, installed from its tarball outside the repository", function () {
  this.timeout(180_000);
  let folder: string;
  let emulator: Emulator;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "intune-package-"));
    emulator = await startEmulator({ behaviour: { servedInV1: true } });
    const { stdout } = await run(
      "npm",
      ["pack", "--json", "--workspace", "provider", "--pack-destination", folder],
      {
        cwd: repository,
      },
    );
    const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
    assert.ok(packed.files.every(({ path }) => /^(dist\/|package\.json$|README|LICENSE)/.test(path)));
    const versions = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as {
      devDependencies: Record<string, string>;
    };
    const { "@pulumi/pulumi": sdk, "ts-node": tsNode, typescript } = versions.devDependencies;
    const dependencies = {
      "pulumi-intune-enrollment": `file:${packed.filename}`,
      "@pulumi/pulumi": sdk,
      "ts-node": tsNode,
      typescript,
    };
    await cp(join(repository, "examples/kiosk"), folder, { recursive: true });
    await writeFile(
      join(folder, "package.json"),
      JSON.stringify({ name: "outside", private: true, dependencies }),
    );
    await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"], {
      cwd: folder,
    });
  });

  after(async () => {
    await emulator.close();
    await rm(folder, { recursive: true });
  });

  it("loads the provider that the persisted text names, and types a TypeScript program", async () => {
    const text = `exports.handler=()=>require("pulumi-intune-enrollment/provider/EnrollmentToken")`;
    const script = `const m={exports:{}};new Function("require","exports",${JSON.stringify(text)})(require,m.exports);
      console.log(Object.getOwnPropertyNames(Object.getPrototypeOf(m.exports.handler())).join())`;
    const { stdout } = await run(process.execPath, ["--eval", script], { cwd: folder });
    for (const hook of ["configure", "check", "diff", "create", "update", "read", "delete"]) {
      assert.ok(stdout.trim().split(",").includes(hook), `${hook} is there`);
    }
    await run(process.execPath, [join(folder, "node_modules/typescript/bin/tsc"), "-p", folder], {
      cwd: folder,
    });
  });

  it("issues and revokes a token with pulumi up and destroy", async () => {
    const { environment } = await resolveEngine();
    Object.assign(process.env, environment);
    const { id: profileId } = emulator.addProfile("androidForWork");
    const workspace = await LocalWorkspace.create({
      workDir: folder,
      projectSettings: { name: "outside", runtime: "nodejs", backend: { url: `file://${folder}` } },
      envVars: { PULUMI_CONFIG_PASSPHRASE: "only for this test", ...environment },
    });
    const stack = await Stack.create("dev", workspace);
    await stack.setAllConfig({
      "intune:graphEndpoint": { value: emulator.url },
      "intune:accessToken": { value: "a-bearer", secret: true },
      "outside:profileId": { value: profileId },
    });
    await stack.up();
    assert.equal(emulator.tokens(profileId)[0]?.state, "active");
    await stack.destroy();
    assert.equal(emulator.tokens(profileId)[0]?.state, "revoked");
  });
});
