import { entitySets, profileTypes } from "../../graph/profile";
import { graphClock } from "../../lifecycle/waiting";
import type { Connection } from "../../lifecycle/session";
import {
  type Command,
  type Given,
  unknownName,
  printJson,
  sessionFor,
  settingsFor,
  tenantOf,
  textOf,
  UsageError,
  version,
} from "../command";
import { type ExitStatus, type Terminal, unlessInterrupted } from "../terminal";
import { answers, deletion } from "./answers";
import { creation } from "./creation";
import type { Measurement } from "./measurement";
import { anonymous, type Measured, type Report, reportAsJson, reportAsMarkdown } from "./report";
import { Requests } from "./requests";
import { type Kind, kinds, Scratch, scratchNamePrefix } from "./scratch";
import { Subject } from "./subject";
import { tokens } from "./tokens";

/** In the order in which they run on each scratch profile. */
export const measurements: readonly Measurement[] = [...creation, ...answers, ...tokens, ...deletion];

const mostTokens = 100;

export const probe: Command = {
  summary: "measure what Microsoft does not document, on scratch profiles that it deletes again",
  help: `Measures what Microsoft does not document, and prints a report to paste into an issue. It makes one enrollment profile
of each kind, issues some 100 tokens on each and deletes it again, also after Ctrl-C. The report holds no token, no id and
no name. It takes about ten minutes, at one write a second.

Example:
  npx pulumi-intune-enrollment probe --yes > report.md

Options:
  --yes             do not ask before making the profiles
  --kind <kind>     measure this kind only: ${kinds.map(({ name }) => name).join(", ")}; may be repeated
  --tokens <count>  measure the wait for a new token this many times (default: 20)`,
  options: {
    yes: { type: "boolean" },
    kind: { type: "string", multiple: true },
    tokens: { type: "string", default: "20" },
  },
  cleansUp: true,
  run: async (given, terminal) => {
    const chosen = kindsIn(given);
    const count = tokensIn(given);
    if (given.yes !== true && terminal.confirm === undefined) {
      throw new UsageError("There is no terminal to confirm that scratch profiles may be made: give --yes.");
    }
    const { interrupted } = terminal;
    const settings = await unlessInterrupted(settingsFor(given, terminal), interrupted);
    const tenantId = tenantOf(given, settings);
    const connection = sessionFor(settings, terminal).connection(tenantId);
    const { apiVersion, date } = await unlessInterrupted(look(connection, terminal), interrupted);
    const requests = new Requests(connection.client, apiVersion, terminal.clock, interrupted);
    const scratch = new Scratch(requests);
    if (given.yes !== true && !(await confirmed(scratch, chosen, terminal))) {
      terminal.notify("Nothing was made.");
      return 1;
    }

    const now = graphClock(terminal.clock, date);
    const subjects = chosen.map((kind) => new Subject(kind, scratch, requests, now, count));
    const caller = connection.accessTokens.describe(await connection.accessTokens.get());
    const { measured, stopped } = await measureAll(subjects, terminal);
    terminal.notify(
      `Deleting the scratch profiles. Ctrl-C now leaves them: their names begin with "${scratchNamePrefix}".`,
    );
    const left = await scratch.cleanUp(connection.profiles);

    const report: Report = {
      package: version,
      cloud: settings.environment,
      accessToken: caller === undefined ? "cannot be read" : caller.kind === "app" ? "app-only" : "delegated",
      apiVersion,
      date: now().toISOString().slice(0, 10),
      ...(stopped !== undefined && { stopped }),
      measured,
    };
    printReport(report, given, terminal, [tenantId ?? "", settings.clientId ?? ""]);
    return endOfProbe(left, stopped, terminal);
  },
};

function kindsIn({ kind: names }: Given): readonly Kind[] {
  if (!Array.isArray(names)) return kinds;
  return names.map((name) => {
    const kind = kinds.find((candidate) => candidate.name === name);
    if (kind !== undefined) return kind;
    throw unknownName(
      "kind",
      String(name),
      kinds.map((candidate) => candidate.name),
    );
  });
}

function tokensIn(given: Given): number {
  const text = textOf(given, "tokens") ?? "";
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= mostTokens) return count;
  throw new UsageError(`--tokens takes a number from 1 to ${mostTokens}, not ${JSON.stringify(text)}.`);
}

/** Looks at the tenant without changing anything: which API version answers, and what an earlier probe left behind. */
async function look({ profiles }: Connection, { notify }: Terminal) {
  let latest;
  for (const profileType of profileTypes) {
    latest = await profiles.list(profileType);
    for (const { profileId, displayName } of latest.profiles) {
      if (!displayName.startsWith(scratchNamePrefix)) continue;
      notify(
        `${entitySets[profileType]}/${profileId} was left by an earlier probe: delete it in Intune, under Devices, Enrollment.`,
      );
    }
  }
  return { apiVersion: latest?.apiVersion ?? "beta", date: latest?.date };
}

async function confirmed(
  { displayName }: Scratch,
  chosen: readonly Kind[],
  { confirm }: Terminal,
): Promise<boolean> {
  const names = chosen.map(({ name }) => name).join(", ");
  const question =
    `This makes an enrollment profile of each kind (${names}) with the name "${displayName}", issues some 100 tokens on ` +
    "each, and deletes them. Continue? [y/N] ";
  return confirm === undefined ? false : confirm(question);
}

/** Runs all measurements. Stops early at Ctrl-C, or at a refusal that a measurement does not expect. */
async function measureAll(
  subjects: readonly Subject[],
  { notify, interrupted }: Terminal,
): Promise<{ readonly measured: readonly Measured[]; readonly stopped?: string }> {
  const measured: Measured[] = [];
  for (const subject of subjects) {
    const { kind } = subject;
    for (const measurement of measurements) {
      if (measurement.kinds?.includes(kind.name) === false) continue;
      // If no profile could be made, there is nothing more to measure.
      if (subject.profile === undefined && !creation.includes(measurement)) continue;
      notify(`${kind.name}: ${measurement.name}`);
      try {
        measured.push({ kind, measurement, result: await measurement.measure(subject) });
      } catch (error) {
        if (interrupted.aborted) return { measured, stopped: "interrupted" };
        const why = error instanceof Error ? error.message : String(error);
        return { measured, stopped: `${kind.name}, ${measurement.name}: ${why}` };
      }
    }
  }
  return { measured };
}

function printReport(report: Report, given: Given, terminal: Terminal, names: readonly string[]): void {
  if (given.json === true) {
    // Only the values are cleaned, so that the document stays valid JSON.
    const clean = JSON.parse(
      JSON.stringify(reportAsJson(report), (_, value: unknown) =>
        typeof value === "string" ? anonymous(value, names) : value,
      ),
    ) as unknown;
    printJson(terminal, clean);
  } else {
    terminal.print(anonymous(reportAsMarkdown(report), names));
  }
}

function endOfProbe(left: readonly string[], stopped: string | undefined, terminal: Terminal): ExitStatus {
  if (stopped !== undefined) terminal.notify(`The probe stopped: ${stopped}`);
  if (left.length > 0) {
    terminal.notify(
      `Not everything could be deleted: ${left.join(" ")} Delete the profiles whose names begin with "${scratchNamePrefix}" ` +
        "in Intune, under Devices, Enrollment.",
    );
  }
  if (terminal.interrupted.aborted) return 130;
  return stopped === undefined && left.length === 0 ? 0 : 1;
}
