import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "../../provider/package.json";
import { checkInstalled } from "../../provider/src/resources/installed";

const languageHost = "/project/node_modules/@pulumi/pulumi/cmd/run/index.js";

describe("checkInstalled", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "intune-installed-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Installs a release with the modules that it exports. */
  async function install(where: string, modules: string[], release = version): Promise<void> {
    const at = join(where, "node_modules/pulumi-intune-enrollment");
    await mkdir(at, { recursive: true });
    const paths = ["package.json", ...modules].map((module) => [`./${module}`, "./package.json"]);
    const manifest = { version: release, exports: Object.fromEntries(paths) as object };
    await writeFile(join(at, "package.json"), JSON.stringify(manifest));
  }

  const check = (program?: string) => () => {
    checkInstalled("EnrollmentToken", "kiosk", folder, program);
  };

  it("names the folder, the resource and the command where the package is missing", () => {
    assert.throws(check(languageHost), (error: Error & { code: string }) => {
      assert.equal(error.code, "configuration");
      assert.ok(
        error.message.startsWith('EnrollmentToken "kiosk": pulumi-intune-enrollment is not installed where'),
      );
      assert.ok(
        error.message.includes(`in ${folder}. In that folder, run "npm install pulumi-intune-enrollment"`),
      );
      return true;
    });
  });

  it("is content with a folder above, as Node.js is", async () => {
    await install(folder, ["provider/EnrollmentToken"]);
    checkInstalled("EnrollmentToken", "kiosk", join(folder, "stacks/dev"), languageHost);
  });

  it("warns of another release than the program's, once", async () => {
    await install(folder, ["provider/EnrollmentToken"], "9.9.9");
    const said: unknown[] = [];
    const { warn } = console;
    console.warn = (text: unknown) => said.push(text);
    try {
      check(languageHost)();
      check(languageHost)();
    } finally {
      console.warn = warn;
    }
    const start = `warning: [runtime] The program uses pulumi-intune-enrollment ${version}, and the engine will run 9.9.9`;
    assert.deepEqual(
      said.map((text) => String(text).startsWith(start)),
      [true],
    );
  });

  it("names a release that does not have the resource", async () => {
    await install(folder, []);
    assert.throws(check(languageHost), /is an older release without this resource/);
  });

  for (const [what, program] of [
    ["an inline program", "/project/deploy.js"],
    ["a test runner", "/project/node_modules/mocha/bin/mocha.js"],
    ["a file of that name elsewhere", "/project/src/cmd/run/index.js"],
  ] as const) {
    it(`leaves ${what} alone: the engine runs elsewhere, or not at all`, check(program));
  }

  for (const program of [
    "/p/node_modules/.pnpm/@pulumi+pulumi@3.270.0/node_modules/@pulumi/pulumi/cmd/run/index.js",
    "/p/node_modules/@pulumi/pulumi/cmd/run",
    "C:\\p\\node_modules\\@pulumi\\pulumi\\cmd\\run\\index.js",
  ]) {
    it(`knows Pulumi's language host by ${program}`, () => {
      assert.throws(check(program), /is not installed/);
    });
  }
});
