import { GraphError } from "./errors";

export interface ThrottleOptions {
  /** Requests of any kind that an app may make within the window. Default 1000. */
  readonly requests?: number;
  /** Writes that an app may make within the window. Default 100. */
  readonly writes?: number;
  /** Default 20,000. A test scales it down. */
  readonly windowInMilliseconds?: number;
  /** How a refusal says when to come again. Default: whole seconds. */
  readonly retryAfter?: "integer" | "fractional" | "date" | "absent";
}

/** When an app made its requests, the oldest first. */
interface Usage {
  readonly requests: number[];
  readonly writes: number[];
}

/** Graph's documented limits on one app in one tenant. A refused request does not count. */
export class Throttle {
  private readonly usage = new Map<string, Usage>();

  constructor(
    private readonly options: ThrottleOptions,
    private readonly now: () => Date,
  ) {}

  check(app: string, method: string): void {
    const { requests = 1000, writes = 100 } = this.options;
    const used = this.usage.get(app) ?? { requests: [], writes: [] };
    this.usage.set(app, used);
    const now = this.now().getTime();
    const isWrite = method !== "GET";
    const wait = Math.max(
      this.waitFor(used.requests, requests, now),
      isWrite ? this.waitFor(used.writes, writes, now) : 0,
    );
    if (wait > 0) {
      throw new GraphError(429, "TooManyRequests", "Too many requests", true, this.retryAfter(wait, now));
    }
    used.requests.push(now);
    if (isWrite) used.writes.push(now);
  }

  private waitFor(times: number[], limit: number, now: number): number {
    const { windowInMilliseconds = 20_000 } = this.options;
    while (times[0] !== undefined && times[0] <= now - windowInMilliseconds) times.shift();
    const oldest = times[times.length - limit];
    return oldest === undefined ? 0 : oldest + windowInMilliseconds - now;
  }

  private retryAfter(wait: number, now: number): Record<string, string> {
    switch (this.options.retryAfter ?? "integer") {
      case "integer":
        return { "Retry-After": String(Math.ceil(wait / 1000)) };
      case "fractional":
        return { "Retry-After": (wait / 1000).toFixed(3) };
      case "date":
        return { "Retry-After": new Date(Math.ceil((now + wait) / 1000) * 1000).toUTCString() };
      case "absent":
        return {};
    }
  }
}

/** The app that a bearer was issued to: its `appid` claim. Bearers that cannot be read share one allowance. */
export function appOf(bearer: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(bearer.split(".")[1] ?? "", "base64url").toString());
    return String((claims as { appid?: unknown }).appid);
  } catch {
    return "";
  }
}
