import { badRequest } from "../errors";
import type { EnrollmentProfile } from "../entities/profile";
import type { Schema } from "../entities/schema";

export interface Query {
  /** Undefined: all properties. */
  readonly select?: readonly string[];
  readonly filter: (profile: EnrollmentProfile) => boolean;
  readonly top?: number;
  /** Where the page starts. */
  readonly skip: number;
}

/** The query options that the two sets take; everything else that begins with `$` is refused. */
export function parseQuery(parameters: URLSearchParams, schema: Schema, entityType: string): Query {
  let query: Query = { filter: () => true, skip: 0 };
  for (const [name, value] of parameters) {
    switch (name) {
      case "$select":
        query = { ...query, select: selected(value, schema, entityType) };
        break;
      case "$filter":
        query = { ...query, filter: filter(value) };
        break;
      case "$top":
        query = { ...query, top: wholeNumber(name, value) };
        break;
      case "$skiptoken":
        query = { ...query, skip: wholeNumber(name, value) };
        break;
      case "$expand":
        throw badRequest(
          `Parsing OData Select and Expand failed: Could not find a property named '${value}' on type '${entityType}'.`,
        );
      default:
        if (name.startsWith("$")) throw badRequest(`The query option '${name}' is not supported.`);
    }
  }
  return query;
}

function selected(value: string, schema: Schema, entityType: string): string[] {
  const own = Object.keys(schema);
  return value.split(",").map((part) => {
    const name = part.trim();
    // In any letter case.
    const property = own.find((known) => known.toLowerCase() === name.toLowerCase());
    if (property !== undefined) return property;
    throw badRequest(
      `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${entityType}'.`,
    );
  });
}

/** The filters that are known to be in use: by equality, and tokens that live past a date. */
function filter(value: string): Query["filter"] {
  const [, name, text, boolean] =
    /^(displayName|enrollmentMode|isTeamsDeviceProfile) eq (?:'((?:[^']|'')*)'|(true|false))$/.exec(value) ??
    [];
  if (name !== undefined) {
    const wanted = text === undefined ? boolean === "true" : text.replaceAll("''", "'");
    return (profile) => new Map<string, unknown>(Object.entries(profile)).get(name) === wanted;
  }
  const date = Date.parse(/^tokenExpirationDateTime gt (\S+Z)$/.exec(value)?.[1] ?? "");
  if (Number.isNaN(date)) throw badRequest("Invalid filter clause");
  return ({ tokenExpirationDateTime }) => Date.parse(tokenExpirationDateTime ?? "") > date;
}

function wholeNumber(name: string, value: string): number {
  if (!/^\d+$/.test(value)) throw badRequest(`Invalid value '${value}' for the query option '${name}'.`);
  return Number(value);
}

export function project(profile: EnrollmentProfile, { select }: Query): Partial<EnrollmentProfile> {
  if (!select) return profile;
  return Object.fromEntries(Object.entries(profile).filter(([name]) => select.includes(name)));
}
