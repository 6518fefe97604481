import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../../tools/repository";
import { filesBelow } from "../engine/stored";
import { startEmulator } from "../emulator";
import { TestClock } from "../lifecycle/harness";
import { TestPlugin, urnOf } from "./client";

const schema = join(repository, "provider/schema.json");

/** Runs the generators that Pulumi's CLI has in newer language hosts. */
async function generate(what: "go" | "nodejs" | "import", target: string): Promise<string> {
  const env = { ...process.env, GOWORK: "off", CGO_ENABLED: "0" };
  const options = { cwd: join(repository, "tools/sdk"), env, maxBuffer: 2 ** 26 };
  return (await promisify(execFile)("go", ["run", ".", what, schema, target], options)).stdout;
}

describe("what Pulumi's generators make of the schema", function () {
  this.timeout(900_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "intune-sdk-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("sdk/go/intune is the Go SDK of the schema; otherwise: npm run sdk", async () => {
    await generate("go", folder);
    const generated = (await filesBelow(folder)).filter(({ path }) =>
      path.startsWith(join(folder, "intune")),
    );
    assert.ok(generated.length > 10);
    for (const { path, text } of generated) {
      const committed = await readFile(join(repository, "sdk/go", path.slice(folder.length + 1)), "utf8");
      assert.equal(committed, text, path);
    }
  });

  it("the TypeScript that an import writes compiles against the TypeScript SDK", async () => {
    const emulator = await startEmulator({ behaviour: { servedInV1: true } });
    const plugin = await TestPlugin.start(emulator, new TestClock());
    const dedicated = emulator.addProfile("androidDeviceOwner", {
      displayName: "Scanners",
      enrollmentMode: "corporateOwnedDedicatedDevice",
      deviceNameTemplate: "S-{{SERIAL}}",
      roleScopeTagIds: ["7"],
    }).id;
    const forWork = emulator.addProfile("androidForWork", { displayName: "Kiosks" }).id;
    for (const id of [dedicated, forWork]) emulator.issueToken(id, 864_000);
    const resources: object[] = [];
    for (const type of ["EnrollmentToken", "EnrollmentProfile"] as const) {
      for (const id of [
        `androidDeviceOwnerEnrollmentProfiles/${dedicated}`,
        `contoso.example/androidForWorkEnrollmentProfiles/${forWork}`,
      ]) {
        const { inputs } = await plugin.read(urnOf(type, "x"), id);
        const name = `resource${resources.length}`;
        resources.push({ Type: `intune:index:${type}`, Name: name, ID: id, Inputs: inputs });
      }
    }
    plugin.stop();
    await emulator.close();
    const file = join(folder, "resources.json");
    await writeFile(file, JSON.stringify(resources));
    await generate("nodejs", join(folder, "sdk"));
    await writeFile(join(folder, "index.ts"), await generate("import", file));
    await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
    const compilerOptions = {
      ...{
        target: "es2022",
        module: "nodenext",
        strict: true,
        skipLibCheck: true,
        noEmit: true,
        types: ["node"],
      },
      paths: { "@pulumi/intune": ["./sdk/index.ts"] },
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    await promisify(execFile)(process.execPath, [tsc, "-p", folder]);
  });
});
