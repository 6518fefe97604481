/** Waits longer than this are not worth a pipeline's time: the answer is given up and explained instead. */
const longestRetryAfterInMilliseconds = 5 * 60 * 1000;
const longestBackoffInMilliseconds = 30 * 1000;

/**
 * How long Graph asks to wait, in milliseconds, from a `Retry-After` header: seconds (Graph sends fractions too,
 * which got does not read) or an HTTP date. Undefined where the header is absent or makes no sense.
 *
 * @param now when the answer was sent, best by the sender's own clock: a date is one of that clock
 *
 * Source: RFC 9110 §10.2.3, https://learn.microsoft.com/graph/throttling
 */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
  const value = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  if (!/^[A-Z][a-z]{2}, .* GMT$/.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

/**
 * Milliseconds to wait before an attempt is repeated, or `"give up"`.
 *
 * @param attempt which attempt has just failed, from 1
 * @param retryAfter what Graph asked for, in milliseconds: believed once, and after that no less than the backoff before,
 *   so that all attempts are not spent at once on an answer that says "at once". Absent: exponential backoff with jitter,
 *   so that many resources turned away at once do not come back at once
 * @param random a number from 0 to 1
 */
export function retryDelay(
  attempt: number,
  retryAfter: number | undefined,
  random: number,
): number | "give up" {
  if (retryAfter === undefined) return backoff(attempt, random);
  if (retryAfter > longestRetryAfterInMilliseconds) return "give up";
  return attempt === 1 ? retryAfter : Math.max(retryAfter, backoff(attempt - 1, random));
}

function backoff(attempt: number, random: number): number {
  return Math.min(500 * 2 ** attempt, longestBackoffInMilliseconds) * (0.5 + random / 2);
}
