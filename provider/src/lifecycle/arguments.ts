import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { didYouMean } from "../didYouMean";
import { quoted } from "../printable";
import type { Properties, Rule } from "../rules";
import { isUnknown } from "./engine";

/** What the tables say about an argument. */
export interface Argument<Change extends string> {
  /** Says what is wrong with a value. It is not called if the argument is neither given nor required. */
  readonly rule: Rule;
  /** The value of an argument that is not given. It may depend on the arguments above it in the table. */
  readonly default?: string | number | boolean | ((inputs: Properties) => string | undefined);
  /** Whether it has to be given; default false. */
  readonly required?: boolean | ((inputs: Properties) => boolean);
  /** Whether the value is always secret, or may hold a secret. Failures do not show it. */
  readonly secret?: "always" | "maybe";
  /** What a change of the argument does to an existing resource. */
  readonly change: Change;
}

/** The arguments of a kind of resource, in the order in which they stand in state. */
export type ArgumentTable<Inputs, Change extends string = string> = {
  readonly [Name in keyof Required<Inputs>]: Argument<Change>;
};

type Table = Readonly<Record<string, Argument<string>>>;
type NameIn<T> = keyof T & string;

export function argumentNames<T extends Table>(table: T): NameIn<T>[] {
  return Object.keys(table);
}

/** The arguments whose change does this. */
export function argumentsThat<T extends Table, Change extends T[keyof T]["change"]>(
  table: T,
  change: Change,
): ArgumentThat<T, Change>[] {
  return argumentNames(table).filter(
    (name): name is ArgumentThat<T, Change> => table[name]?.change === change,
  );
}

/** The name of an argument whose change does this. */
export type ArgumentThat<T extends Table, Change> = {
  [Name in NameIn<T>]: T[Name]["change"] extends Change ? Name : never;
}[NameIn<T>];

/** The arguments whose values are always secret. */
export function secretsAmong(table: Table): string[] {
  return argumentNames(table).filter((name) => table[name]?.secret === "always");
}

/** The arguments that are set among a resource's properties. */
export function argumentsAmong<Inputs extends object>(
  table: ArgumentTable<Inputs>,
  properties: Inputs,
): Inputs {
  const names = Object.keys(table) as (keyof Inputs)[];
  const given = names.filter((name) => properties[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, properties[name]])) as Inputs;
}

/**
 * Applies defaults and rules to all arguments at once. Unknown values pass: they are checked once they are known.
 * Properties that begin with `__` are the engine's own, and are ignored.
 *
 * The engine prints the value of the property that a failure names, even if it is secret. So a failure of an argument
 * that may be secret names no property. Its text begins with the argument's name instead.
 */
export function checkArguments(
  table: Table,
  news: Properties,
): { readonly inputs: Properties; readonly failures: CheckFailure[] } {
  const given = Object.entries(news).filter(
    ([name, value]) => value !== undefined && value !== null && !name.startsWith("__"),
  );
  const inputs = withDefaults(table, Object.fromEntries(given));
  const failures: CheckFailure[] = [];
  for (const [property, { rule, required = false, secret }] of Object.entries(table)) {
    const value = inputs[property];
    const isRequired = typeof required === "boolean" ? required : required(inputs);
    if (isUnknown(value) || (value === undefined && !isRequired)) continue;
    const reason = rule(value, inputs);
    if (reason === undefined) continue;
    failures.push(
      secret === undefined ? { property, reason } : { property: "", reason: `${property} ${reason}` },
    );
  }
  for (const [property] of given) {
    if (Object.hasOwn(table, property)) continue;
    failures.push({
      property: "",
      reason: `${quoted(property)} is not an argument: ${didYouMean(property, argumentNames(table))}`,
    });
  }
  return { inputs, failures };
}

function withDefaults(table: Table, given: Properties): Properties {
  const inputs: Record<string, unknown> = { ...given };
  for (const [name, { default: preset }] of Object.entries(table)) {
    if (Object.hasOwn(inputs, name)) continue;
    const value = typeof preset === "function" ? preset(inputs) : preset;
    if (value !== undefined) inputs[name] = value;
  }
  return inputs;
}
