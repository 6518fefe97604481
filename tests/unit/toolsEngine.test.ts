import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { mock } from "node:test";
import { cachedEngine, cachedIn, makeCachedEngine, withProgress } from "../../tools/engine/cache";
import { ENGINE_VERSION, executables, foldersOf, pathEngine } from "../../tools/engine/find";
import { readPins } from "../../tools/engine/make";
import { EngineNotFoundError, resolveEngine } from "../../tools/engine/resolveEngine";
import { repository } from "../../tools/repository";

const names = executables();
const all = Object.values(names);

const silent = (): void => undefined;

/** Stands in for an executable that answers as `pulumi version` does. */
const says = (version: string): string => `console.log("${version}")`;
const pinned = says(`v${ENGINE_VERSION}`);

async function addExecutables(folder: string, files: readonly string[], script = ""): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of files) {
    await writeFile(join(folder, file), `#!${process.execPath}\n${script}`);
    await chmod(join(folder, file), 0o755);
  }
}

describe("the repository's engine", () => {
  let root: string;
  before(function () {
    // The stand-ins are scripts, which Windows does not run by their first line.
    if (process.platform === "win32") this.skip();
  });
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), "engine-")));
  });
  afterEach(() => rm(root, { recursive: true }));

  describe("on PATH", () => {
    const answers: readonly (readonly [answer: string, version: string | RegExp])[] = [
      ["v3.250.0", "3.250.0"],
      ["3.250.1", "3.250.1"],
      ["v3.1000.0", "3.1000.0"],
      ["v3.251.0-alpha.1", "3.251.0-alpha.1"],
      ["v3.250.0-alpha.1", /is version 3\.250\.0-alpha\.1; 3\.250\.0 or a newer version 3 is needed/],
      ["v3.249.9", /is version 3\.249\.9/],
      ["v2.300.0", /is version 2\.300\.0/],
      ["v4.0.0", /is version 4\.0\.0/],
      ["v4.0.0-alpha.1", /is version 4\.0\.0-alpha\.1/],
      ["", /answered "" to `pulumi version`, which is no version/],
      ["pulumi: not set up", /which is no version/],
    ];
    for (const [answer, expected] of answers) {
      it(`${typeof expected === "string" ? "takes" : "refuses"} one that answers "${answer}"`, async () => {
        await addExecutables(root, all, says(answer));
        const found = pathEngine({ PATH: root });
        if (typeof expected === "string") assert.equal((await found).version, expected);
        else await assert.rejects(found, expected);
      });
    }

    it("is the first `pulumi`, wherever its companions are", async () => {
      const [first, second] = [join(root, "first"), join(root, "second")];
      await addExecutables(first, [names.engine], says("v3.260.0"));
      await addExecutables(second, all, says("v3.270.0"));
      assert.deepEqual(await pathEngine({ PATH: [first, second].join(delimiter) }), {
        binDirectory: first,
        command: join(first, names.engine),
        version: "3.260.0",
        source: "path",
      });
    });

    it("has its companions beside the file that `pulumi` links to", async () => {
      const [linked, real] = [join(root, "linked"), join(root, "real")];
      await addExecutables(real, all, pinned);
      await mkdir(linked);
      await symlink(join(real, names.engine), join(linked, names.engine));
      assert.equal((await pathEngine({ PATH: linked })).command, join(linked, names.engine));
    });

    it("is refused for every companion that it lacks", async () => {
      await addExecutables(root, [names.engine], pinned);
      await assert.rejects(
        pathEngine({ PATH: root }),
        /has no pulumi-language-nodejs and no pulumi-resource-pulumi-nodejs beside it/,
      );
    });

    it("is a file that can be run, in an absolute folder", async () => {
      await writeFile(join(root, names.engine), "");
      await mkdir(join(root, "sub", names.engine), { recursive: true });
      const PATH = [root, join(root, "sub")].join(delimiter);
      await assert.rejects(pathEngine({ PATH }), /no `pulumi` on PATH/);
      assert.deepEqual(foldersOf(["", root, ".", "node_modules"].join(delimiter)), [root]);
      assert.deepEqual(foldersOf(undefined), []);
    });

    it("has the platform's own file names", () => {
      assert.deepEqual(executables("linux"), executables("darwin"));
      assert.deepEqual(executables("win32"), {
        engine: "pulumi.exe",
        languageHost: "pulumi-language-nodejs.exe",
        launcher: "pulumi-resource-pulumi-nodejs.cmd",
      });
    });
  });

  describe("in the cache", () => {
    const using = { environment: process.env, say: silent };
    const fill = (folder: string): Promise<void> => addExecutables(join(folder, "bin"), all, pinned);
    const never = (): Promise<void> => assert.fail("made again");
    let cache: string;
    let folder: string;
    beforeEach(() => {
      cache = join(root, "caches");
      folder = join(cache, "key");
    });

    it("lies in ~/.cache or an absolute XDG_CACHE_HOME, by version, platform and pins", () => {
      const home = join(homedir(), ".cache", "pulumi-intune-enrollment", "engine");
      const { installed, built } = cachedIn({}, ["a", "b"]);
      assert.ok(installed.startsWith(home) && built.startsWith(home));
      const key = `v3\\.250\\.0-${process.platform}-${process.arch}`;
      assert.match(built, new RegExp(`${key}-[0-9a-f]{12}$`));
      assert.equal(cachedIn({ XDG_CACHE_HOME: "relative" }, ["a", "b"]).built, built);
      assert.ok(cachedIn({ XDG_CACHE_HOME: root }, []).built.startsWith(root));
      for (const others of [["a", "c"], ["ab", ""], ["a"]]) {
        assert.notEqual(cachedIn({}, others).built, built);
      }
    });

    it("is made if there is none, and found from then on", async () => {
      await assert.rejects(cachedEngine(folder, process.env), /There is no pulumi and no /);
      const made = await makeCachedEngine(folder, "go", using, fill);
      const binDirectory = join(folder, "bin");
      const engine = { binDirectory, command: join(binDirectory, names.engine), version: ENGINE_VERSION };
      assert.deepEqual(made, { ...engine, source: "go" });
      assert.deepEqual(await cachedEngine(folder, process.env), { ...engine, source: "cache" });
      assert.deepEqual(await makeCachedEngine(folder, "go", using, never), { ...engine, source: "cache" });
      assert.deepEqual(await readdir(cache), ["key"]);
    });

    const failures: readonly (readonly [
      what: string,
      fill: (folder: string) => Promise<void>,
      says: RegExp,
    ])[] = [
      ["fails", () => Promise.reject(new Error("no space")), /^Error: no space$/],
      ["makes too little", (partial) => addExecutables(join(partial, "bin"), [names.engine]), /There is no/],
      [
        "makes another version",
        (partial) => addExecutables(join(partial, "bin"), all, says("v3.249.0")),
        /answers "v3\.249\.0", not v3\.250\.0/,
      ],
    ];
    for (const [what, failing, error] of failures) {
      it(`holds nothing after a build that ${what}, and the next can build`, async () => {
        await assert.rejects(makeCachedEngine(folder, "go", using, failing), error);
        assert.deepEqual(await readdir(cache), []);
        assert.equal((await makeCachedEngine(folder, "go", using, fill)).source, "go");
      });
    }

    it("is made again if it is incomplete or no longer runs", async () => {
      await makeCachedEngine(folder, "go", using, fill);
      await rm(join(folder, "bin", names.languageHost));
      assert.equal((await makeCachedEngine(folder, "go", using, fill)).source, "go");
      await writeFile(join(folder, "bin", names.engine), "not a program");
      await assert.rejects(cachedEngine(folder, process.env));
      assert.equal((await makeCachedEngine(folder, "go", using, fill)).source, "go");
      assert.deepEqual(await readdir(cache), ["key"]);
    });

    it("is made once for two who ask at once: the second says that it waits", async () => {
      const events = new EventTarget();
      const waits = once(events, "waits");
      const said: string[] = [];
      const say = (line: string): void => {
        said.push(line);
        events.dispatchEvent(new Event("waits"));
      };
      let second: Promise<{ source: string }> | undefined;
      const first = makeCachedEngine(folder, "go", using, async (partial) => {
        second = makeCachedEngine(folder, "go", { ...using, say }, never);
        await waits;
        await assert.rejects(cachedEngine(folder, process.env), "half a build is never seen");
        await fill(partial);
      });
      assert.equal((await first).source, "go");
      assert.equal((await second)?.source, "cache");
      assert.match(said[0] ?? "", /Waiting for another process/);
    });

    it("is made by the one who waited if the first one failed", async () => {
      const events = new EventTarget();
      const waits = once(events, "waits");
      const say = (): boolean => events.dispatchEvent(new Event("waits"));
      let second: Promise<{ source: string }> | undefined;
      const first = makeCachedEngine(folder, "go", using, async () => {
        second = makeCachedEngine(folder, "go", { ...using, say }, fill);
        await waits;
        throw new Error("no space");
      });
      await assert.rejects(first, /no space/);
      assert.equal((await second)?.source, "go");
    });

    it("is not waited for if no lock can be made", async () => {
      // The lock's name would be longer than a file's may be.
      const made = makeCachedEngine(join(cache, "k".repeat(255)), "go", using, never);
      await assert.rejects(made, { code: "ENAMETOOLONG" });
    });

    it("outlives a process that died making it, and leaves other versions alone", async () => {
      await mkdir(`${folder}.partial-dead`, { recursive: true });
      await mkdir(join(cache, "key-of-another"));
      await mkdir(join(cache, "key-of-another.partial-abc"));
      await mkdir(`${folder}.lock`);
      await utimes(`${folder}.lock`, new Date(0), new Date(0));
      await makeCachedEngine(folder, "go", using, fill);
      assert.deepEqual((await readdir(cache)).sort(), [
        "key",
        "key-of-another",
        "key-of-another.partial-abc",
      ]);
    });
  });

  describe("from all ways together", () => {
    const resolveWith = async (
      download: (folder: string) => Promise<void>,
      own: NodeJS.ProcessEnv = { PATH: join(root, "own") },
    ) => {
      const lines: string[] = [];
      const environment = { ...own, XDG_CACHE_HOME: join(root, "caches") };
      const engine = await resolveEngine({ environment, download, say: (line) => lines.push(line) });
      return { engine, lines };
    };
    const offline = (): Promise<void> => Promise.reject(new Error("no network"));
    const download = (folder: string) => addExecutables(join(folder, "bin"), all, pinned);
    // This `go` builds a script that answers with the version that it was told to link in.
    const go = `
      const after = (flag) => process.argv[process.argv.indexOf(flag) + 1];
      const answer = 'console.log("' + after("-ldflags").split("=")[1] + '")';
      require("node:fs").writeFileSync(after("-o"), "#!${process.execPath}\\n" + answer, { mode: 0o755 });`;

    it("is the user's own if it is new enough, with our Node.js first on PATH", async () => {
      const own = join(root, "own");
      await addExecutables(own, all, says("v3.260.0"));
      const { engine, lines } = await resolveWith(() => assert.fail("downloaded"));
      assert.deepEqual(engine, {
        binDirectory: own,
        command: join(own, names.engine),
        version: "3.260.0",
        source: "path",
        hasOldHost: false,
        environment: {
          PATH: [join(repository, "node_modules/.bin"), own].join(delimiter),
          PULUMI_SKIP_UPDATE_CHECK: "true",
          NODE_COMPILE_CACHE: join(repository, "node_modules/.cache/node"),
        },
      });
      assert.deepEqual([lines, await readdir(root)], [[], ["own"]]);
    });

    it("is downloaded before anything is built, once", async () => {
      await addExecutables(join(root, "own"), ["go"], go);
      const { engine } = await resolveWith(download);
      assert.deepEqual([engine.source, engine.hasOldHost], ["install", false]);
      assert.equal((await resolveWith(offline)).engine.source, "cache");
    });

    it("comes after our Node.js and before all else on PATH, if there is any", async () => {
      const node = join(repository, "node_modules/.bin");
      const others = [join(root, "one"), "", join(root, "two")];
      const { engine } = await resolveWith(download, { PATH: others.join(delimiter) });
      const { binDirectory, environment } = engine;
      assert.deepEqual(environment.PATH.split(delimiter), [node, binDirectory, others[0], others[2]]);
      const { engine: alone } = await resolveWith(offline, {});
      assert.deepEqual(alone.environment.PATH.split(delimiter), [node, binDirectory]);
    });

    it("is built with Go without a network: with the old host, and found the next time", async () => {
      await addExecutables(join(root, "own"), all, says("v3.100.0"));
      await addExecutables(join(root, "own"), ["go"], go);
      const { engine, lines } = await resolveWith(offline);
      assert.deepEqual([engine.source, engine.hasOldHost], ["go", true]);
      assert.deepEqual(lines, [
        `Building Pulumi ${ENGINE_VERSION} from pinned Go modules.`,
        "This takes about five minutes and is done once.",
        `Building ${names.languageHost} (1 of 2)`,
        `Building ${names.engine} (2 of 2)`,
      ]);
      // What is cached is run at once, whoever holds the lock.
      const { built } = cachedIn({ XDG_CACHE_HOME: join(root, "caches") }, await readPins());
      await mkdir(`${built}.lock`);
      const again = await resolveWith(() => assert.fail("downloaded"));
      assert.deepEqual([again.engine, again.lines], [{ ...engine, source: "cache" }, []]);
    });

    it("is missed with every way that was tried, why each failed, and what to install", async () => {
      await assert.rejects(
        resolveWith(() => Promise.reject(new Error("no network\nat all"))),
        (error) => {
          assert.ok(error instanceof EngineNotFoundError);
          assert.equal(error.errors.length, 5);
          assert.match(error.message, /1\. pulumi on PATH: There is no `pulumi` on PATH\./);
          assert.match(error.message, /4\. Pulumi's own installer: no network\n {5}at all\n/);
          assert.match(error.message, /5\. a build with Go: There is no `go` on PATH\./);
          assert.match(error.message, /Install Pulumi 3\.250\.0 or newer .*,\nor install Go /);
          return true;
        },
      );
    });

    it("is the version that the Go module pins", async () => {
      const pins = await readFile(join(repository, "tools/engine/pulumi/go.mod"), "utf8");
      assert.match(pins, new RegExp(`/pkg/v3 v${ENGINE_VERSION.replaceAll(".", "\\.")}\\s`));
    });

    for (const [how, end] of [
      ["is made", () => Promise.resolve()],
      ["fails", () => Promise.reject(new Error("no space"))],
    ] as const) {
      it(`says every 15 seconds how long it has taken, until it ${how}`, async () => {
        mock.timers.enable({ apis: ["setInterval"] });
        try {
          const lines: string[] = [];
          const say = (line: string) => lines.push(line);
          const made = withProgress("Building", say, () => {
            mock.timers.tick(30_000);
            return end();
          });
          if (how === "fails") await assert.rejects(made, /no space/);
          else await made;
          mock.timers.tick(30_000);
          assert.deepEqual(lines, ["Building", "Building: 15 s so far", "Building: 30 s so far"]);
        } finally {
          mock.timers.reset();
        }
      });
    }
  });

  describe("under npm run pulumi", () => {
    const children: ChildProcess[] = [];
    afterEach(() => {
      // A test that failed half-way must not leave a process behind; the stand-in ends with its input.
      for (const child of children.splice(0)) child.stdin?.end();
    });

    /** Answers its version, tells how it was called, or runs until a signal or the end of its input ends it. */
    const standIn = `
      const [command, ...args] = process.argv.slice(2);
      if (command === "version") {
        console.log("v${ENGINE_VERSION}");
      } else if (command === "tell") {
        console.log(JSON.stringify({ args, folder: process.cwd(), skip: process.env.PULUMI_SKIP_UPDATE_CHECK }));
        process.exitCode = 7;
      } else if (command === "die") {
        process.kill(process.pid, "SIGKILL");
      } else {
        for (const [index, signal] of ["SIGINT", "SIGTERM", "SIGHUP"].entries()) {
          process.on(signal, () => process.exit(10 + index));
        }
        process.stdin.resume().on("end", () => process.exit(1));
        console.log("running");
      }
    `;
    const start = async (args: readonly string[]) => {
      await addExecutables(root, all, standIn);
      const child = spawn(process.execPath, ["-r", "ts-node/register", "tools/engine/cli.ts", ...args], {
        cwd: repository,
        env: { ...process.env, PATH: root, XDG_CACHE_HOME: root, INIT_CWD: root },
        // None of them is a terminal, so nobody but the command under test hands SIGINT on.
        stdio: ["pipe", "pipe", "ignore"],
      });
      children.push(child);
      const ended = once(child, "exit").then(([code]: unknown[]) => code);
      return { child, ended };
    };

    it("gets the arguments and the caller's folder, and its exit code is handed on", async () => {
      const { child, ended } = await start(["tell", "--one", "two words", ""]);
      assert.deepEqual(JSON.parse(await text(child.stdout)), {
        args: ["--one", "two words", ""],
        folder: root,
        skip: "true",
      });
      assert.equal(await ended, 7);
    });

    it("gets each signal, and its end is the end", async () => {
      const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
      const codes = signals.map(async (signal) => {
        const { child, ended } = await start(["run"]);
        const tooSoon = ended.then((code) => assert.fail(`ended with ${String(code)} before it ran`));
        await Promise.race([once(child.stdout, "data"), tooSoon]);
        child.kill(signal);
        return ended;
      });
      assert.deepEqual(await Promise.all(codes), [10, 11, 12]);
      assert.equal(await (await start(["die"])).ended, 128 + 9);
    });
  });
});
