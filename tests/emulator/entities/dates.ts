export const earliestDateTime = "0001-01-01T00:00:00Z";

/** An Edm.DateTimeOffset as Intune writes it: seven digits of fraction, or none where it is zero. */
export function dateTimeOffset(date: Date): string {
  const [seconds = "", fraction = ""] = date.toISOString().slice(0, -1).split(".");
  return fraction === "000" ? `${seconds}Z` : `${seconds}.${fraction}0000Z`;
}
