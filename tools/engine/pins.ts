import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Executables } from "./executables";
import { directoryOf, goModules } from "./goModules";
import { launcherOfSdk } from "./launcher";

/** Everything that decides what a build makes. */
export async function readPins(names: Executables): Promise<readonly string[]> {
  const files = goModules.flatMap((module) => [
    join(directoryOf(module), "go.mod"),
    join(directoryOf(module), "go.sum"),
  ]);
  const contents = [...files, launcherOfSdk(names)].map((file) => readFile(file, "utf8"));
  return [JSON.stringify(goModules), ...(await Promise.all(contents))];
}
