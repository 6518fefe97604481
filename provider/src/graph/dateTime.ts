/** The expiry of a token that does not expire: the last second of the year 9999. */
export const noExpiration = "9999-12-31T23:59:59Z";

/** A time zone moves the first and the last date by less than a day. One day more does no harm. */
const dayInMilliseconds = 24 * 60 * 60 * 1000;
const beginning = Date.parse("0001-01-01T00:00:00Z") + 2 * dayInMilliseconds;
const end = Date.parse(noExpiration) - 2 * dayInMilliseconds;

/**
 * Converts an Edm.DateTimeOffset to ISO 8601, UTC. Graph writes "none" as the first moment of the year 1, in any time
 * zone: that gives null. It writes "never" as the last moment of the year 9999: that gives {@link noExpiration}.
 * Undefined if the text is not a date.
 */
export function dateTime(text: string): string | null | undefined {
  const time = Date.parse(text);
  if (Number.isNaN(time)) return undefined;
  if (time < beginning) return null;
  return time > end ? noExpiration : new Date(time).toISOString().replace(".000Z", "Z");
}
