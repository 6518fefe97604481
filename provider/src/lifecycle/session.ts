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

/** How many writes an application may send to a tenant in an interval. */
export interface WriteLimit {
  readonly limit: number;
  /** In milliseconds. */
  readonly interval: number;
}

/**
 * Graph's documented limit for Intune: 100 writes per application and tenant in 20 seconds. Half a second is added,
 * because a later request may travel faster and arrive too early.
 * Source: https://learn.microsoft.com/graph/throttling-limits#intune-service-limits
 */
const graphWriteLimit: WriteLimit = { limit: 100, interval: 20_500 };

/** How the provider reaches one tenant. */
export interface Connection {
  readonly profiles: EnrollmentProfiles;
  /** For requests that `profiles` has no method for. */
  readonly client: GraphClient;
  readonly accessTokens: AccessTokens;
}

/** What a session needs from the process that it runs in. */
export interface SessionOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  /** Shows a message to the person at the terminal. */
  readonly notify: (message: string) => void;
  /** Default: Graph's documented limit. */
  readonly writeLimit?: WriteLimit;
}

/**
 * What all resources of one run share: sign-in, the pace of writes, the API version, and the order of work on each
 * profile. One process serves a run, and it has one session.
 */
export class Session {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly notify: (message: string) => void;
  /** Reports progress while hooks wait for Graph to show their changes. */
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
      (done, started) =>
        `Waiting for Microsoft Graph to show the latest changes: ${done} of ${started} checks are done.`,
    );
    this.throttled = new Progress(
      clock,
      notify,
      (done, started) =>
        `Microsoft Graph is throttling requests or fails for now: waiting to retry (${requests(started - done)}).`,
    );
    this.versions = new ApiVersions(settings.apiVersion, notify);
  }

  /**
   * The profiles of a tenant; by default, of the configured one. This sends no request.
   *
   * @throws {IntuneError} `configuration` if the settings do not say how to sign in to the tenant
   */
  profiles(tenantId = this.settings.tenantId): EnrollmentProfiles {
    return this.connection(tenantId).profiles;
  }

  /** Like {@link profiles}, but also gives the client and the access tokens. */
  connection(tenantId = this.settings.tenantId): Connection {
    const key = this.tenantKey(tenantId);
    const existing = this.tenants.get(key);
    if (existing !== undefined) return existing;
    const connection = this.connect(tenantId);
    this.tenants.set(key, connection);
    return connection;
  }

  /** The same text for the same tenant; see {@link tenantKey}. */
  tenantKey(tenantId: string | undefined): string {
    return tenantKey(tenantId, this.settings.tenantId);
  }

  /** Runs work on one profile after all earlier work on it, so that two hooks never read and write it at the same time. */
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
    (sent, started) =>
      `Waiting because Microsoft Graph allows ${limit} writes in ${Math.floor(interval / 1000)} s: ` +
      `${sent} of ${started} writes are sent so far.`,
  );
  const paced = pThrottle({
    limit,
    interval,
    strict: true,
    // Without a weight, p-throttle spreads the waiting calls, instead of starting each as soon as it may start.
    weight: () => 1,
  })(() => Promise.resolve());
  return () => writes.during(paced);
}

function requests(count: number): string {
  return count === 1 ? "1 request" : `${count} requests`;
}

/** What a hook works with, for one tenant. */
export interface Context {
  readonly profiles: EnrollmentProfiles;
  readonly clock: Clock;
  /** Shows a message to the person at the terminal. */
  readonly notify: (message: string) => void;
  /** Waits for Graph to show a change, and reports progress if that takes long. */
  readonly waitFor: WaitFor;
}

export function contextOf(session: Session, tenantId: string | undefined): Context {
  const { clock, notify, waits, settings } = session;
  const waitFor = waiting(clock, waits, settings.propagationTimeoutInSeconds);
  return { profiles: session.profiles(tenantId), clock, notify, waitFor };
}
