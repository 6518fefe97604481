/** What stands for the expiry of a token that does not expire: the last second that four-digit years can name. */
export const noExpiration = "9999-12-31T23:59:59Z";

/** Offsets move the ends of time by less than a day; a day more does no harm. */
const dayInMilliseconds = 24 * 60 * 60 * 1000;
const beginning = Date.parse("0001-01-01T00:00:00Z") + 2 * dayInMilliseconds;
const end = Date.parse(noExpiration) - 2 * dayInMilliseconds;

/**
 * An Edm.DateTimeOffset in the one form that all have here: ISO 8601, UTC. Graph writes "none" as the first moment of
 * the year 1, and "never" as the last of the year 9999, both in any offset: null, and {@link noExpiration}. Undefined
 * where the text is no date.
 */
export function dateTime(text: string): string | null | undefined {
  const time = Date.parse(text);
  if (Number.isNaN(time)) return undefined;
  if (time < beginning) return null;
  return time > end ? noExpiration : new Date(time).toISOString().replace(".000Z", "Z");
}
