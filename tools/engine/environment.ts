import { delimiter } from "node:path";
import type { Engine } from "./types";

/**
 * The engine's language host and launcher run `node` from PATH. The repository's own Node.js therefore comes first, even
 * before the engine's folder: where a package manager put `pulumi`, an older `node` often lies beside it.
 */
export function engineEnvironment(from: {
  readonly nodeDirectory: string;
  readonly binDirectory: string;
  readonly path: string | undefined;
}): Engine["environment"] {
  const rest = (from.path ?? "").split(delimiter).filter((folder) => folder !== "");
  return {
    PATH: [...new Set([from.nodeDirectory, from.binDirectory, ...rest])].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}
