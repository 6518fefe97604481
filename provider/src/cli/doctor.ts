import { readAccessTokenClaims } from "../auth/accessToken";
import { wayToSignIn } from "../auth/signIn";
import type { Settings } from "../config/settings";
import { IntuneError } from "../errors";
import { type Caller, missingPermission } from "../graph/explain";
import { entitySets, profileTypes } from "../graph/profile";
import type { Connection, Session } from "../lifecycle/session";
import { type Command, type Given, printJson, sessionFor, settingsFor, tenantOf, version } from "./command";
import type { Terminal } from "./terminal";

/** The result of one check. */
interface Finding {
  readonly check: string;
  /** `problem`: `pulumi up` would fail; `note`: it may fail, or do something unexpected. */
  readonly status: "ok" | "note" | "problem";
  /** What was found and, unless all is well, what to do. Holds no secret. */
  readonly message: string;
  /** The same for programs. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** This machine's clock decides when a token has expired. A larger difference from Graph's clock is reported. */
const toleratedClockDifferenceInSeconds = 60;

export const doctor: Command = {
  summary: "look for what would make `pulumi up` fail; changes nothing",
  help: `Looks for what would make \`pulumi up\` fail, and says what to do about it. It only reads: the settings, how to
sign in and why, the access token's permissions, the API version, and the profiles of each kind.

Example:
  npx pulumi-intune-enrollment doctor --stack prod

Options:`,
  options: {},
  run: async (given, terminal) => {
    const findings: Finding[] = [];
    for await (const finding of examine(given, terminal)) findings.push(finding);
    const ok = !findings.some(({ status }) => status === "problem");
    if (given.json === true) {
      printJson(terminal, {
        version,
        node: process.versions.node,
        ok,
        findings: findings.map(({ facts, ...finding }) => ({ ...finding, ...facts })),
      });
    } else {
      terminal.print(`pulumi-intune-enrollment ${version}, Node.js ${process.versions.node}`);
      terminal.print(findingsAsText(findings));
    }
    return ok ? 0 : 1;
  },
};

/** Runs one check after another. It stops at the first error, because the later checks depend on the earlier ones. */
async function* examine(given: Given, terminal: Terminal): AsyncGenerator<Finding> {
  let check = "settings";
  try {
    const settings = await settingsFor(given, terminal);
    const tenantId = tenantOf(given, settings);
    yield* settingsFound(check, settings, tenantId);

    check = "sign-in";
    yield wayFound(check, settings, tenantId);
    const session = sessionFor(settings, terminal);
    const connection = session.connection(tenantId);

    check = "access token";
    const caller = readAccessTokenClaims(await connection.accessTokens.get());
    yield accessTokenFound(check, caller);
    yield* permissionsFound(caller);

    check = "profiles";
    yield* profilesFound(check, connection, session);
  } catch (error) {
    if (!(error instanceof IntuneError)) throw error;
    yield { check, status: "problem", message: error.message, facts: { code: error.code } };
  }
}

function* settingsFound(check: string, settings: Settings, tenantId: string | undefined): Generator<Finding> {
  const { environment, graphEndpoint, authorityHost, sources, tenants } = settings;
  yield {
    check,
    status: "ok",
    message:
      `Cloud ${environment}: ${graphEndpoint}, signing in at ${authorityHost}. ` +
      (Object.keys(sources).length === 0
        ? "Nothing is set."
        : `Set: ${Object.entries(sources)
            .map(([name, source]) => (source === `intune:${name}` ? source : `${name} (${source})`))
            .join(", ")}.`),
    facts: { environment, graphEndpoint, authorityHost, sources },
  };
  const others = [...(tenants?.keys() ?? [])].filter((tenant) => tenant !== tenantId?.toLowerCase());
  if (others.length > 0) {
    yield {
      check: "tenants",
      status: "note",
      message: `intune:tenants has ${others.length} more. Check each with --tenant: ${others.join(", ")}.`,
      facts: { tenants: others },
    };
  }
}

function wayFound(check: string, settings: Settings, tenantId: string | undefined): Finding {
  const { identity, choice, kind } = wayToSignIn(settings, tenantId);
  const { clientId } = identity;
  return {
    check,
    status: "ok",
    message:
      `With ${kind.words}${clientId === undefined ? "" : ` as application ${clientId}`}` +
      `${tenantId === undefined ? "" : ` in tenant ${tenantId}`}, because ${choice.why}.`,
    facts: { credential: choice.kind, why: choice.why, clientId, tenantId },
  };
}

function accessTokenFound(check: string, caller: Caller | undefined): Finding {
  if (caller === undefined) {
    const message = "It was received, but it cannot be read here, so its permissions are not known.";
    return { check, status: "note", message };
  }
  const { kind, permissions, tenantId, applicationId } = caller;
  return {
    check,
    status: "ok",
    message:
      `${kind === "app" ? "App-only" : "Delegated, for a person"}, application ${applicationId ?? "unknown"}, ` +
      `tenant ${tenantId ?? "unknown"}, permissions: ${permissions.join(", ") || "none"}.`,
    facts: { kind, applicationId, tenantId, permissions },
  };
}

function* permissionsFound(caller: Caller | undefined): Generator<Finding> {
  if (caller === undefined) return;
  const missing = missingPermission(true, caller);
  yield missing === undefined
    ? {
        check: "permissions",
        status: "ok",
        message: "The access token has all that Microsoft Graph requires.",
      }
    : { check: "permissions", status: "problem", message: missing };
  if (caller.kind === "app" && missing === undefined) {
    yield {
      check: "app-only",
      status: "note",
      message:
        "Some tenants refuse to issue tokens if an application signs in without a person. If `pulumi up` fails with 401, 403 or 500, " +
        "sign in as a person: set intune:credential to deviceCode or browser.",
    };
  }
}

async function* profilesFound(
  check: string,
  { profiles }: Connection,
  { clock }: Session,
): AsyncGenerator<Finding> {
  const counts: Record<string, number> = {};
  let answered: { readonly apiVersion: string; readonly date: Date | undefined } | undefined;
  for (const profileType of profileTypes) {
    const listing = await profiles.list(profileType);
    counts[profileType] = listing.profiles.length;
    answered = listing;
  }
  yield {
    check,
    status: "ok",
    message: `Intune answers: ${profileTypes.map((type) => `${counts[type] ?? 0} in ${entitySets[type]}`).join(", ")}.`,
    facts: { counts },
  };
  if (answered === undefined) return;
  const { apiVersion, date } = answered;
  yield { check: "API version", status: "ok", message: `${apiVersion}.`, facts: { apiVersion } };
  const apart = date === undefined ? 0 : Math.round((clock.now().getTime() - date.getTime()) / 1000);
  if (Math.abs(apart) > toleratedClockDifferenceInSeconds) {
    yield {
      check: "clock",
      status: "note",
      message:
        `This machine's clock is ${Math.abs(apart)} s ${apart > 0 ? "ahead of" : "behind"} Microsoft Graph's. ` +
        "It decides when a token has expired, so correct it.",
      facts: { aheadInSeconds: apart },
    };
  }
}

const longestStatus = "problem".length;

/** One line for each finding, and a last line that sums up. */
function findingsAsText(findings: readonly Finding[]): string {
  const longestCheck = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.map(
    ({ check, status, message }) =>
      `${status.padEnd(longestStatus)}  ${check.padEnd(longestCheck)}  ${message}`,
  );
  const problems = findings.filter(({ status }) => status === "problem").length;
  const sum =
    problems === 0
      ? "No problem was found."
      : `${problems === 1 ? "1 problem" : `${problems} problems`}: \`pulumi up\` would fail.`;
  return [...lines, sum].join("\n");
}
