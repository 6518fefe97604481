import { distance } from "fastest-levenshtein";

/**
 * The name that was probably meant, or undefined if none is near. `client_id` and `ClientID` are the same as
 * `clientId`; up to a third of the letters may be wrong; and a part such as `validity` counts if only one name has it.
 */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const letters = plain(given);
  const [nearest] = names
    .map((name) => ({ name, wrong: distance(letters, plain(name)) }))
    .filter(({ name, wrong }) => wrong <= Math.max(letters.length, plain(name).length) / 3)
    .sort((one, other) => one.wrong - other.wrong);
  if (nearest !== undefined) return nearest.name;
  const having = letters.length < shortestPart ? [] : names.filter((name) => plain(name).includes(letters));
  return having.length === 1 ? having[0] : undefined;
}

/** The end of a message about a name that does not exist: the name that was probably meant, or all that there are. */
export function didYouMean(given: string, names: readonly string[]): string {
  const nearest = nearestName(given, names);
  return nearest === undefined ? `expected one of ${names.join(", ")}` : `did you mean "${nearest}"?`;
}

const shortestPart = 4;

/** Only what people mean by a name. Cut, because a name may be anybody's text, and comparing takes its length squared. */
function plain(name: string): string {
  return name
    .slice(0, 100)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");
}
