import { copyFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Executables } from "./executables";

/** The launcher of dynamic providers, as the SDK this repository has installed brings it. */
export function launcherOfSdk(names: Executables): string {
  return join(dirname(require.resolve("@pulumi/pulumi/package.json")), names.launcher);
}

export async function copyLauncher(binDirectory: string, names: Executables): Promise<void> {
  await copyFile(launcherOfSdk(names), join(binDirectory, names.launcher));
}
