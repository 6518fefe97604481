import type { Subject } from "./subject";

/** What a measurement found: `words` for people, `value` for programs. */
export interface Result {
  readonly words: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** One question about the service, and how a scratch profile answers it. */
export interface Measurement {
  readonly name: string;
  readonly question: string;
  readonly how: string;
  /** The kinds of profile to measure. Default: all. */
  readonly kinds?: readonly string[];
  readonly measure: (subject: Subject) => Promise<Result>;
}

/** The status, with Graph's message if it refused. */
export function statusText({ status, said }: { readonly status: number; readonly said: string }): string {
  return said === "" ? String(status) : `${status} ${said}`;
}

/** A length of time in a suitable unit. */
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

/** Describes a date without showing it: there is none, it means "never", or it is so many seconds ahead. */
export function dateSeen(text: unknown, now: Date): "null" | "year 1" | "year 9999" | number {
  if (typeof text !== "string" || text === "") return "null";
  if (/^000[01]-/.test(text)) return "year 1";
  if (/^(9999-12-31|10000-)/.test(text)) return "year 9999";
  return Math.round((Date.parse(text) - now.getTime()) / 1000);
}

export function dateSeenInWords(seen: ReturnType<typeof dateSeen>): string {
  return typeof seen === "number" ? `in ${lengthInWords(seen)}` : seen;
}
