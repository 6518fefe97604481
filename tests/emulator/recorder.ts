import type { ProfileType } from "./profile";
import type { Action } from "./router";

/** A request as it came in. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed if it is JSON, else the text; undefined if there is none. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly version: string;
  readonly profileType: ProfileType | undefined;
  /** The profile's own id, without the `AOSP-` that an action's path may have. */
  readonly profileId: string | undefined;
  readonly action: Action | undefined;
  readonly at: Date;
  /** Null while there is no answer: not yet, or never. */
  readonly status: number | null;
  /** The scripted fault that the request met, in words. */
  readonly fault: string | undefined;
}

/** Every condition that is given has to hold. */
export interface RequestMatcher {
  readonly method?: string;
  /** The whole path as text, or an expression that it must match. */
  readonly path?: string | RegExp;
  readonly profileType?: ProfileType;
  readonly profileId?: string;
  /** Null: requests that are not an action. */
  readonly action?: Action | null;
  readonly status?: number | null;
}

export function matches(request: RecordedRequest, { path, action, ...rest }: RequestMatcher): boolean {
  if (typeof path === "string" && request.path !== path) return false;
  if (path instanceof RegExp && !path.test(request.path)) return false;
  if (action !== undefined && (request.action ?? null) !== action) return false;
  return (Object.keys(rest) as (keyof typeof rest)[]).every((name) => request[name] === rest[name]);
}

/** Every request in order of arrival, to count and to look at. */
export class RequestLog {
  private requests: RecordedRequest[] = [];

  all(matcher: RequestMatcher = {}): readonly RecordedRequest[] {
    return this.requests.filter((request) => matches(request, matcher));
  }

  count(matcher: RequestMatcher = {}): number {
    return this.all(matcher).length;
  }

  /** One line each, for people. */
  lines(matcher: RequestMatcher = {}): string[] {
    return this.all(matcher).map(summary);
  }

  clear(): void {
    this.requests = [];
  }

  /** @internal */
  add(request: RecordedRequest): void {
    this.requests.push(request);
  }
}

/** `POST /beta/…/createToken → 204` */
export function summary({ method, path, query, status, fault }: RecordedRequest): string {
  const options = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  const target = options.length > 0 ? `${path}?${options.join("&")}` : path;
  return `${method} ${target} → ${status ?? "no answer"}${fault === undefined ? "" : ` (${fault})`}`;
}
