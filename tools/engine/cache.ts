import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { buildOnce } from "./buildOnce";
import { allOf, missingFrom, type Executables } from "./executables";
import { copyLauncher } from "./launcher";
import { withProgress, type Progress } from "./progress";
import type { EngineSourceName, FoundEngine } from "./types";
import { ENGINE_VERSION, versionIn } from "./version";

const POLL_IN_MILLISECONDS = 1000;

export interface Cache {
  readonly folder: string;
  readonly names: Executables;
  readonly progress: Progress;
  readonly askVersion: (command: string) => Promise<string>;
}

/** The engine in the cache. */
export async function cachedEngine(cache: Cache): Promise<FoundEngine> {
  if (!(await isWhole(cache.folder, cache))) throw new Error(`There is none in ${cache.folder} that runs.`);
  return engineIn(cache, "cache");
}

/** Makes the engine in the cache, unless another process gets there first. `fill` is given the folder and its `bin`. */
export async function makeCachedEngine(
  cache: Cache,
  source: EngineSourceName,
  fill: (folder: string, binDirectory: string) => Promise<void>,
): Promise<FoundEngine> {
  const { folder, names, progress } = cache;
  const outcome = await buildOnce(folder, {
    isWhole: (candidate) => isWhole(candidate, cache),
    build: async (partial) => {
      const binDirectory = binOf(partial);
      await mkdir(binDirectory);
      await fill(partial, binDirectory);
      await copyLauncher(binDirectory, names);
      await mustAnswer(join(binDirectory, names.engine), cache);
    },
    waiting: (wait) => {
      progress.say(`Another process is making the Pulumi engine in ${folder}. Waiting for it.`);
      return withProgress("Waiting for the other process", progress, wait);
    },
    pollInMilliseconds: POLL_IN_MILLISECONDS,
  });
  return engineIn(cache, outcome === "built" ? source : "cache");
}

/** Only an engine that runs, and is the pinned one, may enter the cache. */
async function mustAnswer(command: string, cache: Cache): Promise<void> {
  const answer = await cache.askVersion(command);
  if (versionIn(answer) !== ENGINE_VERSION) {
    throw new Error(
      `The engine just made answers "${answer}" to \`pulumi version\`, not v${ENGINE_VERSION}.`,
    );
  }
}

/** A full disk or a clean-up of caches can leave files that are there and do not run: such an engine is made anew. */
async function isWhole(folder: string, { names, askVersion }: Cache): Promise<boolean> {
  if ((await missingFrom([binOf(folder)], allOf(names))).length > 0) return false;
  try {
    return versionIn(await askVersion(join(binOf(folder), names.engine))) === ENGINE_VERSION;
  } catch {
    return false;
  }
}

function engineIn(cache: Cache, source: EngineSourceName): FoundEngine {
  const binDirectory = binOf(cache.folder);
  return { binDirectory, command: join(binDirectory, cache.names.engine), version: ENGINE_VERSION, source };
}

/** The layout of Pulumi's own installer, so that both ways fill the same folder. */
function binOf(folder: string): string {
  return join(folder, "bin");
}
