import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Emulator, startEmulator } from "../emulator";
import { Project } from "../engine/project";
import { accessToken } from "../engine/setUp";
import { asEnvironment } from "./harness";

const packageFolder = resolve(__dirname, "../../provider");

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program that the package's `bin` names. */
async function binary(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  {
    folder = packageFolder,
    interruptAt,
    interruptWhen,
  }: { folder?: string; interruptAt?: string; interruptWhen?: Promise<unknown> } = {},
): Promise<Ended> {
  const manifest = JSON.parse(await readFile(join(packageFolder, "package.json"), "utf8")) as {
    bin: Record<string, string>;
  };
  const path = join(packageFolder, manifest.bin["pulumi-intune-enrollment"] ?? "");
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [path, ...args], {
    cwd: folder,
    env: { PATH, HOME, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const heard = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (heard.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => {
    heard.stderr += chunk.toString();
    if (interruptAt !== undefined && chunk.includes(interruptAt)) child.kill("SIGINT");
  });
  void interruptWhen?.then(() => child.kill("SIGINT"));
  const [status] = (await once(child, "close")) as [number | null];
  return { status, ...heard };
}

describe("the program that the package brings", function () {
  this.timeout(120_000);
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await startEmulator();
  });
  afterEach(async () => {
    await emulator.close();
  });

  it("exits with 2 if it is used wrongly", async () => {
    assert.equal((await binary(["docter"], {})).status, 2);
  });

  it("takes the settings from a stack, without making it the selected one", async () => {
    const project = await Project.start({ service: emulator });
    const { folder, environment } = project;
    await project.run("stack", "init", "other");
    const found = await binary(["doctor", "--json", "--stack", "dev"], environment, { folder });
    assert.equal(found.status, 0, found.stderr);
    const { findings } = JSON.parse(found.stdout) as { findings: Record<string, unknown>[] };
    assert.equal(findings.find(({ check }) => check === "sign-in")?.why, "intune:accessToken is set");
    assert.ok(!(found.stdout + found.stderr).includes(accessToken));
    assert.match(await project.run("stack", "--show-name"), /^other$/m);

    const missing = await binary(["profiles", "--stack", "nowhere"], environment, { folder });
    assert.equal(missing.status, 1);
    assert.match(
      missing.stderr,
      /^The configuration of stack "nowhere" cannot be read in .*no stack named 'nowhere'/,
    );
    await project.end();
  });

  for (const line of ["doctor", "profiles --json", "probe --yes"]) {
    it(`ends \`${line}\` at once after Ctrl-C, though no answer comes`, async () => {
      const held = emulator.hold({ method: "GET" });
      const environment = asEnvironment({ graphEndpoint: emulator.url, accessToken });
      const began = Date.now();
      const { status, stdout } = await binary(line.split(" "), environment, { interruptWhen: held.arrived });
      assert.deepEqual([status, stdout], [130, ""]);
      assert.ok(Date.now() - began < 20_000, "not after the request's own time-out");
      held.release();
    });
  }

  it("deletes the scratch profile after Ctrl-C", async () => {
    const environment = asEnvironment({ graphEndpoint: emulator.url, accessToken });
    const ended = await binary(["probe", "--yes", "--kind", "dedicated"], environment, {
      interruptAt: "dedicated: versions",
    });
    assert.equal(ended.status, 130, ended.stderr);
    assert.match(ended.stdout, /complete: no: interrupted/);
    const created = emulator.requests.all().filter(({ status }) => status === 201);
    const deleted = emulator.requests
      .all()
      .filter(({ method, status }) => method === "DELETE" && status === 204);
    assert.deepEqual([created.length, deleted.length], [1, 1]);
  });
});
