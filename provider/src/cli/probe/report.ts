import type { Measurement, Result } from "./measurement";
import { type Kind, scratchNamePrefix } from "./scratch";

/** What one measurement found on one kind of profile. */
export interface Measured {
  readonly kind: Kind;
  readonly measurement: Measurement;
  readonly result: Result;
}

export interface Report {
  readonly package: string;
  readonly cloud: string;
  readonly accessToken: string;
  readonly apiVersion: string;
  /** The day, by Graph's clock. */
  readonly date: string;
  /** Why the probe ended early, if it did. */
  readonly stopped?: string;
  readonly measured: readonly Measured[];
}

/** What no request can show. */
const notMeasured = [
  "Whether an earlier token still enrolls a device after createToken, and after revokeToken: only a device shows that.",
];

/** The report as Markdown, to be pasted into an issue. */
export function reportAsMarkdown(report: Report): string {
  const { measured, stopped } = report;
  const head = {
    package: report.package,
    cloud: report.cloud,
    "access token": report.accessToken,
    "API version": report.apiVersion,
    date: report.date,
    complete: stopped === undefined ? "yes" : `no: ${stopped}`,
  };
  const kinds = [...new Set(measured.map(({ kind }) => kind))];
  return [
    "## What Microsoft Graph does with enrollment profiles",
    list(Object.entries(head).map(([name, value]) => `${name}: ${value}`)),
    list(
      kinds.map(
        ({ name, profileType, enrollmentMode }) =>
          `${name}: ${profileType}${enrollmentMode === undefined ? "" : `, ${enrollmentMode}`}`,
      ),
    ),
    ...[...new Set(measured.map(({ measurement }) => measurement))].map(
      (measurement) =>
        `**\`${measurement.name}\`** ${measurement.question}\n\n` +
        list(
          kindsByWords(measured.filter((row) => row.measurement === measurement)).map(
            ([words, names]) => `${names.join(", ")}: ${words}`,
          ),
        ),
    ),
    "### Not measured",
    list(notMeasured),
  ].join("\n\n");
}

/** Groups the kinds that have the same result. */
function kindsByWords(rows: readonly Measured[]): readonly (readonly [string, readonly string[]])[] {
  const names = Map.groupBy(rows, ({ result }) => result.words);
  return [...names].map(([words, same]) => [words, same.map(({ kind }) => kind.name)] as const);
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** The same for programs. */
export function reportAsJson({ measured, stopped, ...head }: Report): unknown {
  return {
    ...head,
    complete: stopped === undefined,
    ...(stopped !== undefined && { stopped }),
    measured: measured.map(({ kind, measurement: { name, question, how }, result }) => ({
      profileType: kind.profileType,
      ...(kind.enrollmentMode !== undefined && { enrollmentMode: kind.enrollmentMode }),
      name,
      question,
      how,
      words: result.words,
      result: result.value,
    })),
    notMeasured,
  };
}

/**
 * Removes ids, addresses and names, because Graph's refusals may quote them.
 *
 * @param names the tenant's name, and others from the settings
 */
export function anonymous(text: string, names: readonly string[]): string {
  const guids = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi;
  const addresses = /https?:\/\/[^\s"\\)]+/gi;
  return [...names]
    .filter((name) => name !== "")
    .reduce((clean, name) => clean.replaceAll(name, "<name>"), text)
    .replaceAll(new RegExp(`${scratchNamePrefix} [\\da-f]{8}`, "g"), "<name>")
    .replaceAll(addresses, "<address>")
    .replaceAll(guids, "<id>");
}
