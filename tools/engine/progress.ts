import type { Say } from "./types";

export const PROGRESS_INTERVAL_IN_MILLISECONDS = 15_000;

export interface Progress {
  readonly say: Say;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  /** Calls back again and again; the answer stops it. */
  readonly every: (milliseconds: number, callback: () => void) => () => void;
}

export function realProgress(say: Say): Progress {
  return {
    say,
    now: () => performance.now(),
    every: (milliseconds, callback) => {
      const timer = setInterval(callback, milliseconds);
      return () => {
        clearInterval(timer);
      };
    },
  };
}

/** Does the work, saying how long it has taken so far, so that a long silence is not taken for a hang. */
export async function withProgress<T>(what: string, progress: Progress, work: () => Promise<T>): Promise<T> {
  const started = progress.now();
  const elapsed = (): string => duration(progress.now() - started);
  const stop = progress.every(PROGRESS_INTERVAL_IN_MILLISECONDS, () => {
    progress.say(`${what}: ${elapsed()} so far`);
  });
  try {
    return await work();
  } catch (error) {
    progress.say(`${what}: failed after ${elapsed()}`);
    throw error;
  } finally {
    stop();
  }
}

export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
