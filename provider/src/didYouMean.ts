import { distance } from "fastest-levenshtein";

/**
 * The name that was probably meant, or undefined if none is similar. `client_id` and `ClientID` are the same as
 * `clientId`. Up to a third of the letters may be wrong. A part such as `validity` counts if only one name contains it.
 */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const letters = normalized(given);
  const [nearest] = names
    .map((name) => ({ name, wrong: distance(letters, normalized(name)) }))
    .filter(({ name, wrong }) => wrong <= Math.max(letters.length, normalized(name).length) / 3)
    .sort((one, other) => one.wrong - other.wrong);
  if (nearest !== undefined) return nearest.name;
  const containing =
    letters.length < shortestPart ? [] : names.filter((name) => normalized(name).includes(letters));
  return containing.length === 1 ? containing[0] : undefined;
}

/** The end of a message about an unknown name: the name that was probably meant, or all names. */
export function didYouMean(given: string, names: readonly string[]): string {
  const nearest = nearestName(given, names);
  return nearest === undefined ? `expected one of ${names.join(", ")}` : `did you mean "${nearest}"?`;
}

const shortestPart = 4;

/**
 * A name's letters and digits in lower case. Cut at 100 characters, because anybody may have written the name, and the
 * time to compare grows with the square of its length.
 */
function normalized(name: string): string {
  return name
    .slice(0, 100)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");
}
