import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { profileIdFault } from "../graph/profileId";
import { quoted } from "./quoted";
import { isUnknown } from "./unknown";

export type Properties = Readonly<Record<string, unknown>>;

/**
 * Checks one argument against the others. Returns what is wrong in words that follow the argument's name, or
 * undefined. No rule repeats a text value, which may be secret, unless it is one of a few known ones.
 */
export type Rule = (value: unknown, inputs: Properties) => string | undefined;

/**
 * Applies defaults and rules to all arguments at once. Values not known yet pass, and are checked when they are.
 * The engine's own `__` properties are left to it.
 *
 * The engine prints the value of the property that a failure names, even of a secret one. A failure of an argument
 * that may hold a secret therefore names none, and begins with the argument's name instead.
 *
 * @param maybeSecret arguments whose values may be secret
 */
export function checkArguments(
  news: Properties,
  rules: Readonly<Record<string, Rule>>,
  required: readonly string[],
  defaults: Properties,
  maybeSecret: readonly string[],
): { readonly inputs: Properties; readonly failures: CheckFailure[] } {
  const given = Object.fromEntries(
    Object.entries(news).filter(
      ([name, value]) => value !== undefined && value !== null && !name.startsWith("__"),
    ),
  );
  const inputs = { ...defaults, ...given };
  const failures: CheckFailure[] = [];
  for (const [property, rule] of Object.entries(rules)) {
    const value = inputs[property];
    if (isUnknown(value) || (value === undefined && !required.includes(property))) continue;
    const reason = rule(value, inputs);
    if (reason === undefined) continue;
    const named = { property, reason };
    failures.push(maybeSecret.includes(property) ? { property: "", reason: `${property} ${reason}` } : named);
  }
  for (const property of Object.keys(given)) {
    if (Object.hasOwn(rules, property)) continue;
    const names = Object.keys(rules).join(", ");
    failures.push({
      property: "",
      reason: `${quoted(property)} is not an argument; those are ${names}`,
    });
  }
  return { inputs, failures };
}

/** @param range the least and the greatest value, which may depend on other arguments */
export function integer(range: (inputs: Properties) => readonly [number, number], why = ""): Rule {
  return (value, inputs) => {
    const [least, most] = range(inputs);
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most)
      return undefined;
    return `is ${typeof value === "number" ? value : kindOf(value)}, expected an integer from ${least} to ${most}${why}`;
  };
}

export const boolean: Rule = (value) =>
  typeof value === "boolean" ? undefined : `is ${kindOf(value)}, expected true or false`;

export function oneOf(...allowed: readonly string[]): Rule {
  return (value) => {
    if (typeof value === "string" && allowed.includes(value)) return undefined;
    const what = typeof value === "string" ? "another text" : kindOf(value);
    return `is ${what}, expected ${allowed.map((name) => `"${name}"`).join(" or ")}`;
  };
}

export const textRecord: Rule = (value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return `is ${kindOf(value)}, expected an object whose values are texts`;
  }
  const faulty = Object.entries(value).find(([, text]) => typeof text !== "string");
  return faulty && `has ${kindOf(faulty[1])} at ${quoted(faulty[0])}, expected texts only`;
};

export const profileId: Rule = (value) => {
  const expected = "expected the id of an enrollment profile, for example a GUID";
  if (typeof value !== "string") return `is ${kindOf(value)}, ${expected}`;
  const fault = profileIdFault(value);
  return fault === undefined ? undefined : `${fault}, ${expected}`;
};

export const tenantId: Rule = (value) => {
  if (typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(value)) return undefined;
  const what = typeof value === "string" ? "malformed" : kindOf(value);
  return `is ${what}, expected a tenant's id or domain name`;
};

/** The value's kind for a message, never the value. */
export function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : typeof value === "string" ? "a text" : `a ${typeof value}`;
}
