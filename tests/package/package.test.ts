import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "../../tools/repository";
import { describeOutside, itTypes, programs, typedOnly } from "./outside";
import { type Packed, pack, run } from "./packed";

describe("the package as it is published", function () {
  this.timeout(60_000);
  let folder: string;
  let packed: Packed;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "intune-packed-"));
    packed = await pack(folder);
  });
  after(() => rm(folder, { recursive: true }));

  it("holds the built modules, the program, the licence and a page for npm alone", () => {
    const others = packed.files.filter((path) => !/^dist\/.+\.(js|d\.ts)$/.test(path));
    const program = "bin/pulumi-intune-enrollment.cjs";
    assert.deepEqual(others.sort(), ["LICENSE", "README.md", program, "package.json"]);
  });

  it("has the repository's licence", async () => {
    const read = (path: string) => readFile(join(repository, path), "utf8");
    assert.equal(await read("provider/LICENSE"), await read("LICENSE"));
  });

  it("leads to its repository and documents once the workflow has published it", async () => {
    const workflow = await readFile(join(repository, ".github/workflows/publish.yml"), "utf8");
    const { jobs } = parse(workflow) as { jobs: { publish: { steps: { name?: string; run?: string }[] } } };
    const step = jobs.publish.steps.find(
      ({ name }) => name === "The repository, its documents and its issues",
    );
    const copy = join(folder, "copy");
    await mkdir(copy);
    for (const path of ["package.json", "provider/package.json", "provider/README.md"]) {
      await cp(join(repository, path), join(copy, path));
    }
    const context = {
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "acme/intune",
      GITHUB_REF_NAME: "v9.9.9",
    };
    const env = { ...process.env, ...context };
    await run("bash", ["-ec", step?.run ?? "exit 1"], { cwd: copy, env });
    const manifest = JSON.parse(await readFile(join(copy, "provider/package.json"), "utf8")) as object;
    assert.partialDeepStrictEqual(manifest, {
      repository: { type: "git", url: "git+https://github.com/acme/intune.git", directory: "provider" },
      homepage: "https://github.com/acme/intune#readme",
      bugs: { url: "https://github.com/acme/intune/issues" },
    });
    const links = [...(await readFile(join(copy, "provider/README.md"), "utf8")).matchAll(/\]\(([^)]+)\)/g)];
    assert.ok(links.length > 3);
    for (const [, link = ""] of links)
      assert.match(link, /^https:\/\/github\.com\/acme\/intune\/blob\/v9\.9\.9\//);
  });

  it("has nothing that publint finds", async () => {
    const { stdout } = await tool("publint/src/cli.js", packed.tarball, "--strict");
    assert.match(stdout, /All good!/);
  });

  it("has types that fit what is loaded, as far as resolution by `exports` goes", async () => {
    // It ends with an error where it finds a problem. Resolution before Node.js 16 knows no `exports`: the main entry works there, and nobody imports the others.
    const { stdout } = await tool(
      "@arethetypeswrong/cli/dist/index.js",
      packed.tarball,
      "--profile",
      "node16",
    );
    assert.match(stdout, /node16 \(from ESM\): 🟢/);
  });
});

describeOutside({
  manager: "npm",
  program: "nodenext",
  more: itTypes({ nodenext: programs.nodenext, "nodenext, as an ES module": typedOnly.esModule }),
});

function tool(path: string, ...args: string[]): Promise<{ stdout: string }> {
  return run(process.execPath, [join(repository, "node_modules", path), ...args], { cwd: repository });
}
