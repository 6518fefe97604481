import type { SheetLanguage } from "./SheetLanguage";

/**
 * Until when the code works, for people: "Monday, January 5, 2026 at 10:30 (Europe/Madrid)". Graph's first
 * and last years stand for "no date": tokens of fully managed and work profile devices do not expire.
 */
export function validity(expiration: string, timeZone: string, language: SheetLanguage): string {
  const date = new Date(expiration);
  const year = date.getUTCFullYear();
  if (year <= 1 || year >= 9999) return language.noExpiry;
  const formatted = new Intl.DateTimeFormat(language.tag, {
    dateStyle: "full",
    timeStyle: "short",
    hourCycle: "h23",
    timeZone,
  }).format(date);
  return `${formatted} (${timeZone})`;
}

/** Whether this is a date and time with its offset, as Graph's DateTimeOffset always is. */
export function isDateTimeOffset(text: unknown): boolean {
  return (
    typeof text === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text))
  );
}
