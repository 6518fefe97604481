import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { allOf, executables } from "../../tools/engine/executables";

const REPOSITORY = resolve(__dirname, "../..");

/** Stands in for the engine: answers its version, tells how it was called, or runs until a signal or the end of its input ends it. */
const STAND_IN = `#!${process.execPath}
const [command, ...args] = process.argv.slice(2);
if (command === "version") {
  console.log("v3.250.0");
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

describe("engine resolver: npm run pulumi", () => {
  let folder: string;
  before(async function () {
    // The stand-in is a script, which Windows does not run by its first line.
    if (process.platform === "win32") this.skip();
    folder = await realpath(await mkdtemp(join(tmpdir(), "engine-cli-")));
    for (const name of allOf(executables(process.platform))) {
      await writeFile(join(folder, name), STAND_IN);
      await chmod(join(folder, name), 0o755);
    }
  });
  after(() => rm(folder, { recursive: true }));

  const children: ChildProcess[] = [];
  afterEach(() => {
    // A test that failed half-way must not leave a process behind; the stand-in ends with its input.
    for (const child of children.splice(0)) child.stdin?.end();
  });

  const start = (args: readonly string[]) => {
    const child = spawn(process.execPath, ["-r", "ts-node/register", "tools/engine/cli.ts", ...args], {
      cwd: REPOSITORY,
      env: { ...process.env, PATH: folder, XDG_CACHE_HOME: folder, INIT_CWD: folder },
      // None of them is a terminal, so nobody but the command under test hands SIGINT on.
      stdio: ["pipe", "pipe", "ignore"],
    });
    children.push(child);
    return { child, ended: exitCode(child) };
  };

  it("hands on the arguments and the exit code, in the caller's folder", async () => {
    const { child, ended } = start(["tell", "--one", "two words", ""]);
    assert.deepEqual(JSON.parse(await text(child.stdout)), {
      args: ["--one", "two words", ""],
      folder,
      skip: "true",
    });
    assert.equal(await ended, 7);
  });

  it("ends as a shell says it where a signal killed the engine", async () => {
    assert.equal(await start(["die"]).ended, 128 + 9);
  });

  const signals = [
    ["SIGINT", 10],
    ["SIGTERM", 11],
    ["SIGHUP", 12],
  ] as const;
  for (const [signal, code] of signals) {
    it(`forwards ${signal} and ends when the engine has ended`, async () => {
      const { child, ended } = start(["run"]);
      const endedTooSoon = ended.then((early) => assert.fail(`ended with ${String(early)} before it ran`));
      await Promise.race([once(child.stdout, "data"), endedTooSoon]);
      child.kill(signal);
      assert.equal(await ended, code);
    });
  }
});

async function exitCode(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, "exit")) as [code: number | null];
  return code;
}
