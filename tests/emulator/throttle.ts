import { GraphError } from "./errors";

export interface ThrottleOptions {
  /** Requests of any kind that an app may make in a tenant within the window; all apps together twice as many. Default 1000. */
  readonly requests?: number;
  /** Writes that an app may make in a tenant within the window; all apps together twice as many. Default 100. */
  readonly writes?: number;
  /** Default 20,000. A test scales it down. */
  readonly windowInMilliseconds?: number;
}

/** Whom a bearer was issued to. */
export interface Caller {
  readonly app: string;
  readonly tenant: string;
}

/** Graph's documented limits on an app in a tenant, and on the tenant. A refused request does not count. */
export class Throttle {
  /** When requests were made, the oldest first, by what is counted. */
  private readonly usage = new Map<string, number[]>();

  constructor(
    private readonly options: ThrottleOptions,
    private readonly now: () => Date,
  ) {}

  check({ app, tenant }: Caller, method: string): void {
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

  private timesOf(...counted: string[]): number[] {
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

/** The `appid` and `tid` claims of a bearer. Bearers that cannot be read share one allowance. */
export function callerOf(bearer: string): Caller {
  try {
    const claims: unknown = JSON.parse(Buffer.from(bearer.split(".")[1] ?? "", "base64url").toString());
    const { appid, tid } = claims as { appid?: unknown; tid?: unknown };
    return { app: String(appid), tenant: String(tid) };
  } catch {
    return { app: "", tenant: "" };
  }
}
