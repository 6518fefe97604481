import { setTimeout as delay } from "node:timers/promises";
import { lock } from "proper-lockfile";

/** A live holder refreshes its lock every half of this, so an older lock belongs to a process that died. */
const STALE_IN_MILLISECONDS = 10_000;

type Release = () => Promise<void>;

/** Called where the lock is held by another process; does the waiting, and can accompany it. */
export type Waiting = <T>(wait: () => Promise<T>) => Promise<T>;

/**
 * Does the work while no other process does work under the same path.
 *
 * A process suspended for long may find its lock taken over when it wakes. It then goes on: what is done under the lock
 * must be safe done twice, the lock only saves the second time.
 */
export async function withLock<T>(
  options: { readonly path: string; readonly pollInMilliseconds: number; readonly waiting: Waiting },
  work: () => Promise<T>,
): Promise<T> {
  const takenOver = new AbortController();
  const onTakenOver = (): void => {
    takenOver.abort();
  };
  const untilFree = async (): Promise<Release> => {
    for (;;) {
      await delay(options.pollInMilliseconds);
      const release = await tryToLock(options.path, onTakenOver);
      if (release !== undefined) return release;
    }
  };

  const release = (await tryToLock(options.path, onTakenOver)) ?? (await options.waiting(untilFree));
  try {
    return await work();
  } finally {
    if (!takenOver.signal.aborted) await release();
  }
}

async function tryToLock(path: string, onTakenOver: () => void): Promise<Release | undefined> {
  try {
    return await lock(path, {
      lockfilePath: path,
      realpath: false,
      stale: STALE_IN_MILLISECONDS,
      onCompromised: onTakenOver,
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ELOCKED") return undefined;
    throw error;
  }
}
