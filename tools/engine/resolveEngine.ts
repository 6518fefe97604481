import { homedir } from "node:os";
import { resolve } from "node:path";
import { askVersion } from "./askVersion";
import { cachedEngine, makeCachedEngine, type Cache } from "./cache";
import { cacheFolder } from "./cacheFolder";
import { engineEnvironment } from "./environment";
import { executables, findExecutable, foldersOf } from "./executables";
import { firstEngine } from "./firstEngine";
import { goBuild } from "./goBuild";
import { install } from "./install";
import { pathEngine } from "./pathEngine";
import { readPins } from "./pins";
import { realProgress } from "./progress";
import type { Engine, Say } from "./types";
import { ENGINE_VERSION } from "./version";

const NODE_MODULES = resolve(__dirname, "../../node_modules");

/**
 * The Pulumi engine to run: the user's own, the cached one, or one made now (about five minutes, once).
 *
 * Rejects with an EngineNotFoundError where none of these can be had.
 *
 * @param options.environment where PATH and the cache are looked up; default the process's own
 * @param options.say shows a line of progress; default on stderr
 */
export async function resolveEngine(
  options: { readonly environment?: NodeJS.ProcessEnv; readonly say?: Say } = {},
): Promise<Engine> {
  const environment = options.environment ?? process.env;
  const path = environment.PATH;
  const folders = foldersOf(path);
  const names = executables(process.platform);
  const progress = realProgress(options.say ?? sayOnStderr);
  const ask = (command: string): Promise<string> => askVersion(command, environment);
  const cache: Cache = {
    folder: cacheFolder({
      environment,
      homeDirectory: homedir(),
      platform: process.platform,
      arch: process.arch,
      pins: await readPins(names),
    }),
    names,
    progress,
    askVersion: ask,
  };

  const found = await firstEngine([
    { name: "pulumi on PATH", find: () => pathEngine({ folders, names, askVersion: ask }) },
    { name: "the cache", find: () => cachedEngine(cache) },
    {
      name: "a build with Go",
      find: async () => {
        const go = await findExecutable(process.platform === "win32" ? "go.exe" : "go", folders);
        if (go === undefined) throw new Error("There is no `go` on PATH.");
        return makeCachedEngine(cache, "go", async (_folder, binDirectory) => {
          progress.say(`Building Pulumi ${ENGINE_VERSION} from pinned Go modules into ${cache.folder}.`);
          progress.say("This takes about five minutes and is done once.");
          await goBuild(binDirectory, { go, names, environment, progress });
        });
      },
    },
    {
      name: "Pulumi's own installer",
      find: () => makeCachedEngine(cache, "install", (folder) => install(folder, progress)),
    },
  ]);
  const { binDirectory } = found;
  return { ...found, environment: engineEnvironment({ nodeModules: NODE_MODULES, binDirectory, path }) };
}

function sayOnStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
