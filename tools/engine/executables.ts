import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";

/** The three files the engine needs side by side, or at least all on PATH. */
export interface Executables {
  readonly engine: string;
  readonly languageHost: string;
  readonly launcher: string;
}

export function executables(platform: NodeJS.Platform): Executables {
  const [binary, script] = platform === "win32" ? [".exe", ".cmd"] : ["", ""];
  return {
    engine: `pulumi${binary}`,
    languageHost: `pulumi-language-nodejs${binary}`,
    launcher: `pulumi-resource-pulumi-nodejs${script}`,
  };
}

export function allOf(names: Executables): readonly string[] {
  return [names.engine, names.languageHost, names.launcher];
}

/** The first executable file of that name in the folders, as its absolute path. */
export async function findExecutable(name: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const file = join(folder, name);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

/** Which of the names have no executable file in any of the folders. */
export async function missingFrom(
  folders: readonly string[],
  names: readonly string[],
): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const name of names) {
    if ((await findExecutable(name, folders)) === undefined) missing.push(name);
  }
  return missing;
}

/** The absolute folders of a PATH. A relative one would name another file for each caller's folder. */
export function foldersOf(path: string | undefined): readonly string[] {
  return (path ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
