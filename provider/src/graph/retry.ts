/** Waits longer than this are not worth a pipeline's time: the answer is given up and explained instead. */
const longestRetryAfterInMilliseconds = 5 * 60 * 1000;
const longestBackoffInMilliseconds = 30 * 1000;

/**
 * How long Graph asks to wait, in milliseconds, from a `Retry-After` header: seconds (Graph sends fractions too,
 * which got does not read) or an HTTP date. Undefined where the header is absent or makes no sense.
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
 * @param retryAfter what Graph asked for, in milliseconds; absent: exponential backoff with jitter, so that
 *   many resources turned away at once do not come back at once
 * @param random a number from 0 to 1
 */
export function retryDelay(
  attempt: number,
  retryAfter: number | undefined,
  random: number,
): number | "give up" {
  if (retryAfter !== undefined) return retryAfter > longestRetryAfterInMilliseconds ? "give up" : retryAfter;
  const backoff = Math.min(500 * 2 ** attempt, longestBackoffInMilliseconds);
  return backoff * (0.5 + random / 2);
}
