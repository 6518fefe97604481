import pLimit, { type LimitFunction } from "p-limit";
import pThrottle from "p-throttle";
import { readBearerClaims } from "../auth/claims";
import { checkSignIn, signInTo } from "../auth/signIn";
import type { Clock } from "../clock";
import type { Settings } from "../config/settings";
import { ApiVersions } from "../graph/apiVersions";
import { GraphClient } from "../graph/client";
import { EnrollmentProfiles } from "../graph/enrollmentProfiles";

/**
 * Graph's documented limit for Intune: 100 writes per application and tenant in 20 seconds.
 * Source: https://learn.microsoft.com/graph/throttling-limits#intune-service-limits
 */
const writeLimit = { limit: 100, interval: 20_000, strict: true };

/** What the hooks need from the world. */
export interface Surroundings {
  readonly settings: Settings;
  readonly clock: Clock;
  /** Tells the person at the terminal something. */
  readonly notify: (message: string) => void;
}

/**
 * All that the resources of one run share: sign-in, pacing, the API version found, and the order of work on each
 * profile. One process serves a run, so one session does.
 */
export class Session {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly notify: (message: string) => void;
  private readonly versions: ApiVersions;
  private readonly tenants = new Map<string, EnrollmentProfiles>();
  private readonly queues = new Map<string, LimitFunction>();

  /** @throws {IntuneError} `configuration` */
  constructor({ settings, clock, notify }: Surroundings) {
    checkSignIn(settings);
    this.settings = settings;
    this.clock = clock;
    this.notify = notify;
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
      pace: pThrottle(writeLimit)(() => Promise.resolve()),
      clock,
      notify,
    });
    return new EnrollmentProfiles(client, this.versions);
  }
}
