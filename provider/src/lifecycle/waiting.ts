import type { Clock } from "../clock";

/** The result of one look. */
export interface Look<Seen> {
  /** What the caller waits for. Undefined if it did not show. */
  readonly seen?: Seen | undefined;
  /** When Graph answered, by its own clock. */
  readonly date?: Date | undefined;
}

export interface WaitOptions {
  /** When the waiting began, by Graph's clock; ISO 8601. Default: now. */
  readonly since?: string | undefined;
  /** The least number of looks, even past the deadline. Default 1. */
  readonly atLeast?: number;
}

/**
 * Looks again and again until the wanted thing shows. Undefined if it does not show before the propagation time-out.
 *
 * The deadline is by this machine's clock. If the waiting began earlier, by Graph's clock, each answer of Graph tells
 * how much time is left.
 */
export type WaitFor = <Seen>(
  look: () => Promise<Look<Seen>>,
  options?: WaitOptions,
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

/** The tolerance in comparing times: the clocks of Graph's servers may differ by this much. */
const toleranceInMilliseconds = 10_000;

/** A `Date` header has whole seconds, so a smaller difference between two clocks is none. */
const resolutionInMilliseconds = 1000;

/**
 * Graph's clock, which dates tokens and profiles. This machine's clock may differ from it by minutes.
 *
 * @param date the date of an answer that has just arrived. If it is undefined, this machine's clock is used
 */
export function graphClock(clock: Pick<Clock, "now">, date: Date | undefined): () => Date {
  const difference = date === undefined ? 0 : date.getTime() - clock.now().getTime();
  const ahead = Math.abs(difference) < resolutionInMilliseconds ? 0 : difference;
  return () => new Date(clock.now().getTime() + ahead);
}

/**
 * Whether a time lies within a request, with that tolerance. All times are by Graph's clock; those of the request are
 * ISO 8601.
 */
export function isWithin(time: number, from: string, until: string): boolean {
  return isNotBefore(time, from) && time <= Date.parse(until) + toleranceInMilliseconds;
}

/** Whether a time is not before the start of a request, with that tolerance. */
export function isNotBefore(time: number, from: string): boolean {
  return time >= Date.parse(from) - toleranceInMilliseconds;
}

/** How often progress is reported. */
const noticeIntervalInMilliseconds = 5_000;

/** Reports progress every few seconds, until all work is done. */
export class Progress {
  private started = 0;
  private done = 0;
  private stop: (() => void) | undefined;

  /** @param message says how many pieces of work are done, of those that have been started */
  constructor(
    private readonly clock: Pick<Clock, "every">,
    private readonly notify: (message: string) => void,
    private readonly message: (done: number, started: number) => string,
  ) {}

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.started += 1;
    this.stop ??= this.clock.every(noticeIntervalInMilliseconds, () => {
      this.notify(this.message(this.done, this.started));
    });
    try {
      return await work();
    } finally {
      this.done += 1;
      if (this.done === this.started) {
        this.stop();
        this.stop = undefined;
      }
    }
  }
}
