import type { IntuneErrorCode } from "../errors";
import { tunnelRefused } from "../proxy";
import type { GraphErrorDescription } from "./errors";

/** A request to Graph that failed. */
export interface Attempt {
  /** What it does, in words that follow "Could not", for example `issue a token on`. */
  readonly what: string;
  /** What it is about, for example `androidForWorkEnrollmentProfiles/0f1e…`. */
  readonly target: string;
  /** A write needs the ReadWrite permission. */
  readonly write: boolean;
  /** Graph's root, for faults of the connection. */
  readonly graphEndpoint: string;
}

/** Who sent a request, by what the access token says. */
export interface Caller {
  readonly kind: "app" | "delegated";
  readonly permissions: readonly string[];
  readonly tenantId?: string;
  readonly applicationId?: string;
}

export interface Explanation {
  readonly code: IntuneErrorCode;
  readonly message: string;
}

/**
 * Explains an answer of Graph that is an error: what was tried, what Graph said, what to do.
 *
 * @param renewed true if a second, fresh access token was refused too; false if the credential had no other
 */
export function explainAnswer(
  attempt: Attempt,
  status: number,
  description: GraphErrorDescription,
  caller: Caller | undefined,
  renewed = true,
): Explanation {
  const answer = {
    attempt,
    status,
    name: description.code ?? "",
    message: description.message ?? "",
    caller,
    renewed,
  };
  const { code, advice } = diagnoses.find(({ matches }) => matches(answer)) ?? otherwise;
  const words = [description.message, description.phrase].filter((text) => text !== undefined);
  const quoted = words.length === 0 ? "" : `: ${words.map((text) => `"${text}"`).join(", ")}`;
  const name = description.code === undefined ? "" : ` ${description.code}`;
  return {
    code,
    message: `Could not ${attempt.what} ${attempt.target}. Microsoft Graph answered ${status}${name}${quoted}${idsIn(description)}. ${advice(answer)}`,
  };
}

/** The ids of a request, each of them once. Support asks for the Activity ID. */
function idsIn({ requestId, clientRequestId, activityId }: GraphErrorDescription): string {
  const ids = new Map<string, string[]>();
  for (const [name, id] of [
    ["request-id", requestId],
    ["client-request-id", clientRequestId],
    ["Activity ID", activityId],
  ] as const) {
    if (id !== undefined) ids.set(id, [...(ids.get(id) ?? []), name]);
  }
  const list = [...ids].map(([id, names]) => `${names.join(" and ")} ${id}`);
  return list.length === 0 ? "" : ` (${list.join(", ")})`;
}

/** Explains a request that got no answer, or only a part of one. */
export function explainFailure(attempt: Attempt, errorCode: string, message: string): Explanation {
  return {
    code: "unavailable",
    message:
      `Could not ${attempt.what} ${attempt.target}: no answer from ${attempt.graphEndpoint} (${errorCode}: ${message}). ` +
      connectionAdvice(errorCode),
  };
}

/** Explains an answer that says success but is not what Graph sends. */
export function explainUnreadable(attempt: Attempt, status: number, fault: string): Explanation {
  return {
    code: "unreadable-answer",
    message:
      `Could not ${attempt.what} ${attempt.target}: the answer (${status}) from ${attempt.graphEndpoint} ${fault}. ` +
      "Something between this machine and Graph may have answered in its place: check proxies, and intune:graphEndpoint.",
  };
}

function connectionAdvice(errorCode: string): string {
  if (errorCode === "ENOTFOUND" || errorCode === "EAI_AGAIN") {
    return "The host name cannot be resolved: check the network, intune:graphEndpoint and intune:environment.";
  }
  if (errorCode === tunnelRefused) {
    return "The proxy did not pass the request on: check HTTPS_PROXY, and what the proxy requires and allows.";
  }
  if (errorCode === "ECONNREFUSED") {
    return "Nothing listens there: check intune:graphEndpoint, HTTPS_PROXY and NO_PROXY.";
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL/.test(errorCode)) {
    return "The server's certificate is not trusted: a proxy that inspects TLS needs its root certificate in NODE_EXTRA_CA_CERTS.";
  }
  return "Run `pulumi up` again. If the network is slow, raise intune:requestTimeoutInSeconds.";
}

interface Answer {
  readonly attempt: Attempt;
  readonly status: number;
  /** Graph's own error code. Empty if the answer is not Graph's. */
  readonly name: string;
  readonly message: string;
  readonly caller: Caller | undefined;
  readonly renewed: boolean;
}

interface Diagnosis {
  readonly matches: (answer: Answer) => boolean;
  readonly code: IntuneErrorCode;
  readonly advice: (answer: Answer) => string;
}

/** What each refusal means. The first row that matches decides, so the most specific rows come first. */
const diagnoses: readonly Diagnosis[] = [
  {
    matches: ({ status, message }) => status === 400 && /resource not found for the segment/i.test(message),
    code: "api-version",
    advice: () =>
      "This API version does not offer the resource: unset intune:apiVersion, or set it to beta. " +
      "Check that intune:environment is the tenant's cloud.",
  },
  {
    matches: ({ status, message }) => status === 404 && /invalid version/i.test(message),
    code: "api-version",
    advice: () => "Set intune:apiVersion to v1.0 or beta, or unset it.",
  },
  {
    matches: ({ message }) => /not applicable to target tenant/i.test(message),
    code: "not-licensed",
    advice: ({ caller }) =>
      `The tenant ${caller?.tenantId ?? "signed in to"} has no active Intune licence, or Intune is not its MDM ` +
      "authority: assign a licence, and set Intune up there.",
  },
  {
    matches: ({ status }) => status === 401,
    code: "unauthorized",
    advice: ({ caller, renewed }) =>
      `The access token was refused, and ${renewed ? "so was a fresh one" : "the credential has no other"}: ` +
      "sign in again, and check that tenant and cloud " +
      `(intune:tenantId, intune:environment) are those of the profile.${describeCaller(caller)}`,
  },
  {
    matches: ({ status }) => status === 403,
    code: "forbidden",
    advice: ({ attempt, caller }) => permissionAdvice(attempt, caller),
  },
  {
    // Only Graph's own form of a 404 is believed, because the provider then forgets the profile and its token.
    matches: ({ status, name }) => status === 404 && !/NotFound/i.test(name),
    code: "unreadable-answer",
    advice: () =>
      "That is not how Graph says that there is no such profile: check intune:graphEndpoint and proxies, then run " +
      "`pulumi up` again.",
  },
  {
    matches: ({ status }) => status === 404,
    code: "not-found",
    advice: ({ caller }) =>
      "Check profileId and profileType, and that the profile is in the tenant that the provider signs in to" +
      `${caller?.tenantId === undefined ? "" : ` (${caller.tenantId})`}.`,
  },
  {
    matches: ({ status }) => status === 429,
    code: "throttled",
    advice: () => "Graph throttled every attempt. Run `pulumi up` again later.",
  },
  {
    matches: ({ status }) => status >= 500 || status === 408,
    code: "unavailable",
    advice: ({ attempt, caller }) =>
      "Microsoft Graph failed. Run `pulumi up` again: it does not issue a token twice." +
      (attempt.write && caller?.kind === "app"
        ? " If it fails each time, sign in as a person, because some tenants answer like this to an application: set " +
          "intune:credential to deviceCode or browser, and intune:clientId."
        : ""),
  },
  {
    matches: ({ status }) => status >= 300 && status < 400,
    code: "unreadable-answer",
    advice: () =>
      "Graph does not redirect, and the access token is not sent elsewhere: check intune:graphEndpoint and proxies.",
  },
];

const otherwise: Pick<Diagnosis, "code" | "advice"> = {
  code: "invalid-request",
  advice: () =>
    "Check the resource's arguments against what Graph says. If you ask Microsoft's support, give them the ids.",
};

/** Microsoft's own application that the Azure CLI and the Azure Developer CLI sign in as, in every tenant. */
const azureCli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

function permissionAdvice(attempt: Attempt, caller: Caller | undefined): string {
  const needed = permissionFor(attempt.write);
  if (caller === undefined) {
    return `The access token needs ${needed}, with an administrator's consent.`;
  }
  const missing = missingPermission(attempt.write, caller);
  if (missing !== undefined) return missing;
  return caller.kind === "app"
    ? `${needed} is present, so Graph may refuse app-only callers here, as some tenants report: sign in as a person (delegated) instead.${describeCaller(caller)}`
    : `${needed} is present: the person also needs an Intune role that allows it, and a work or school account.${describeCaller(caller)}`;
}

/** Says which permission the caller lacks to read or to write, and how to grant it. Undefined if it lacks none. */
export function missingPermission(write: boolean, caller: Caller): string | undefined {
  const needed = permissionFor(write);
  const enough = [needed, permissionFor(true)];
  if (caller.permissions.some((permission) => enough.includes(permission))) return undefined;
  if (caller.applicationId === azureCli) {
    return (
      `${needed} is missing, and the Azure CLI's own application cannot be granted it: sign in through an app ` +
      "registration of your own, as a person (intune:credential deviceCode or browser, with intune:clientId) or as " +
      `the application.${describeCaller(caller)}`
    );
  }
  const kind = caller.kind === "app" ? "application" : "delegated";
  return `${needed} is missing: grant it as ${kind} permission, with an administrator's consent.${describeCaller(caller)}`;
}

function permissionFor(write: boolean): string {
  return `DeviceManagementConfiguration.${write ? "ReadWrite" : "Read"}.All`;
}

function describeCaller(caller: Caller | undefined): string {
  if (caller === undefined) return "";
  const kind = caller.kind === "app" ? "app-only" : "delegated";
  const of = caller.applicationId === undefined ? "" : ` of application ${caller.applicationId}`;
  const permissions = caller.permissions.length === 0 ? "no permissions" : caller.permissions.join(", ");
  return ` The access token is ${kind}${of}${inTenant(caller)} and carries ${permissions}.`;
}

function inTenant(caller: Caller | undefined): string {
  return caller?.tenantId === undefined ? "" : ` in tenant ${caller.tenantId}`;
}
