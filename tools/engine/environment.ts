import { delimiter, join } from "node:path";
import type { Engine } from "./types";

/**
 * The engine's language host and launcher run `node` from PATH. The repository's own Node.js therefore comes first, even
 * before the engine's folder: where a package manager put `pulumi`, an older `node` often lies beside it.
 *
 * Each command of the engine starts Node.js afresh, twice. The compile cache spares it from compiling the same packages
 * again, and goes with the packages when they are installed anew.
 */
export function engineEnvironment(from: {
  readonly nodeModules: string;
  readonly binDirectory: string;
  readonly path: string | undefined;
}): Engine["environment"] {
  const rest = (from.path ?? "").split(delimiter).filter((folder) => folder !== "");
  return {
    PATH: [...new Set([join(from.nodeModules, ".bin"), from.binDirectory, ...rest])].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    NODE_COMPILE_CACHE: join(from.nodeModules, ".cache/node"),
  };
}
