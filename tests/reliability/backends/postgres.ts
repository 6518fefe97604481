import { execFile, spawn } from "node:child_process";
import { access, chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Backend, end, saysOnceReady } from "./backend";

const run = promisify(execFile);

/** A PostgreSQL server in a temporary folder. Rejects where PostgreSQL is not installed. */
export async function startPostgres(): Promise<Backend> {
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
