import { type Fault, isFault } from "./values";

/** How the text of each setting is read. */
export type Parsers = Readonly<Record<string, (value: string) => unknown>>;

/** What parsers make of texts; a setting that is not given is absent. */
export type Parsed<P extends Parsers> = { readonly [Name in keyof P]?: Exclude<ReturnType<P[Name]>, Fault> };

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
export interface Reading<P extends Parsers> {
  readonly values: Parsed<P>;
  readonly sources: Readonly<Partial<Record<keyof P, string>>>;
  readonly faults: readonly string[];
}

/** Reads every setting that is given and collects all faults, so that one attempt shows them all. */
export function parseAll<P extends Parsers>(
  parsers: P,
  given: (name: keyof P & string) => Given | undefined,
): Reading<P> {
  const values: Record<string, unknown> = {};
  const sources: Record<string, string> = {};
  const faults: string[] = [];
  for (const [name, parse] of Object.entries(parsers)) {
    const found = given(name);
    if (found === undefined) continue;
    const result = parse(found.value);
    if (isFault(result)) {
      faults.push(`${found.from} ${(found.hidden ? result.withoutValue : undefined) ?? result.fault}`);
    } else {
      values[name] = result;
      sources[name] = found.from;
    }
  }
  return { values: values as Parsed<P>, sources: sources as Reading<P>["sources"], faults };
}
