import { IntuneError, type IntuneErrorCode } from "../errors";
import { printable } from "../printable";
import { profilePath, type ProfileReference } from "./profile";

/** A request to Microsoft Graph that did not succeed. */
export class GraphError extends IntuneError {
  /** The HTTP status of the answer; undefined if none came. */
  readonly status: number | undefined;
  /** True if Graph certainly did not carry out the request. Only then may a token be requested again. */
  readonly certainlyNotDone: boolean;
  /** The id of the tenant that answered. Undefined if the access token does not tell it. */
  readonly tenantId: string | undefined;
  /** Graph's own words; undefined if no answer came. */
  readonly description: GraphErrorDescription | undefined;

  constructor(
    code: IntuneErrorCode,
    message: string,
    details: {
      status?: number | undefined;
      certainlyNotDone: boolean;
      tenantId?: string | undefined;
      description?: GraphErrorDescription;
      cause?: unknown;
    },
  ) {
    super(code, message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "GraphError";
    this.status = details.status;
    this.certainlyNotDone = details.certainlyNotDone;
    this.tenantId = details.tenantId;
    this.description = details.description;
  }
}

/**
 * A complete answer that is not what Graph sends.
 *
 * @param fault in words that follow "the answer"
 * @param certainlyNotDone false if the request may have created something
 */
export function unreadable(
  what: string,
  target: string,
  status: number,
  fault: string,
  certainlyNotDone = true,
): GraphError {
  const message = `Could not ${what} ${target}: the answer (${status}) ${fault}. It is not what Microsoft Graph sends: check proxies, and intune:graphEndpoint.`;
  return new GraphError("unreadable-answer", message, { status, certainlyNotDone });
}

/**
 * Refuses to conclude that a profile is gone if another tenant gave the answer.
 *
 * @param before the id of the tenant in which the profile was found before
 * @param now the id of the tenant that answered. Either is undefined if no access token named it
 * @throws {IntuneError} `configuration`
 */
export function requireSameTenant(
  reference: ProfileReference,
  before: string | undefined,
  now: string | undefined,
): void {
  if (before === undefined || now === undefined || before === now) return;
  throw new IntuneError(
    "configuration",
    `${profilePath(reference)} is not in tenant ${now}, which you are signed in to; it was found in tenant ${before} before. ` +
      `Nothing was done, and the resource stays in state. Sign in to tenant ${before}: set intune:tenantId or the resource's ` +
      "tenantId, then run `pulumi up`, or the same command with --run-program.",
  );
}

/** Microsoft Graph's description of an error, unwrapped for people. */
export interface GraphErrorDescription {
  /** Graph's own error code, for example `ResourceNotFound`. */
  readonly code?: string;
  readonly message?: string;
  /** Intune's CustomApiErrorPhrase. */
  readonly phrase?: string;
  /** The ids that name the request to Microsoft's support. */
  readonly requestId?: string;
  readonly clientRequestId?: string;
  /** From Intune's own message. It mostly equals the clientRequestId. */
  readonly activityId?: string;
}

/** The ids that an answer's headers name. */
export interface AnsweredIds {
  readonly requestId?: string | undefined;
  readonly clientRequestId?: string | undefined;
}

/**
 * Reads Graph's error envelope. Intune often puts a JSON text into `message`. Its `Message` holds a sentence, then ids
 * and an internal address. The sentence is kept, and the id that support asks for.
 *
 * Source: https://learn.microsoft.com/graph/errors
 *
 * @param ids the ids from the headers, which are preferred to those of the body
 * @param secrets values of the request that Graph may quote, and that no message may show
 */
export function describeError(
  body: string,
  ids: AnsweredIds = {},
  secrets: readonly string[] = [],
): GraphErrorDescription {
  const error = field(parseJson(body), "error");
  const inner = field(error, "innerError");
  const outerMessage = text(field(error, "message"));
  const wrapped = outerMessage?.trimStart().startsWith("{") === true ? parseJson(outerMessage) : undefined;
  const message = text(field(wrapped, "Message")) ?? outerMessage;
  const found = {
    code: field(error, "code"),
    message: message?.split(" - Operation ID (for customer support)")[0],
    phrase: field(wrapped, "CustomApiErrorPhrase"),
    requestId: ids.requestId ?? field(inner, "request-id"),
    clientRequestId: ids.clientRequestId ?? field(inner, "client-request-id"),
    activityId: / - Activity ID: ([\w-]+)/.exec(message ?? "")?.[1],
  };
  const printed = Object.entries(found).map(([name, value]) => [name, printable(value, secrets)]);
  return Object.fromEntries(printed.filter(([, value]) => value !== undefined)) as GraphErrorDescription;
}

/** The parsed text. Undefined if it is not JSON. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
