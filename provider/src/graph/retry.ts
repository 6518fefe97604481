import { tunnelRefused } from "../proxy";

const longestBackoffInMilliseconds = 30 * 1000;

/**
 * How many attempts a request has. Throttling ends after a while. Other failures often do not, and a pipeline should
 * not wait long for them. The two kinds are counted apart.
 */
export const mostAttempts = { throttled: 8, otherwise: 4 };

/** Refused before Graph did anything: safe to send again, whatever the method. */
export const refusals = {
  statusCodes: [401, 429],
  errorCodes: ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", tunnelRefused],
};

/** Faults that often pass, but Graph may have done something. Only a request that may run twice is sent again. */
const temporary = {
  statusCodes: [408, 500, 502, 503, 504],
  errorCodes: [
    "ETIMEDOUT",
    "ECONNRESET",
    "EPIPE",
    "ENETUNREACH",
    "EHOSTUNREACH",
    "ERR_HTTP_CONTENT_LENGTH_MISMATCH",
  ],
};

/** The answers and failures after which a request is sent again. @param mayRunTwice true if that has the same effect */
export function repeatedAfter(mayRunTwice: boolean): typeof refusals {
  if (!mayRunTwice) return refusals;
  return {
    statusCodes: [...refusals.statusCodes, ...temporary.statusCodes],
    errorCodes: [...refusals.errorCodes, ...temporary.errorCodes],
  };
}

/**
 * How long Graph asks to wait, in milliseconds, from a `Retry-After` header: seconds (Graph sends fractions too,
 * which got does not read) or an HTTP date. Undefined if the header is absent or makes no sense.
 *
 * @param now when the answer was sent, if possible by the sender's own clock: a date in the header is by that clock
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
 * @param retryAfter what Graph asked for, in milliseconds. After the first attempt, the wait is at least the backoff
 *   before. Otherwise a Retry-After of 0 would use up all attempts at once. If absent: exponential backoff with jitter,
 *   so that many throttled requests do not come back at the same time
 * @param longest the longest wait that Graph may ask for, in milliseconds
 * @param random a number from 0 to 1
 */
export function retryDelay(
  attempt: number,
  retryAfter: number | undefined,
  longest: number,
  random: number,
): number | "give up" {
  if (retryAfter === undefined) return backoff(attempt, random);
  if (retryAfter > longest) return "give up";
  return attempt === 1 ? retryAfter : Math.max(retryAfter, backoff(attempt - 1, random));
}

/** Says how long Graph asked to wait when a request was given up, in a sentence that follows the explanation. */
export function askedToWait(retryAfter: number, longestWaitInSeconds: number): string {
  const seconds = Math.ceil(retryAfter / 1000);
  return retryAfter > longestWaitInSeconds * 1000
    ? `Graph asked to wait ${seconds} s, which is more than intune:longestWaitInSeconds (${longestWaitInSeconds}) allows.`
    : `Graph asked to wait ${seconds} s more.`;
}

function backoff(attempt: number, random: number): number {
  return Math.min(500 * 2 ** attempt, longestBackoffInMilliseconds) * (0.5 + random / 2);
}
