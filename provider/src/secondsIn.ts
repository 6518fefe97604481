const duration = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const secondsPer = [604_800, 86_400, 3_600, 60, 1] as const;

/**
 * The length of an ISO 8601 duration in seconds: `secondsIn("P30D")` is 2592000. Accepts weeks, days, hours, minutes
 * and seconds in whole numbers. Years and months are an error, because their length depends on the date.
 *
 * @throws {RangeError} for any other text, for an empty duration such as `P`, `PT` or `P0D`, and for one above
 *   `Number.MAX_SAFE_INTEGER`
 */
export function secondsIn(iso8601Duration: string): number {
  const parts: (string | undefined)[] = duration.exec(iso8601Duration)?.slice(1) ?? [];
  if (parts.every((part) => part === undefined) || iso8601Duration.endsWith("T")) {
    const hint = /^P[\dYMWD]*[YM]/.test(iso8601Duration)
      ? " Years and months have no fixed length: use days."
      : " Expected an ISO 8601 duration such as P30D or P1DT12H.";
    throw new RangeError(`${JSON.stringify(iso8601Duration)} is not a duration in seconds.${hint}`);
  }
  const seconds = parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (secondsPer[index] ?? 0), 0);
  if (seconds === 0) {
    throw new RangeError(
      `${JSON.stringify(iso8601Duration.slice(0, 40))} is zero seconds long: expected at least PT1S.`,
    );
  }
  if (Number.isSafeInteger(seconds)) return seconds;
  throw new RangeError(
    `${JSON.stringify(iso8601Duration.slice(0, 40))} is longer than a number can hold exactly.`,
  );
}
