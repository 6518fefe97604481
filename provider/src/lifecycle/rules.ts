import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { didYouMean } from "../didYouMean";
import { profileIdFault } from "../graph/profileId";
import { quoted } from "../printable";
import { kindOf, type Properties, type Rule } from "../rules";
import { isUnknown } from "./unknown";

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
    failures.push({
      property: "",
      reason: `${quoted(property)} is not an argument: ${didYouMean(property, Object.keys(rules))}`,
    });
  }
  return { inputs, failures };
}

export const profileId: Rule = (value) => {
  const expected = "expected the id of an enrollment profile, for example a GUID";
  if (typeof value !== "string") return `is ${kindOf(value)}, ${expected}`;
  const fault = profileIdFault(value);
  return fault === undefined ? undefined : `${fault}, ${expected}`;
};
