import type { Clock } from "../clock";

const pollsInMilliseconds = [0, 250, 500, 1000, 2000, 4000];
const slowestPollInMilliseconds = 5000;

/**
 * Looks, so many times at least and until the deadline, until there is something to see.
 *
 * @param deadline a function is asked before each look, as what was seen may tell more of it
 */
export async function poll<Seen>(
  clock: Clock,
  deadline: number | (() => number),
  look: () => Promise<Seen | undefined>,
  fewestLooks = 1,
): Promise<Seen | undefined> {
  for (let attempt = 0; ; attempt++) {
    const left = (typeof deadline === "number" ? deadline : deadline()) - clock.now().getTime();
    if (left <= 0 && attempt >= fewestLooks) return undefined;
    const interval = pollsInMilliseconds[attempt] ?? slowestPollInMilliseconds;
    const wait = left > 0 ? Math.min(interval, left) : interval;
    if (wait > 0) await clock.sleep(wait);
    const seen = await look();
    if (seen !== undefined) return seen;
  }
}
