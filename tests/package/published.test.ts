import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Packed, pack, repository, run } from "./packed";

describe("the package as it is published", function () {
  this.timeout(60_000);
  let folder: string;
  let packed: Packed;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "intune-packed-"));
    packed = await pack(folder);
  });
  after(() => rm(folder, { recursive: true }));

  it("holds the built modules, the licence and a page for npm, and nothing else", () => {
    const others = packed.files.filter((path) => !/^dist\/.+\.(js|d\.ts)$/.test(path));
    assert.deepEqual(others.sort(), ["LICENSE", "README.md", "package.json"]);
  });

  it("has the repository's licence", async () => {
    const read = (path: string) => readFile(join(repository, path), "utf8");
    assert.equal(await read("provider/LICENSE"), await read("LICENSE"));
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

function tool(path: string, ...args: string[]): Promise<{ stdout: string }> {
  return run(process.execPath, [join(repository, "node_modules", path), ...args], { cwd: repository });
}
