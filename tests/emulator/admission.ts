import { GraphError } from "./errors";

/**
 * How the service judges an access token. `forbidden` is a missing permission; `claims` is a challenge of continuous access
 * evaluation with the claims (a JSON text) that the next access token must satisfy.
 */
export type Verdict = "ok" | "expired" | "invalid" | "forbidden" | { readonly claims: string };

/** The request that an access token comes with. */
export interface Attempt {
  readonly method: string;
  readonly path: string;
}

export type Authorize = (accessToken: string, attempt: Attempt) => Verdict | Promise<Verdict>;

/** The access token of an `Authorization` header, or undefined. */
export function accessTokenIn(header: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
}

/** The claims of a JWT; none if the text is not a JWT. */
function claimsOf(accessToken: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString()) as Record<
      string,
      unknown
    >;
  } catch {
    return {};
  }
}

/** Whether the access token is an application's. A text that is not a JWT counts as a person's. */
export function isAppOnly(accessToken: string): boolean {
  const { scp, roles, idtyp } = claimsOf(accessToken);
  return scp === undefined && (roles !== undefined || idtyp === "app");
}

export async function checkAuthorization(
  header: string | undefined,
  attempt: Attempt,
  authorize: Authorize,
): Promise<void> {
  const accessToken = accessTokenIn(header);
  if (accessToken === undefined) throw unauthorized("Access token is empty.");
  const verdict = await authorize(accessToken, attempt);
  switch (verdict) {
    case "ok":
      return;
    case "expired":
      throw unauthorized("Lifetime validation failed, the token is expired.");
    case "invalid":
      throw unauthorized("Access token validation failure. Invalid audience.");
    case "forbidden":
      throw forbidden(attempt.method);
    default:
      throw claimsChallenge(verdict.claims);
  }
}

export function claimsChallenge(claims: string): GraphError {
  const challenge = `error="insufficient_claims", claims="${Buffer.from(claims).toString("base64")}"`;
  return unauthorized(
    "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp",
    challenge,
  );
}

function unauthorized(message: string, challenge?: string): GraphError {
  const scheme =
    'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize",' +
    ' client_id="00000003-0000-0000-c000-000000000000"';
  return new GraphError(401, "InvalidAuthenticationToken", message, false, {
    "WWW-Authenticate": challenge === undefined ? scheme : `${scheme}, ${challenge}`,
  });
}

function forbidden(method: string): GraphError {
  const scopes =
    method === "GET"
      ? "DeviceManagementConfiguration.Read.All, DeviceManagementConfiguration.ReadWrite.All"
      : "DeviceManagementConfiguration.ReadWrite.All";
  return new GraphError(
    403,
    "Forbidden",
    `Application is not authorized to perform this operation. Application must have one of the following scopes: ${scopes}`,
    true,
  );
}

export interface ThrottleOptions {
  /** Requests of any kind that an app may make in a tenant within the window; all apps together twice as many. Default 1000. */
  readonly requests?: number;
  /** Writes that an app may make in a tenant within the window; all apps together twice as many. Default 100. */
  readonly writes?: number;
  /** Default 20,000. A test scales it down. */
  readonly windowInMilliseconds?: number;
}

/** Graph's documented limits on an app in a tenant, and on the tenant. A refused request does not count. */
export class Throttle {
  /** The times of requests, the oldest first, for each thing that is counted. */
  private readonly usage = new Map<string, number[]>();

  constructor(
    private readonly options: ThrottleOptions,
    private readonly now: () => Date,
  ) {}

  /** Access tokens that are not JWTs share one limit. */
  check(accessToken: string, method: string): void {
    const { appid: app, tid: tenant } = claimsOf(accessToken);
    const { requests = 1000, writes = 100 } = this.options;
    const now = this.now().getTime();
    const kinds: [string, number][] = [["requests", requests]];
    if (method !== "GET") kinds.push(["writes", writes]);
    const limits = kinds.flatMap(([kind, limit]) => [
      { times: this.timesOf(kind, tenant, app), limit },
      { times: this.timesOf(kind, tenant), limit: 2 * limit },
    ]);
    const wait = Math.max(...limits.map(({ times, limit }) => this.waitFor(times, limit, now)));
    if (wait > 0) {
      const headers = { "Retry-After": String(wait / 1000) };
      throw new GraphError(429, "TooManyRequests", "Too many requests", true, headers);
    }
    for (const { times } of limits) times.push(now);
  }

  private timesOf(...counted: unknown[]): number[] {
    const key = JSON.stringify(counted);
    const times = this.usage.get(key) ?? [];
    this.usage.set(key, times);
    return times;
  }

  private waitFor(times: number[], limit: number, now: number): number {
    const { windowInMilliseconds = 20_000 } = this.options;
    while (times[0] !== undefined && times[0] <= now - windowInMilliseconds) times.shift();
    const oldest = times[times.length - limit];
    return oldest === undefined ? 0 : oldest + windowInMilliseconds - now;
  }
}
