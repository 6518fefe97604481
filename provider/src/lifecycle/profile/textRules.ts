import { holdsControlCharacter } from "../../wifi";
import { kindOf, type Rule } from "../rules";

interface TextBounds {
  /** In characters. */
  readonly least: number;
  readonly most: number;
  /** White space around it is a fault. */
  readonly trimmed?: boolean;
  /** It may have several lines. */
  readonly lines?: boolean;
}

/** A text of some length, without control characters. */
export function text({ least, most, trimmed = false, lines = false }: TextBounds): Rule {
  const range = least === 0 ? `at most ${most} characters` : `a text of ${least} to ${most} characters`;
  return (value) => {
    if (typeof value !== "string") return `is ${kindOf(value)}, expected ${range}`;
    const length = Array.from(value).length;
    if (length < least) return `is empty, expected ${range}`;
    if (length > most) return `has ${length} characters, expected ${range}`;
    if (trimmed && value.trim() !== value) return "has white space around it, which Intune may drop";
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
