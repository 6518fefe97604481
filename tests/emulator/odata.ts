import { badRequest, modelValidationFailure } from "./errors";
import { type EdmType, type EnrollmentProfile, enumerations, type Property, type Schema } from "./profile";

/** The JSON object in a request's body, or Graph's error about it. */
export function parsePayload(body: string, contentType: string | undefined): Record<string, unknown> {
  if (body === "") throw badRequest("Empty Payload. JSON content expected.");
  const unreadable = badRequest(
    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
  );
  if (!/^application\/json\b/i.test(contentType ?? "")) throw unreadable;
  try {
    const payload: unknown = JSON.parse(body);
    if (isObject(payload)) return payload;
  } catch {
    // The same error as for a payload that is not an object.
  }
  throw unreadable;
}

/**
 * Checks the names and types of a payload's properties and who may set them, and returns them. `of` is the entity type
 * or action, for the error's text.
 */
export function checkPayload(
  payload: Record<string, unknown>,
  schema: Schema,
  of: string,
  isCreation = false,
): Record<string, unknown> {
  const { "@odata.type": type, ...properties } = payload;
  if (type !== undefined && type !== `#${of}`) {
    throw modelValidationFailure(`A type named '${literalOf(type)}' could not be resolved by the model.`);
  }
  for (const [name, value] of Object.entries(properties)) {
    const property = schema[name];
    if (!property) {
      throw modelValidationFailure(
        `The property '${name}' does not exist on type '${of}'. Make sure to only use property names that are defined by the type.`,
      );
    }
    if (property.writable === "never" || (property.writable === "when created" && !isCreation))
      throw badRequest(`The property '${name}' is set by the service and cannot be written.`);
    checkValue(name, value, property);
  }
  return properties;
}

function checkValue(name: string, value: unknown, { type, nullable }: Property): void {
  if (value === null) {
    if (nullable) return;
    throw modelValidationFailure(
      `A null value was found for the property named '${name}', which has the expected type '${type}[Nullable=False]'. The expected type '${type}[Nullable=False]' does not allow null values.`,
    );
  }
  if (!isOf(type, value)) {
    throw modelValidationFailure(
      `Cannot convert the literal '${literalOf(value)}' to the expected type '${type}'.`,
    );
  }
}

function isOf(type: EdmType, value: unknown): boolean {
  switch (type) {
    case "Edm.String":
      return typeof value === "string";
    case "Edm.Boolean":
      return typeof value === "boolean";
    case "Edm.Int32":
      return typeof value === "number" && (value | 0) === value;
    case "Collection(Edm.String)":
      return Array.isArray(value) && value.every((element) => typeof element === "string");
    case "Edm.DateTimeOffset":
      return typeof value === "string" && !Number.isNaN(Date.parse(value));
    case "microsoft.graph.mimeContent":
      return isObject(value);
    case "microsoft.graph.androidDeviceOwnerEnrollmentMode":
    case "microsoft.graph.androidDeviceOwnerEnrollmentTokenType":
    case "microsoft.graph.aospWifiSecurityType":
      return enumerations[type].some((member) => member === value);
  }
}

/** A value as the service quotes it. */
function literalOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export interface Query {
  /** Undefined: all properties. */
  readonly select?: readonly string[];
  readonly filter: (profile: EnrollmentProfile) => boolean;
  readonly top?: number;
  /** Where the page starts. */
  readonly skip: number;
}

/** Reads the query options that the two sets take; any other one that begins with `$` is refused. */
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

/** The filters that public scripts use: by equality, and by tokens that live past a date. */
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
