import pLimit, { type LimitFunction } from "p-limit";
import pThrottle from "p-throttle";
import { readBearerClaims } from "../auth/claims";
import { checkSignIn, signInTo } from "../auth/signIn";
import type { Clock } from "../clock";
import type { Settings } from "../config/settings";
import { ApiVersions } from "../graph/apiVersions";
import { GraphClient } from "../graph/client";
import { EnrollmentProfiles } from "../graph/enrollmentProfiles";

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

/** How often somebody who waits is told how far the writes are. */
const noticeIntervalInMilliseconds = 5_000;

/** What the hooks need from the world. */
export interface Surroundings {
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
  private readonly writeLimit: WriteLimit;
  private readonly versions: ApiVersions;
  private readonly tenants = new Map<string, EnrollmentProfiles>();
  private readonly queues = new Map<string, LimitFunction>();

  /** @throws {IntuneError} `configuration` */
  constructor({ settings, clock, notify, writeLimit = graphWriteLimit }: Surroundings) {
    checkSignIn(settings);
    this.settings = settings;
    this.clock = clock;
    this.notify = notify;
    this.writeLimit = writeLimit;
    this.versions = new ApiVersions(settings.apiVersion, notify);
  }

  /** The profiles of a tenant; without a name, of the configured one. */
  profiles(tenantId = this.settings.tenantId): EnrollmentProfiles {
    const key = tenantId ?? "";
    const known = this.tenants.get(key);
    if (known !== undefined) return known;
    const profiles = this.connect(tenantId);
    this.tenants.set(key, profiles);
    return profiles;
  }

  /** Runs work on one profile after all earlier work on it, so that no two hooks look at it and write at once. */
  exclusively<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const queue = this.queues.get(key) ?? pLimit(1);
    this.queues.set(key, queue);
    return queue(work);
  }

  private connect(tenantId: string | undefined): EnrollmentProfiles {
    const { settings, clock, notify } = this;
    const debug = settings.debug === true ? notify : () => undefined;
    const bearers = signInTo(settings, tenantId, { clock, notify, debug });
    const client = new GraphClient({
      graphEndpoint: settings.graphEndpoint,
      requestTimeoutInSeconds: settings.requestTimeoutInSeconds,
      bearers: {
        get: () => bearers.get(),
        getInsteadOf: (refused, claims) => bearers.getInsteadOf(refused, claims),
        describe: readBearerClaims,
      },
      pace: paced(this.writeLimit, notify),
      clock,
      notify,
    });
    return new EnrollmentProfiles(client, this.versions);
  }
}

/** Resolves for each caller when its write may be sent, and says how far the writes are while some have to wait. */
function paced({ limit, interval }: WriteLimit, notify: (message: string) => void): () => Promise<void> {
  let asked = 0;
  let sent = 0;
  let reporting: NodeJS.Timeout | undefined;
  const report = () => {
    notify(
      `Waiting for Microsoft Graph's limit of ${limit} writes in ${Math.floor(interval / 1000)} s: ` +
        `${sent} of the ${asked} writes asked for so far are sent.`,
    );
  };
  const throttled = pThrottle({
    limit,
    interval,
    strict: true,
    // Calls of equal weight: without one, p-throttle spreads those that waited instead of sending each when it may go.
    weight: () => 1,
    onDelay: () => (reporting ??= setInterval(report, noticeIntervalInMilliseconds).unref()),
  })(() => Promise.resolve());
  return async () => {
    asked += 1;
    await throttled();
    sent += 1;
    if (sent === asked) {
      clearInterval(reporting);
      reporting = undefined;
    }
  };
}
