import { createHash } from "node:crypto";
import { isAbsolute, join } from "node:path";
import { ENGINE_VERSION } from "./version";

/**
 * Where this checkout's engine is cached. The pins are part of the name, so a changed pin is another folder and no
 * checkout ever runs an engine built from other pins than its own.
 */
export function cacheFolder(from: {
  readonly environment: NodeJS.ProcessEnv;
  readonly homeDirectory: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly pins: readonly string[];
}): string {
  const configured = from.environment.XDG_CACHE_HOME ?? "";
  // The XDG specification has a relative path ignored.
  const caches = isAbsolute(configured) ? configured : join(from.homeDirectory, ".cache");
  const hash = createHash("sha256").update(JSON.stringify(from.pins)).digest("hex").slice(0, 12);
  const key = `v${ENGINE_VERSION}-${from.platform}-${from.arch}-${hash}`;
  return join(caches, "pulumi-intune-enrollment", "engine", key);
}
