import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Manager, managers } from "./managers";
import { pack, run, versionsOf } from "./packed";
import { faultsOf, forms } from "./programs";

/** Makes an empty project outside the repository, and installs the packed package in it. */
export async function installOutside(manager: Manager): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `intune-${manager}-`));
  const { tarball } = await pack(folder);
  const dependencies = {
    "pulumi-intune-enrollment": `file:${tarball}`,
    ...(await versionsOf("@pulumi/pulumi", "ts-node", "typescript")),
  };
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ name: "outside", private: true, dependencies }),
  );
  await managers[manager](folder);
  return folder;
}

/** What holds in every project that has the package, whoever installed it. */
export function describeOutside(manager: Manager, more?: (folder: () => string) => void): void {
  describe(`the package, installed by ${manager} outside the repository`, function () {
    this.timeout(180_000);
    let folder: string;
    before(async () => {
      folder = await installOutside(manager);
    });
    after(() => rm(folder, { recursive: true }));

    for (const [name, form] of Object.entries(forms)) {
      it(`types a program: ${name}`, async () => {
        assert.deepEqual(await faultsOf(form, folder), []);
      });
    }

    it("is required and imported by plain JavaScript", async () => {
      const required = `process.stdout.write(String(require("pulumi-intune-enrollment").secondsIn("PT1M")))`;
      const imported = `import { secondsIn } from "pulumi-intune-enrollment"; process.stdout.write(String(secondsIn("PT1M")))`;
      const evaluate = (type: string, program: string) =>
        run(process.execPath, [`--input-type=${type}`, "--eval", program], { cwd: folder });
      assert.equal((await evaluate("commonjs", required)).stdout, "60");
      assert.equal((await evaluate("module", imported)).stdout, "60");
    });

    for (const resource of ["EnrollmentToken", "EnrollmentProfile"]) {
      it(`has the provider that the persisted text of an ${resource} names`, async () => {
        const text = `exports.handler=()=>require("pulumi-intune-enrollment/provider/${resource}")`;
        const script = `const m={exports:{}};new Function("require","exports",${JSON.stringify(text)})(require,m.exports);
        console.log(Object.getOwnPropertyNames(Object.getPrototypeOf(m.exports.handler())).join())`;
        const { stdout } = await run(process.execPath, ["--eval", script], { cwd: folder });
        for (const hook of ["configure", "check", "diff", "create", "update", "read", "delete"]) {
          assert.ok(stdout.trim().split(",").includes(hook), `${hook} is there`);
        }
      });
    }

    more?.(() => folder);
  });
}
