import pLimit, { type LimitFunction } from "p-limit";
import pThrottle from "p-throttle";
import { readAccessTokenClaims } from "../auth/accessToken";
import { signInTo } from "../auth/signIn";
import type { Clock } from "../clock";
import type { Settings } from "../config/settings";
import { ApiVersions } from "../graph/apiVersions";
import { type AccessTokens, GraphClient } from "../graph/client";
import { EnrollmentProfiles } from "../graph/enrollmentProfiles";
import { Progress, waiting, type WaitFor } from "./waiting";
import { tenantKey } from "./identity";

/** How many writes an application may make in a tenant within so many milliseconds. */
export interface WriteLimit {
  readonly limit: number;
  readonly interval: number;
}

/**
 * Graph's documented limit for Intune: 100 writes per application and tenant in 20 seconds. Half a second is added,
 * because what is sent later may take less time on its way.
 * Source: https://learn.microsoft.com/graph/throttling-limits#intune-service-limits
 */
const graphWriteLimit: WriteLimit = { limit: 100, interval: 20_500 };

/** How one tenant is spoken to. */
export interface Connection {
  readonly profiles: EnrollmentProfiles;
  /** For requests that the profiles have no verb for. */
  readonly client: GraphClient;
  readonly accessTokens: AccessTokens;
}

/** What the hooks need from the world. */
export interface SessionOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  /** Tells the person at the terminal something. */
  readonly notify: (message: string) => void;
  /** Default: Graph's documented one. */
  readonly writeLimit?: WriteLimit;
}

/**
 * All that the resources of one run share: sign-in, pacing, the API version found, and the order of work on each
 * profile. One process serves a run, so one session does.
 */
export class Session {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly notify: (message: string) => void;
  /** Waits for Graph to show what it was asked to make. */
  readonly waits: Progress;
  private readonly throttled: Progress;
  private readonly writeLimit: WriteLimit;
  private readonly versions: ApiVersions;
  private readonly tenants = new Map<string, Connection>();
  private readonly queues = new Map<string, LimitFunction>();

  constructor({ settings, clock, notify, writeLimit = graphWriteLimit }: SessionOptions) {
    this.settings = settings;
    this.clock = clock;
    this.notify = notify;
    this.writeLimit = writeLimit;
    this.waits = new Progress(
      clock,
      notify,
      (done, asked) =>
        `Waiting for Microsoft Graph to show the latest changes: ${done} of ${asked} checks are done.`,
    );
    this.throttled = new Progress(
      clock,
      notify,
      (done, asked) =>
        `Microsoft Graph is throttling requests or fails for now: waiting to retry (${inWords(asked - done)}).`,
    );
    this.versions = new ApiVersions(settings.apiVersion, notify);
  }

  /**
   * The profiles of a tenant; without a name, of the configured one. Nothing is asked of anybody yet.
   *
   * @throws {IntuneError} `configuration` where the settings do not say how to sign in to it
   */
  profiles(tenantId = this.settings.tenantId): EnrollmentProfiles {
    return this.connection(tenantId).profiles;
  }

  /** As {@link profiles}, with what lies beneath them. */
  connection(tenantId = this.settings.tenantId): Connection {
    const key = this.tenantKey(tenantId);
    const known = this.tenants.get(key);
    if (known !== undefined) return known;
    const connection = this.connect(tenantId);
    this.tenants.set(key, connection);
    return connection;
  }

  /** The same text for the same tenant; see {@link tenantKey}. */
  tenantKey(tenantId: string | undefined): string {
    return tenantKey(tenantId, this.settings.tenantId);
  }

  /** Runs work on one profile after all earlier work on it, so that no two hooks look at it and write at once. */
  exclusively<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const queue = this.queues.get(key) ?? pLimit(1);
    this.queues.set(key, queue);
    return queue(work);
  }

  private connect(tenantId: string | undefined): Connection {
    const { settings, clock, notify } = this;
    const debug = settings.debug === true ? notify : () => undefined;
    const source = signInTo(settings, tenantId, { clock, notify, debug });
    const accessTokens: AccessTokens = {
      get: () => source.get(),
      getInsteadOf: (refused, claims) => source.getInsteadOf(refused, claims),
      describe: readAccessTokenClaims,
    };
    const client = new GraphClient({
      graphEndpoint: settings.graphEndpoint,
      requestTimeoutInSeconds: settings.requestTimeoutInSeconds,
      accessTokens,
      pace: pacing(this.writeLimit, { clock, notify }),
      longestWaitInSeconds: settings.longestWaitInSeconds,
      pause: (wait) => this.throttled.during(() => clock.sleep(wait)),
      clock,
      notify,
    });
    return { profiles: new EnrollmentProfiles(client, this.versions, debug), client, accessTokens };
  }
}

/** Resolves for each caller when its write may be sent. */
function pacing(
  { limit, interval }: WriteLimit,
  { clock, notify }: Pick<SessionOptions, "clock" | "notify">,
): () => Promise<void> {
  const writes = new Progress(
    clock,
    notify,
    (sent, asked) =>
      `Waiting for Microsoft Graph's limit of ${limit} writes in ${Math.floor(interval / 1000)} s: ` +
      `${sent} of the ${asked} writes asked for so far are sent.`,
  );
  const paced = pThrottle({
    limit,
    interval,
    strict: true,
    // Calls of equal weight: without one, p-throttle spreads those that waited instead of sending each when it may go.
    weight: () => 1,
  })(() => Promise.resolve());
  return () => writes.during(paced);
}

function inWords(requests: number): string {
  return requests === 1 ? "1 request" : `${requests} requests`;
}

/** What a lifecycle works with; one per tenant. */
export interface Context {
  readonly profiles: EnrollmentProfiles;
  readonly clock: Clock;
  /** Tells the person at the terminal something. */
  readonly notify: (message: string) => void;
  /** Waits for Graph to show what it was asked to make, and says so where that takes long. */
  readonly waitFor: WaitFor;
}

export function contextOf(session: Session, tenantId: string | undefined): Context {
  const { clock, notify, waits, settings } = session;
  const waitFor = waiting(clock, waits, settings.propagationTimeoutInSeconds);
  return { profiles: session.profiles(tenantId), clock, notify, waitFor };
}
