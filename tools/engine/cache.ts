/** The engines in the user's cache: where they lie, and how many processes at once make one there. */
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { lock } from "proper-lockfile";
import { askVersion, ENGINE_VERSION, executables, type FoundEngine, missingFrom, versionIn } from "./find";

/** Shows one line to whoever waits. */
export type Say = (line: string) => void;

const INTERVAL_IN_SECONDS = 15;

/** A live holder refreshes its lock every half of this, so an older lock belongs to a process that died. */
const STALE_IN_MILLISECONDS = 10_000;

/**
 * The folders of this checkout's cached engines. The pins of a build are part of its folder's name, so a changed pin is
 * another folder, and no checkout runs an engine built from other pins than its own.
 */
export function cachedIn(
  environment: NodeJS.ProcessEnv,
  pins: readonly string[],
): { readonly installed: string; readonly built: string } {
  const key = `v${ENGINE_VERSION}-${process.platform}-${process.arch}`;
  const hash = hashOf(pins);
  const folderOf = (suffix: string): string => join(cacheFolder(environment), "engine", `${key}-${suffix}`);
  return {
    installed: folderOf("installed"),
    built: folderOf(hash),
  };
}

/** The repository's part of the user's cache. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const configured = environment.XDG_CACHE_HOME ?? "";
  // The XDG specification has a relative path ignored.
  const caches = isAbsolute(configured) ? configured : join(homedir(), ".cache");
  return join(caches, "pulumi-intune-enrollment");
}

export function hashOf(pins: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(pins)).digest("hex").slice(0, 12);
}

/** The engine in that folder. Rejects if there is none, or none that runs. */
export async function cachedEngine(
  folder: string,
  environment: NodeJS.ProcessEnv,
  source: FoundEngine["source"] = "cache",
): Promise<FoundEngine> {
  await mustBeWhole(folder, environment);
  const binDirectory = join(folder, "bin");
  const command = join(binDirectory, executables().engine);
  return { binDirectory, command, version: ENGINE_VERSION, source };
}

/** A full disk or a clean-up of caches can leave files that are there and do not run: they do not count. */
async function mustBeWhole(folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const names = executables();
  const binDirectory = join(folder, "bin");
  const missing = await missingFrom([binDirectory], Object.values(names));
  if (missing.length > 0) throw new Error(`There is no ${missing.join(" and no ")} in ${binDirectory}.`);
  const answer = await askVersion(join(binDirectory, names.engine), environment);
  if (versionIn(answer) !== ENGINE_VERSION) {
    throw new Error(`The engine in ${binDirectory} answers "${answer}", not v${ENGINE_VERSION}.`);
  }
}

/** Makes the engine in its folder of the cache, unless it is there; see {@link makeOnce}. */
export async function makeCachedEngine(
  folder: string,
  source: "install" | "go",
  using: { readonly environment: NodeJS.ProcessEnv; readonly say: Say },
  make: (folder: string) => Promise<void>,
): Promise<FoundEngine> {
  const { environment, say } = using;
  let made: FoundEngine["source"] = "cache";
  await makeOnce(
    folder,
    say,
    (place) => mustBeWhole(place, environment),
    async (partial) => {
      await make(partial);
      made = source;
    },
  );
  return cachedEngine(folder, environment, made);
}

/**
 * Makes something in a folder of the cache, unless it is there. However many processes ask at once, one makes it and the
 * others wait. It is made in a sibling folder that takes the name only when it is whole.
 *
 * A process suspended for long may find its lock taken over when it wakes. It then goes on: the lock only saves a
 * second time, and what is done twice is safe.
 *
 * @param mustBeThere rejects if it is not whole in the folder
 */
export async function makeOnce(
  folder: string,
  say: Say,
  mustBeThere: (folder: string) => Promise<void>,
  make: (folder: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const release = await lockOf(`${folder}.lock`, say);
  try {
    if (await isThere(folder, mustBeThere)) return;
    await removeAbandoned(folder);
    const partial = await mkdtemp(`${folder}.partial-`);
    try {
      await make(partial);
      await mustBeThere(partial);
      await rm(folder, { recursive: true, force: true });
      await rename(partial, folder);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  } finally {
    await release();
  }
}

async function isThere(folder: string, mustBeThere: (folder: string) => Promise<void>): Promise<boolean> {
  try {
    await mustBeThere(folder);
    return true;
  } catch {
    return false;
  }
}

/** A process killed in the middle could not tidy up. Under the lock, nobody else is making anything here. */
async function removeAbandoned(folder: string): Promise<void> {
  const parent = dirname(folder);
  for (const name of await readdir(parent)) {
    if (name.startsWith(`${basename(folder)}.partial-`)) await rm(join(parent, name), { recursive: true });
  }
}

async function lockOf(path: string, say: Say): Promise<() => Promise<void>> {
  let isOurs = true;
  const options = {
    lockfilePath: path,
    realpath: false,
    stale: STALE_IN_MILLISECONDS,
    onCompromised: () => (isOurs = false),
  };
  const take = async (): Promise<() => Promise<void>> => {
    try {
      return await lock(path, options);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ELOCKED")) throw error;
      const retries = { forever: true, minTimeout: 500, maxTimeout: 1000 };
      return withProgress("Waiting for another process to make the Pulumi engine", say, () =>
        lock(path, { ...options, retries }),
      );
    }
  };
  const release = await take();
  return async () => {
    if (isOurs) await release();
  };
}

/** Does the work, saying how long it has taken so far, so that a long silence is not taken for a hang. */
export async function withProgress<T>(what: string, say: Say, work: () => Promise<T>): Promise<T> {
  say(what);
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += INTERVAL_IN_SECONDS;
    say(`${what}: ${seconds} s so far`);
  }, INTERVAL_IN_SECONDS * 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
