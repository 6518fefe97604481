import { didYouMean } from "../didYouMean";
import { quoted } from "../printable";
import { kindOf, type Properties, type Rule } from "../rules";

/**
 * What went wrong, as a code to switch on. Codes are added, never removed.
 *
 * - `invalid-option`: one or more options cannot be used; `faults` names each of them.
 * - `unreadable-content`: the content is empty, or neither JSON nor base64 of JSON.
 * - `content-too-long`: the content does not fit into one QR code.
 * - `no-enrollment-token`: the content has no token for Android Device Policy. AOSP profiles never have one.
 * - `not-aosp`: the content is not from an AOSP profile. Only AOSP devices enroll with a JSON file.
 */
export type QrCodeErrorCode =
  "invalid-option" | "unreadable-content" | "content-too-long" | "no-enrollment-token" | "not-aosp";

/**
 * Every error of the QR code and enrollment sheet functions. The message and `faults` never hold the content, the token
 * or a password, so both may be logged.
 */
export class QrCodeError extends Error {
  /** Stable across releases; see {@link QrCodeErrorCode}. */
  readonly code: QrCodeErrorCode;
  /** One sentence for each fault, in the order of the options. One entry unless several options are wrong. */
  readonly faults: readonly string[];

  constructor(code: QrCodeErrorCode, ...faults: readonly [string, ...string[]]) {
    super(faults.join("\n"));
    this.name = "QrCodeError";
    this.code = code;
    this.faults = faults;
  }
}

/** The rules for one object of options. */
export interface OptionRules {
  readonly rules: Readonly<Record<string, Rule | OptionRules>>;
  /** The options that must be given. If one is missing, its rule says so. */
  readonly required?: (options: Properties) => readonly string[];
  /** What is wrong with a name that has no rule. Default: it is not an option, and which one was probably meant. */
  readonly unknown?: (name: string) => string;
}

/** A rule for each option, so that a new option without a rule does not compile. */
export type RulesOf<Options> = Readonly<Record<keyof Options, Rule | OptionRules>>;

/**
 * Throws if options cannot be used, with all faults at once. No fault repeats a value, because some are secret.
 *
 * @param others faults found outside the options; they come first
 * @throws {QrCodeError} `invalid-option`, if there is any fault
 */
export function refuseFaults(options: unknown, rules: OptionRules, others: readonly string[] = []): void {
  const [first, ...more] = [...others, ...faultsOf(options, rules, "")];
  if (first !== undefined) throw new QrCodeError("invalid-option", first, ...more);
}

function faultsOf(options: unknown, { rules, required, unknown }: OptionRules, path: string): string[] {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    return [`${path === "" ? "options" : path.slice(0, -1)} is ${kindOf(options)}, expected an object`];
  }
  const given = options as Properties;
  const needed = required?.(given) ?? [];
  const faults = Object.entries(rules).flatMap(([name, rule]) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined && !needed.includes(name)) return [];
    if (typeof rule !== "function") return faultsOf(value, rule, `${path}${name}.`);
    const fault = rule(value, given);
    return fault === undefined ? [] : [`${path}${name} ${fault}`];
  });
  const unknownNames = Object.keys(given).filter((name) => !Object.hasOwn(rules, name));
  const notAnOption = (name: string) => `is not an option: ${didYouMean(name, Object.keys(rules))}`;
  return [
    ...faults,
    ...unknownNames.map((name) => `${quoted(path + name)} ${(unknown ?? notAnOption)(name)}`),
  ];
}
