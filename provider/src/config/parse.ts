import { type Fault, isFault, type ValueType } from "./values";

/** A setting: how its text is parsed, where it comes from, and what the documentation says about it. */
export interface Setting<Value> {
  readonly type: ValueType<Value>;
  /** The setting's purpose, in Markdown. */
  readonly doc: string;
  /** The environment variables that give it. The first one that is set counts. */
  readonly variables: readonly string[];
  /** The default value; undefined if there is none, or if the default depends on something else. */
  readonly fallback: Value | undefined;
  /** The default in words. */
  readonly byDefault: string;
  /** True if no message may repeat it and `pulumi config set` needs `--secret`. */
  readonly secret: boolean;
}

/** A row of a table of settings. Give `byDefault` only if there is no `fallback`. */
export function setting<Value>(
  type: ValueType<Value>,
  doc: string,
  variables: readonly string[],
  options: { readonly fallback?: NoInfer<Value>; readonly byDefault?: string; readonly secret?: true } = {},
): Setting<Value> {
  const { fallback, byDefault = fallback === undefined ? "" : String(fallback), secret = false } = options;
  return { type, doc, variables, fallback, byDefault, secret };
}

/** Settings by their names. */
export type SettingsTable = Readonly<Record<string, Setting<unknown>>>;

type ValueOf<S> = S extends Setting<infer Value> ? Value : never;

/** The parsed values of a table's settings. A setting that is not given is absent. */
export type Parsed<Table extends SettingsTable> = { readonly [Name in keyof Table]?: ValueOf<Table[Name]> };

/** A setting's text and where it came from, for example `ARM_CLIENT_ID`. */
export interface Given {
  readonly from: string;
  readonly value: string;
  /** True if no message may repeat the value, whatever the setting. */
  readonly hidden?: boolean;
}

/**
 * The value given under a name. White space around it, which a file or a shell may add, is removed. If nothing else is
 * left, the setting counts as not given.
 */
export function givenAs(from: string, text: string | undefined): Given | undefined {
  const value = text?.trim() ?? "";
  return value === "" ? undefined : { from, value };
}

/** The parsed values, where each came from, and the faults of those that cannot be parsed. */
export interface Reading<Table extends SettingsTable> {
  readonly values: Parsed<Table>;
  readonly sources: Readonly<Partial<Record<keyof Table, string>>>;
  readonly faults: readonly string[];
}

/** Parses every given setting and collects all faults, so that one attempt shows them all. */
export function parseAll<Table extends SettingsTable>(
  table: Table,
  given: (name: keyof Table & string) => Given | undefined,
): Reading<Table> {
  const values: Record<string, unknown> = {};
  const sources: Record<string, string> = {};
  const faults: string[] = [];
  for (const [name, { type }] of Object.entries(table)) {
    const found = given(name);
    if (found === undefined) continue;
    const result: unknown = type.parse(found.value);
    if (isFault(result)) {
      faults.push(`${found.from} ${wordsFor(result, found.hidden)}`);
    } else {
      values[name] = result;
      sources[name] = found.from;
    }
  }
  return { values: values as Parsed<Table>, sources: sources as Reading<Table>["sources"], faults };
}

function wordsFor({ fault, withoutValue }: Fault, hidden = false): string {
  return (hidden ? withoutValue : undefined) ?? fault;
}
