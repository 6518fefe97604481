import { quoted } from "./printable";

export type Properties = Readonly<Record<string, unknown>>;

/**
 * Checks one argument, given all arguments. Returns what is wrong, in words that follow the argument's name, or
 * undefined. No rule repeats a text value, because it may be secret. Values from a fixed list may be repeated.
 */
export type Rule = (value: unknown, inputs: Properties) => string | undefined;

/** @param range the smallest and the greatest value, which may depend on other arguments */
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
    const what = typeof value === "string" ? "an unknown value" : kindOf(value);
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

interface TextBounds {
  /** In characters. */
  readonly least: number;
  readonly most: number;
  /** True if white space around it is a fault. */
  readonly trimmed?: boolean;
  /** True if it may have several lines. */
  readonly lines?: boolean;
}

/** A text within these bounds, without control characters. */
export function text({ least, most, trimmed = false, lines = false }: TextBounds): Rule {
  const range = least === 0 ? `at most ${most} characters` : `a text of ${least} to ${most} characters`;
  return (value) => {
    if (typeof value !== "string") return `is ${kindOf(value)}, expected ${range}`;
    const length = Array.from(value).length;
    if (length < least) return `is empty, expected ${range}`;
    if (length > most) return `has ${length} characters, expected ${range}`;
    if (trimmed && value.trim() !== value) return "has white space around it, which Intune may remove";
    return holdsControlCharacter(lines ? value.replaceAll(/[\r\n\t]/g, "") : value)
      ? "holds a control character"
      : undefined;
  };
}

/** A list of texts. */
export const nonEmptyTexts: Rule = (value) => {
  if (!Array.isArray(value)) return `is ${kindOf(value)}, expected a list of texts`;
  if (value.length === 0) return "is empty; leave it out for Intune's default";
  const faulty = value.findIndex((item) => typeof item !== "string" || item === "");
  if (faulty < 0) return undefined;
  const what = value[faulty] === "" ? "an empty text" : kindOf(value[faulty]);
  return `has ${what} at ${faulty}, expected texts only`;
};

export const tenantId: Rule = (value) => {
  if (typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(value)) return undefined;
  const what = typeof value === "string" ? "malformed" : kindOf(value);
  return `is ${what}, expected a tenant's id or domain name`;
};

/** The kind of a value, for a message. Never the value itself. */
export function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : typeof value === "string" ? "a text" : `a ${typeof value}`;
}

/** For example the line break at the end of the file that the value was read from. */
export function holdsControlCharacter(value: string): boolean {
  return /\p{Cc}/u.test(value);
}
