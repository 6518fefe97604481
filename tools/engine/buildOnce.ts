import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { withLock, type Waiting } from "./lock";

/**
 * Makes the folder unless it is there, whole. However many processes ask at once, one builds and the others wait for it.
 * The build goes into a sibling folder that takes the name only when it is whole: nobody ever sees half a build.
 */
export async function buildOnce(
  folder: string,
  options: {
    readonly isWhole: (folder: string) => Promise<boolean>;
    readonly build: (folder: string) => Promise<void>;
    readonly waiting: Waiting;
    readonly pollInMilliseconds: number;
  },
): Promise<"built" | "found"> {
  await mkdir(dirname(folder), { recursive: true });
  return withLock({ ...options, path: `${folder}.lock` }, async () => {
    if (await options.isWhole(folder)) return "found";
    await removeAbandonedBuilds(folder);
    const partial = await mkdtemp(partialPrefix(folder));
    try {
      await options.build(partial);
      if (!(await options.isWhole(partial))) {
        throw new Error(
          `The build ended without an error but did not make everything that belongs in ${folder}.`,
        );
      }
      await rm(folder, { recursive: true, force: true });
      await rename(partial, folder);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
    return "built";
  });
}

/** A process killed in the middle of its build could not tidy up. Under the lock, nobody else is building here. */
async function removeAbandonedBuilds(folder: string): Promise<void> {
  const prefix = basename(partialPrefix(folder));
  for (const name of await readdir(dirname(folder))) {
    if (name.startsWith(prefix)) await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
}

function partialPrefix(folder: string): string {
  return `${folder}.partial-`;
}
