import type { Clock } from "../clock";

/** What Graph's machines may differ by among themselves. */
export const toleranceInMilliseconds = 10_000;

/**
 * The time by Graph's clock, which is what it dates tokens and profiles by. This machine's may be minutes away from it.
 *
 * @param date of an answer that has just come; undefined where Graph did not tell: then this machine's time has to do
 */
export function graphsTime(clock: Pick<Clock, "now">, date: Date | undefined): () => Date {
  const ahead = date === undefined ? 0 : date.getTime() - clock.now().getTime();
  return () => new Date(clock.now().getTime() + ahead);
}
