import type { Clock } from "../clock";

const pollsInMilliseconds = [0, 250, 500, 1000, 2000, 4000];
const slowestPollInMilliseconds = 5000;

/** Looks, once at least and until the deadline, until there is something to see. */
export async function poll<Seen>(
  clock: Clock,
  deadline: number,
  look: () => Promise<Seen | undefined>,
): Promise<Seen | undefined> {
  for (let attempt = 0; ; attempt++) {
    const left = deadline - clock.now().getTime();
    if (left <= 0 && attempt > 0) return undefined;
    const wait = Math.min(pollsInMilliseconds[attempt] ?? slowestPollInMilliseconds, Math.max(left, 0));
    if (wait > 0) await clock.sleep(wait);
    const seen = await look();
    if (seen !== undefined) return seen;
  }
}
