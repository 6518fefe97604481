import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../../tools/repository";

export const run = promisify(execFile);

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

/** Installs what a folder's package.json lists. Install scripts of packages are not run. */
type Install = (folder: string) => Promise<unknown>;

const modules = join(repository, "node_modules");

/** The package managers that the package is tried with: npm, and the releases of the others that are pinned here. */
export const managers = {
  npm: (cwd) =>
    run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd }),
  pnpm: (cwd) =>
    run(
      process.execPath,
      [join(modules, "pnpm/bin/pnpm.cjs"), "install", "--prefer-offline", "--ignore-scripts"],
      { cwd },
    ),
  yarn: async (cwd) => {
    // Yarn does not read npm's settings.
    const { stdout: registry } = await run("npm", ["config", "get", "registry"]);
    const env = {
      ...process.env,
      YARN_NPM_REGISTRY_SERVER: registry.trim(),
      YARN_NODE_LINKER: "node-modules",
      YARN_ENABLE_SCRIPTS: "false",
      YARN_ENABLE_TELEMETRY: "false",
      // In a pipeline Yarn wants a lock file, which a new project does not have.
      YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
    };
    return run(process.execPath, [join(modules, "@yarnpkg/cli-dist/bin/yarn.js"), "install"], { cwd, env });
  },
} satisfies Record<string, Install>;

export type Manager = keyof typeof managers;
