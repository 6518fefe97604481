/** Finding an engine that is there: the executables it consists of, and the user's own on PATH. */
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import { satisfies, valid } from "semver";

/** The engine this repository pins: the one that `pulumi/go.mod` requires, and the oldest accepted from PATH. */
export const ENGINE_VERSION = "3.250.0";

export interface FoundEngine {
  /** The folder that holds `pulumi`. */
  readonly binDirectory: string;
  /** The absolute path of `pulumi`. */
  readonly command: string;
  /** Without a leading `v`: `3.250.0`. */
  readonly version: string;
  readonly source: "path" | "cache" | "install" | "go";
}

/** The three files the engine needs side by side, or at least all on PATH. */
export interface Executables {
  readonly engine: string;
  readonly languageHost: string;
  readonly launcher: string;
}

export function executables(platform: NodeJS.Platform = process.platform): Executables {
  const [binary, script] = platform === "win32" ? [".exe", ".cmd"] : ["", ""];
  return {
    engine: `pulumi${binary}`,
    languageHost: `pulumi-language-nodejs${binary}`,
    launcher: `pulumi-resource-pulumi-nodejs${script}`,
  };
}

/** What `pulumi version` prints. */
export async function askVersion(command: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const env = { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { stdout } = await promisify(execFile)(command, ["version"], { env });
  return stdout.trim();
}

/** The version that `pulumi version` answered, without its leading `v`; undefined if the answer is no version. */
export function versionIn(answer: string): string | undefined {
  return valid(answer) ?? undefined;
}

/** A later major version may speak another protocol, so only the pinned one counts. */
function isNewEnough(version: string): boolean {
  return satisfies(version, `^${ENGINE_VERSION}`, { includePrerelease: true });
}

/** The engine that a shell would run, if it will do. One further down PATH is not looked for. */
export async function pathEngine(environment: NodeJS.ProcessEnv): Promise<FoundEngine> {
  const names = executables();
  const folders = foldersOf(environment.PATH);
  const command = await findExecutable(names.engine, folders);
  if (command === undefined) throw new Error("There is no `pulumi` on PATH.");
  const answer = await askVersion(command, environment);
  const version = versionIn(answer);
  if (version === undefined) {
    throw new Error(`${command} answered "${answer}" to \`pulumi version\`, which is no version.`);
  }
  if (!isNewEnough(version)) {
    throw new Error(`${command} is version ${version}; ${ENGINE_VERSION} or a newer version 3 is needed.`);
  }
  // A package manager often links `pulumi` alone into PATH; its companions lie beside the file the link points at.
  const beside = [dirname(command), dirname(await realpath(command))];
  const missing = await missingFrom([...beside, ...folders], [names.languageHost, names.launcher]);
  if (missing.length > 0) {
    throw new Error(`${command} has no ${missing.join(" and no ")} beside it, nor is there one on PATH.`);
  }
  return { binDirectory: dirname(command), command, version, source: "path" };
}

/** The absolute folders of a PATH. A relative one would name another file for each caller's folder. */
export function foldersOf(path: string | undefined): readonly string[] {
  return (path ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
}

/** The first executable file of that name in the folders, as its absolute path. */
export async function findExecutable(name: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const file = join(folder, name);
    try {
      await access(file, constants.X_OK);
      if ((await stat(file)).isFile()) return file;
    } catch {
      // It is not there, or nobody may run it.
    }
  }
  return undefined;
}

/** Which of the names have no executable file in any of the folders. */
export async function missingFrom(
  folders: readonly string[],
  names: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(names.map((name) => findExecutable(name, folders)));
  return names.filter((_, index) => found[index] === undefined);
}
