import { type Fault, isFault, type ValueType } from "./values";

/** A setting: how its text is read, where it comes from, and what the documentation says of it. */
export interface Setting<Value> {
  readonly type: ValueType<Value>;
  /** What it is for, in Markdown. */
  readonly doc: string;
  /** The environment variables that stand for it, the first that is set counts. */
  readonly variables: readonly string[];
  /** The value if none is given; undefined if there is none, or if it depends on something else. */
  readonly fallback: Value | undefined;
  /** What holds if none is given, in words. */
  readonly byDefault: string;
  /** No message repeats it, and it belongs behind `--secret`. */
  readonly secret: boolean;
}

/** A row of a table of settings. `byDefault` is needed only where there is no `fallback`. */
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

/** What is read by a table; a setting that is not given is absent. */
export type Parsed<Table extends SettingsTable> = { readonly [Name in keyof Table]?: ValueOf<Table[Name]> };

/** A setting's text and where it came from, for example `ARM_CLIENT_ID`. */
export interface Given {
  readonly from: string;
  readonly value: string;
  /** Whether no message may repeat the value, whatever the setting. */
  readonly hidden?: boolean;
}

/**
 * What is given under a name. White space around it, which a file or a shell adds, is no part of it; with nothing else
 * it is not given.
 */
export function givenAs(from: string, text: string | undefined): Given | undefined {
  const value = text?.trim() ?? "";
  return value === "" ? undefined : { from, value };
}

/** The values read, where each came from, and the faults of those that cannot be read. */
export interface Reading<Table extends SettingsTable> {
  readonly values: Parsed<Table>;
  readonly sources: Readonly<Partial<Record<keyof Table, string>>>;
  readonly faults: readonly string[];
}

/** Reads every setting that is given and collects all faults, so that one attempt shows them all. */
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
