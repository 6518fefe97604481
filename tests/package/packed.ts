import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

export const run = promisify(execFile);
export const repository = resolve(__dirname, "../..");

/** The package as it would be published. */
export interface Packed {
  readonly tarball: string;
  /** What is in it. */
  readonly files: readonly string[];
}

/** Packs the built package into a folder. */
export async function pack(folder: string): Promise<Packed> {
  const { stdout } = await run(
    "npm",
    ["pack", "--json", "--workspace", "provider", "--pack-destination", folder],
    { cwd: repository },
  );
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

/** The repository's versions of packages, so that a project outside it is tried with the same. */
export async function versionsOf(...names: readonly string[]): Promise<Record<string, string>> {
  const manifest = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as {
    devDependencies: Record<string, string>;
  };
  return Object.fromEntries(names.map((name) => [name, manifest.devDependencies[name] ?? "*"]));
}
