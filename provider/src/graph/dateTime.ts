/**
 * A date and time in the one form that all have here: ISO 8601, UTC. Undefined where the text is none, or where its year
 * does not have four digits as Edm.DateTimeOffset does: what is reckoned from such a one may be no date any more.
 */
export function dateTime(text: string): string | undefined {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return undefined;
  const form = date.toISOString().replace(".000Z", "Z");
  return /^\d{4}-/.test(form) ? form : undefined;
}
