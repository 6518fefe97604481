import type { Clock } from "../clock";

/** What one look saw: what was waited for, if it showed, and when Graph answered by its own clock. */
export interface Look<Seen> {
  readonly seen?: Seen | undefined;
  readonly date?: Date | undefined;
}

export interface Patience {
  /** When the wait began, by Graph's clock; ISO 8601. Default: now. */
  readonly since?: string | undefined;
  /** How many looks it takes at least, even past the deadline. Default 1. */
  readonly atLeast?: number;
}

/**
 * Looks again and again until there is something to see. Undefined once the propagation time-out is over.
 *
 * A deadline is a time of this machine's clock. Where the wait began earlier, by Graph's clock, each answer of Graph
 * tells how much of it is left.
 */
export type WaitFor = <Seen>(
  look: () => Promise<Look<Seen>>,
  patience?: Patience,
) => Promise<Seen | undefined>;

const pausesInMilliseconds = [250, 500, 1000, 2000, 4000];
const longestPauseInMilliseconds = 5000;

export function waiting(
  clock: Pick<Clock, "now" | "sleep">,
  progress: Pick<Progress, "during">,
  propagationTimeoutInSeconds: number,
): WaitFor {
  const timeout = propagationTimeoutInSeconds * 1000;
  return (look, { since, atLeast = 1 } = {}) =>
    progress.during(async () => {
      let deadline = clock.now().getTime() + timeout;
      for (let looks = 1; ; looks++) {
        const { seen, date } = await look();
        if (seen !== undefined) return seen;
        const now = clock.now().getTime();
        if (since !== undefined) {
          const waited = graphClock(clock, date)().getTime() - Date.parse(since);
          deadline = Math.min(deadline, now + timeout - waited);
        }
        const left = deadline - now;
        if (left <= 0 && looks >= atLeast) return undefined;
        const pause = pausesInMilliseconds[looks - 1] ?? longestPauseInMilliseconds;
        await clock.sleep(left > 0 ? Math.min(pause, left) : pause);
      }
    });
}

/** The clocks of Graph's machines may differ by this much. */
const toleranceInMilliseconds = 10_000;

/** A `Date` header tells whole seconds: clocks that are closer than this agree. */
const resolutionInMilliseconds = 1000;

/**
 * Graph's clock, which dates tokens and profiles. This machine's clock may be minutes away from it.
 *
 * @param date of an answer that has just come; undefined where Graph did not tell: then this machine's time has to do
 */
export function graphClock(clock: Pick<Clock, "now">, date: Date | undefined): () => Date {
  const difference = date === undefined ? 0 : date.getTime() - clock.now().getTime();
  const ahead = Math.abs(difference) < resolutionInMilliseconds ? 0 : difference;
  return () => new Date(clock.now().getTime() + ahead);
}

/** Whether something that Graph dated may have happened while a request was under way. Times in ISO 8601, by Graph's clock. */
export function isWithin(time: number, from: string, until: string): boolean {
  return isNotBefore(time, from) && time <= Date.parse(until) + toleranceInMilliseconds;
}

/** Whether something that Graph dated may have happened after a request was sent. */
export function isNotBefore(time: number, from: string): boolean {
  return time >= Date.parse(from) - toleranceInMilliseconds;
}

/** How often somebody who waits is told how far things are. */
const noticeIntervalInMilliseconds = 5_000;

/** Says every few seconds how far something is that takes long, for as long as it is not done. */
export class Progress {
  private asked = 0;
  private done = 0;
  private stop: (() => void) | undefined;

  /** @param inWords what is waited for, and how many are done of those asked for so far */
  constructor(
    private readonly clock: Pick<Clock, "every">,
    private readonly notify: (message: string) => void,
    private readonly inWords: (done: number, asked: number) => string,
  ) {}

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.asked += 1;
    this.stop ??= this.clock.every(noticeIntervalInMilliseconds, () => {
      this.notify(this.inWords(this.done, this.asked));
    });
    try {
      return await work();
    } finally {
      this.done += 1;
      if (this.done === this.asked) {
        this.stop();
        this.stop = undefined;
      }
    }
  }
}
