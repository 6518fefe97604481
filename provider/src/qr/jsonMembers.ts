/** One `"name": value` of a JSON object, with its text as it was written. */
export interface JsonMember {
  readonly name: string;
  readonly text: string;
}

/** Far beyond what a setup wizard reads, and far below where writing JSON again runs out of stack. */
const deepestNesting = 100;

/**
 * The members of a JSON object in the order they are written, or undefined if the text is no JSON object, or one that
 * is nested without end.
 *
 * Parsing and writing again would change what is not ours: big numbers lose digits, names that look like
 * numbers move to the front, duplicates vanish. So the members keep their text.
 */
export function membersOf(text: string): JsonMember[] | undefined {
  if (!isJsonObject(text) || nestingOf(text) > deepestNesting) return undefined;
  const inside = text.slice(text.indexOf("{") + 1, text.lastIndexOf("}"));
  return topLevelParts(inside).map((part) => ({ name: nameIn(part), text: part }));
}

/** The JSON object of these members. */
export function objectOf(members: readonly JsonMember[]): string {
  return `{${members.map((member) => member.text).join(",")}}`;
}

/** The value of the member with this name. Of duplicates the last counts, as in every JSON parser. */
export function valueOf(members: readonly JsonMember[], name: string): unknown {
  const member = members.findLast((candidate) => candidate.name === name);
  return member && (JSON.parse(`{${member.text}}`) as Record<string, unknown>)[name];
}

/** Strings whole, so that nothing in them is taken for what holds JSON together. */
const tokens = /"(?:[^"\\]|\\.)*"|[[\]{},]/g;

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** How many objects and arrays are inside one another. The text is known to be valid JSON. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(tokens)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Splits at the commas outside strings, objects and arrays. The text is known to be valid JSON. */
function topLevelParts(inside: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  for (const { 0: token, index } of inside.matchAll(tokens)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (token === "," && depth === 0) {
      parts.push(inside.slice(start, index));
      start = index + 1;
    }
  }
  const last = inside.slice(start);
  return last.trim() === "" ? parts : [...parts, last];
}

function nameIn(part: string): string {
  const [written] = /"(?:[^"\\]|\\.)*"/.exec(part) ?? ['""'];
  return JSON.parse(written) as string;
}
