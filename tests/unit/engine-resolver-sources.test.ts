import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { cachedEngine, makeCachedEngine, type Cache } from "../../tools/engine/cache";
import { cacheFolder } from "../../tools/engine/cacheFolder";
import { allOf, executables } from "../../tools/engine/executables";
import { pathEngine } from "../../tools/engine/pathEngine";
import { readPins } from "../../tools/engine/pins";
import { resolveEngine } from "../../tools/engine/resolveEngine";

const names = executables(process.platform);

async function addExecutables(folder: string, files: readonly string[], script = ""): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of files) {
    await writeFile(join(folder, file), `#!${process.execPath}\n${script}`);
    await chmod(join(folder, file), 0o755);
  }
}

describe("engine resolver: the sources", () => {
  let root: string;
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), "engine-sources-")));
  });
  afterEach(() => rm(root, { recursive: true }));

  describe("PATH", () => {
    const askVersion = () => Promise.resolve("v3.260.0");

    it("has none where no folder holds a `pulumi` that can be run", async () => {
      await writeFile(join(root, names.engine), "");
      await mkdir(join(root, "sub", names.engine), { recursive: true });
      await assert.rejects(
        pathEngine({ folders: [root, join(root, "sub")], names, askVersion }),
        /no `pulumi` on PATH/,
      );
    });

    it("gives the first `pulumi`, wherever on PATH its companions are", async () => {
      const [first, second] = [join(root, "first"), join(root, "second")];
      await addExecutables(first, [names.engine]);
      await addExecutables(second, allOf(names));
      assert.deepEqual(await pathEngine({ folders: [first, second], names, askVersion }), {
        binDirectory: first,
        command: join(first, names.engine),
        version: "3.260.0",
        source: "path",
      });
    });

    it("finds the companions beside the file that `pulumi` links to", async () => {
      const [linked, real] = [join(root, "linked"), join(root, "real")];
      await addExecutables(real, allOf(names));
      await mkdir(linked);
      await symlink(join(real, names.engine), join(linked, names.engine));
      const engine = await pathEngine({ folders: [linked], names, askVersion });
      assert.equal(engine.command, join(linked, names.engine));
    });

    it("refuses a `pulumi` whose language host is nowhere", async () => {
      await addExecutables(root, [names.engine, names.launcher]);
      await assert.rejects(
        pathEngine({ folders: [root], names, askVersion }),
        /has no pulumi-language-nodejs\S* beside it/,
      );
    });
  });

  describe("the cache", () => {
    let cache: Cache;
    const answer = { version: "v3.250.0" };
    const fill = (_folder: string, binDirectory: string): Promise<void> =>
      addExecutables(binDirectory, [names.engine, names.languageHost]);
    beforeEach(() => {
      answer.version = "v3.250.0";
      cache = {
        folder: join(root, "key"),
        names,
        progress: { say: () => {}, now: () => 0, every: () => () => {} },
        askVersion: () => Promise.resolve(answer.version),
      };
    });

    it("has none until one is made, and then has that one with the SDK's launcher", async () => {
      await assert.rejects(cachedEngine(cache), /There is none in .*key that runs/);
      const made = await makeCachedEngine(cache, "go", fill);
      const binDirectory = join(root, "key", "bin");
      const engine = { binDirectory, command: join(binDirectory, names.engine), version: "3.250.0" };
      assert.deepEqual(made, { ...engine, source: "go" });
      assert.deepEqual(await cachedEngine(cache), { ...engine, source: "cache" });
      assert.deepEqual(await makeCachedEngine(cache, "install", fill), { ...engine, source: "cache" });
      assert.deepEqual((await readdir(binDirectory)).sort(), [
        names.engine,
        names.languageHost,
        names.launcher,
      ]);
    });

    it("does not count an engine whose companion is gone", async () => {
      const { binDirectory } = await makeCachedEngine(cache, "go", fill);
      await rm(join(binDirectory, names.languageHost));
      await assert.rejects(cachedEngine(cache), /There is none/);
    });

    it("makes an engine anew that is there and no longer runs", async () => {
      const { command } = await makeCachedEngine(cache, "go", fill);
      const broken = { ...cache, askVersion: () => Promise.reject(new Error("Exec format error")) };
      await assert.rejects(cachedEngine(broken), /There is none in .* that runs/);
      let made = false;
      const asked = { ...cache, askVersion: () => (made ? cache.askVersion(command) : broken.askVersion()) };
      const again = await makeCachedEngine(asked, "go", (folder, binDirectory) => {
        made = true;
        return fill(folder, binDirectory);
      });
      assert.equal(again.source, "go");
      assert.deepEqual(await readdir(root), ["key"]);
    });

    it("does not take in an engine that answers another version", async () => {
      answer.version = "v3.249.0";
      await assert.rejects(makeCachedEngine(cache, "go", fill), /answers "v3\.249\.0".*not v3\.250\.0/);
      assert.deepEqual(await readdir(root), []);
    });
  });

  describe("all together", () => {
    before(function () {
      // The stand-ins for `pulumi` and `go` are scripts, which Windows does not run by their first line.
      if (process.platform === "win32") this.skip();
    });

    const says = (version: string): string => `console.log("${version}")`;
    const resolveWith = async (path: string) => {
      const lines: string[] = [];
      const environment = { PATH: path, XDG_CACHE_HOME: join(root, "caches") };
      const engine = await resolveEngine({ environment, say: (line) => lines.push(line) });
      return { engine, lines };
    };

    it("takes the user's own engine", async () => {
      const own = join(root, "own");
      await addExecutables(own, allOf(names), says("v3.260.0"));
      const { engine, lines } = await resolveWith(own);
      assert.deepEqual(engine, {
        binDirectory: own,
        command: join(own, names.engine),
        version: "3.260.0",
        source: "path",
        environment: {
          PATH: [resolve(__dirname, "../../node_modules/.bin"), own].join(delimiter),
          PULUMI_SKIP_UPDATE_CHECK: "true",
          NODE_COMPILE_CACHE: resolve(__dirname, "../../node_modules/.cache/node"),
        },
      });
      assert.deepEqual(lines, []);
      assert.deepEqual(await readdir(root), ["own"]);
    });

    it("builds with Go where the user's own is too old, and finds that build the next time", async () => {
      const own = join(root, "own");
      await addExecutables(own, allOf(names), says("v3.100.0"));
      // This `go` builds a copy of itself, which then answers as the engine.
      const go = `
        const args = process.argv.slice(2);
        if (args[0] === "version") console.log("v3.250.0");
        else require("node:fs").copyFileSync(__filename, args[args.indexOf("-o") + 1]);`;
      await addExecutables(own, ["go"], go);

      const { engine, lines } = await resolveWith(own);
      const folder = cacheFolder({
        environment: { XDG_CACHE_HOME: join(root, "caches") },
        homeDirectory: homedir(),
        platform: process.platform,
        arch: process.arch,
        pins: await readPins(names),
      });
      assert.equal(engine.source, "go");
      assert.equal(engine.binDirectory, join(folder, "bin"));
      assert.deepEqual(lines, [
        `Building Pulumi 3.250.0 from pinned Go modules into ${folder}.`,
        "This takes about five minutes and is done once.",
        `Building ${names.languageHost} (1 of 2)`,
        `Building ${names.engine} (2 of 2)`,
      ]);

      // What is cached is run at once, whoever holds the lock.
      await mkdir(`${folder}.lock`);
      const again = await resolveWith(own);
      assert.deepEqual(again.engine, { ...engine, source: "cache" });
      assert.deepEqual(again.lines, []);
    });
  });
});
