import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { access, chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { endProjects, Project } from "../engine/project";
import {
  assertLockedElsewhere,
  assertStateIsSound,
  issuedInVain,
  startBetweenStages,
  upHeld,
} from "./stages";

for (const [name, start] of [
  ["Azure Blob storage", startAzureBlob],
  ["PostgreSQL", startPostgres],
] as const) {
  describe(`state in ${name}`, function () {
    this.timeout(240_000);
    let backend: Backend | undefined;
    before(async function () {
      try {
        backend = await start();
      } catch (error) {
        process.stderr.write(`${name} cannot be tried here: ${String(error)}\n`);
        this.skip();
      }
    });
    after(() => backend?.stop());
    afterEach(endProjects);

    const moveThere = async (project: Project) => {
      assert.ok(backend);
      await project.moveTo({ ...backend.environment, PULUMI_BACKEND_URL: backend.url });
      project.requests();
    };

    it("a stack moves there: the next up changes nothing and asks nothing", async () => {
      const project = await Project.start();
      const { id: profileId } = project.emulator.addProfile("androidForWork");
      await project.declare({ kiosk: { profileId, tokenValidityInSeconds: 3600 } });
      await project.up();
      const before = await project.stored();
      await moveThere(project);
      await project.up();
      assert.deepEqual(project.requests(), []);
      assert.deepEqual(await project.stored(), before);
      await project.destroy();
      await project.run("stack", "rm", "--stack", "dev", "--yes", "--preserve-config");
      assert.equal(project.emulator.tokens()[0]?.state, "revoked");
    });

    it("of two ups at once one proceeds, the other says that the stack is locked", async () => {
      const { project, subjects } = await startBetweenStages();
      await moveThere(project);
      const held = await upHeld(project, subjects);
      await assertLockedElsewhere(project);
      held.release();
      assert.equal(await held.run.ended(), 0, held.run.said);
      await assertStateIsSound(project, subjects);
      for (const subject of subjects) assert.equal(issuedInVain(project, subject), 0, subject.name);
    });
  });
}

/** Where stacks of several machines keep their state, for the length of a test. */
interface Backend {
  /** What `pulumi login` takes. */
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Resolves with the first match in what a server says; rejects with all it said where it ends before. */
async function saysOnceReady(server: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  let said = "";
  return new Promise((resolve, reject) => {
    const hear = (text: string) => {
      said += text;
      const match = pattern.exec(said);
      if (match) resolve(match);
    };
    server.stdout?.setEncoding("utf8").on("data", hear);
    server.stderr?.setEncoding("utf8").on("data", hear);
    server.once("error", reject);
    server.once("exit", () => {
      reject(new Error(`The server ended: ${said}`));
    });
  });
}

async function end(server: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill(signal);
  await ended;
}

const pinned = "azurite@3.37.0";
const container = "state";
const apiVersion = "2021-08-06";

// Azurite's own well-known account: it opens nothing but an emulator.
// Source: https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
const account = "devstoreaccount1";
const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/** Azure Blob storage, emulated in memory by Azurite: AZURITE's command where given, else fetched by npx. */
async function startAzureBlob(): Promise<Backend> {
  const [command = "", ...before] = process.env.AZURITE?.split(" ") ?? [
    "npx",
    "--yes",
    "--package",
    pinned,
    "azurite-blob",
  ];
  const options = [
    "--blobHost",
    "127.0.0.1",
    "--blobPort",
    "0",
    "--inMemoryPersistence",
    "--disableTelemetry",
  ];
  const server = spawn(command, [...before, ...options, "--skipApiVersionCheck"], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async () => {
    // npx stands between: the group is ended, which holds nothing but what was started here.
    const { pid } = server;
    if (pid !== undefined && server.exitCode === null) process.kill(-pid, "SIGTERM");
    await end(server);
  };
  try {
    const [, host = ""] = await saysOnceReady(server, /successfully listens on http:\/\/(\S+)/);
    await createContainer(host);
    return {
      url: `azblob://${container}?protocol=http&domain=${host}&localemu=true`,
      environment: { AZURE_STORAGE_ACCOUNT: account, AZURE_STORAGE_KEY: key },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Source: https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key */
async function createContainer(host: string): Promise<void> {
  const date = new Date().toUTCString();
  const headers = `x-ms-date:${date}\nx-ms-version:${apiVersion}\n`;
  const resource = `/${account}/${account}/${container}\nrestype:container`;
  const toSign = `PUT${"\n".repeat(12)}${headers}${resource}`;
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(toSign, "utf8").digest("base64");
  const answer = await fetch(`http://${host}/${account}/${container}?restype=container`, {
    method: "PUT",
    headers: {
      "x-ms-date": date,
      "x-ms-version": apiVersion,
      authorization: `SharedKey ${account}:${signature}`,
    },
  });
  if (answer.status !== 201)
    throw new Error(`Azurite made no container: ${answer.status} ${await answer.text()}`);
}

const run = promisify(execFile);

/** A PostgreSQL server in a temporary folder. Rejects where PostgreSQL is not installed. */
async function startPostgres(): Promise<Backend> {
  const programs = await folderOfPrograms();
  const folder = await mkdtemp(join(tmpdir(), "intune-postgres-"));
  const identity = await unprivileged();
  if (identity !== undefined) await chown(folder, identity.uid, identity.gid);
  const options = { ...identity, cwd: folder, env: { ...process.env, LC_ALL: "C" } };
  const data = join(folder, "data");
  await run(join(programs, "initdb"), ["-D", data, "-U", "pulumi", "-A", "trust", "--no-sync"], options);
  const port = await freePort();
  const server = spawn(
    join(programs, "postgres"),
    ["-D", data, "-h", "127.0.0.1", "-p", String(port), "-k", "", "-F"],
    { ...options, stdio: ["ignore", "pipe", "pipe"] },
  );
  await saysOnceReady(server, /ready to accept connections/);
  return {
    url: `postgres://pulumi@127.0.0.1:${port}/postgres?sslmode=disable`,
    environment: {},
    stop: async () => {
      await end(server, "SIGINT");
      await rm(folder, { recursive: true });
    },
  };
}

/** Debian keeps the server's programs beside PATH, one folder a version. */
async function folderOfPrograms(): Promise<string> {
  const root = "/usr/lib/postgresql";
  const versions = await readdir(root).catch(() => []);
  const folders = [
    ...versions
      .sort()
      .reverse()
      .map((version) => join(root, version, "bin")),
  ];
  folders.push(...(process.env.PATH ?? "").split(":"));
  for (const folder of folders) {
    const found = await access(join(folder, "initdb")).then(
      () => true,
      () => false,
    );
    if (found) return folder;
  }
  throw new Error("PostgreSQL is not installed.");
}

/** PostgreSQL refuses to run as root; then it runs as nobody. */
async function unprivileged(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(["-u", "-g"].map((flag) => run("id", [flag, "nobody"])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
