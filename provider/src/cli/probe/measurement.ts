import type { Subject } from "./subject";

/** What was found out: for people, and for programs. */
export interface Result {
  readonly words: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** One question about the service, and how it is answered on a scratch profile. */
export interface Measurement {
  readonly name: string;
  readonly question: string;
  readonly how: string;
  /** The kinds of profile that it is for. Default: all. */
  readonly kinds?: readonly string[];
  readonly measure: (subject: Subject) => Promise<Result>;
}

/** The status, with what Graph said to a refusal. */
export function answered({ status, said }: { readonly status: number; readonly said: string }): string {
  return said === "" ? String(status) : `${status} ${said}`;
}

/** A length of time in the unit that fits. */
export function lengthInWords(seconds: number): string {
  const units = [
    ["years", 365.25 * 86_400],
    ["days", 86_400],
    ["h", 3600],
    ["min", 60],
  ] as const;
  const [unit, length] = units.find(([, size]) => seconds >= 2 * size) ?? ["s", 1];
  return `${Math.round(seconds / length)} ${unit}`;
}

/**
 * What a date says, without the date: that there is none, that it stands for an end of time, or how many seconds it is
 * ahead.
 */
export function dateSeen(text: unknown, now: Date): "null" | "year 1" | "year 9999" | number {
  if (typeof text !== "string" || text === "") return "null";
  if (/^000[01]-/.test(text)) return "year 1";
  if (/^(9999-12-31|10000-)/.test(text)) return "year 9999";
  return Math.round((Date.parse(text) - now.getTime()) / 1000);
}

export function dateSeenInWords(seen: ReturnType<typeof dateSeen>): string {
  return typeof seen === "number" ? `in ${lengthInWords(seen)}` : seen;
}
