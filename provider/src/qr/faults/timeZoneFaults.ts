/** A time zone must have its name in the IANA database, written as it is there: Android minds the case. */
export function timeZoneFaults(option: string, timeZone: unknown): string[] {
  const fault = [`${option} must be the IANA name of a time zone, for example "Europe/Madrid" or "UTC".`];
  if (typeof timeZone !== "string" || !/^[A-Z][\w+-]*(?:\/[A-Z][\w+-]*)*$/.test(timeZone)) return fault;
  try {
    const known = new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
    return known !== timeZone && known.toLowerCase() === timeZone.toLowerCase() ? fault : [];
  } catch {
    return fault;
  }
}
