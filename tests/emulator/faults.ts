import { claimsChallenge as claimsChallengeError } from "./admission";
import { codeOf, GraphError } from "./errors";
import { answerOf, type Answer } from "./graph";
import { matches, type RecordedRequest, type RequestMatcher } from "./recorder";
import type { Wire } from "./wire";

/** What an effect gets to work with. */
export interface Exchange {
  readonly wire: Wire;
  /** Carries the request out, and returns the service's answer. */
  readonly work: () => Promise<Answer>;
  /** The error in Graph's envelope. */
  readonly errorAnswer: (error: GraphError) => Answer;
}

/** What happens to a request instead of the work and its answer. */
export interface Effect {
  readonly name: string;
  readonly apply: (exchange: Exchange) => void | Promise<void>;
}

/** Whether an effect comes before the work, which is then not done, or after it, so that only the answer is lost. */
export interface When {
  /** Default: before. */
  readonly commit?: "before" | "after";
}

export interface RespondOptions extends When {
  /** A text is sent as it is, anything else as JSON, undefined as no body. Default: Graph's envelope for the status. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Seconds (whole or fractional), an HTTP date from a Date, or a text as it is. Default: no header. */
  readonly retryAfter?: number | string | Date;
  /** The code and message in Graph's envelope, if no body is given. */
  readonly code?: string;
  readonly message?: string;
  /** Whether the message is wrapped in Intune's JSON text. Default: false. */
  readonly wrapped?: boolean;
}

/** An answer of the test's choice. */
export function respond(status: number, options: RespondOptions = {}): Effect {
  const { retryAfter, code = codeOf(status), message = "An error has occurred", wrapped = false } = options;
  const after = retryAfter instanceof Date ? retryAfter.toUTCString() : retryAfter?.toString();
  const headers = { ...(after !== undefined && { "Retry-After": after }), ...options.headers };
  const error = new GraphError(status, code, message, wrapped, headers);
  return effect(`scripted ${status}`, options, ({ wire, errorAnswer }) => {
    wire.send("body" in options ? scriptedAnswer(status, options.body, headers) : errorAnswer(error));
  });
}

/** The connection is reset and no answer comes. */
export const reset = (when: When = {}): Effect =>
  effect("reset", when, ({ wire }) => {
    wire.reset();
  });

/** No answer comes until the client disconnects or the emulator closes. */
export const stall = (when: When = {}): Effect => effect("stall", when, () => {});

/** The service's own answer, broken off in the middle of its body. An answer without a body gets half of one. */
export const truncate = (): Effect => ({
  name: "truncated",
  apply: async ({ wire, work }) => {
    wire.breakOff(await work());
  },
});

/** The request was sent once but arrives twice: the work is done twice, and the second answer is sent. */
export const twice = (): Effect => ({
  name: "delivered twice",
  apply: async ({ wire, work }) => {
    await work();
    wire.send(await work());
  },
});

/** The service's own answer under another content type. */
export const wrongContentType = (type: string): Effect => ({
  name: type,
  apply: async ({ wire, work }) => {
    const answer = await work();
    wire.send({ ...answer, headers: { ...answer.headers, "Content-Type": type } });
  },
});

/** An answer whose content type is JSON, though its body is not. */
export const notJson = (text = "<html><body>Bad gateway</body></html>", status = 200): Effect =>
  respond(status, { body: text, headers: { "Content-Type": "application/json" } });

/** A 404 that is not from Graph: a web page of a proxy, or no body at all. */
export const strayNotFound = (body?: string): Effect =>
  respond(404, { body, ...(body !== undefined && { headers: { "Content-Type": "text/html" } }) });

export const redirect = (location: string, status = 307): Effect =>
  respond(status, { body: undefined, headers: { Location: location } });

/** A 401 that asks for an access token which satisfies the claims (a JSON text): continuous access evaluation. */
export const claimsChallenge = (claims: string): Effect =>
  effect("claims challenge", {}, ({ wire, errorAnswer }) => {
    wire.send(errorAnswer(claimsChallengeError(claims)));
  });

function effect(name: string, { commit = "before" }: When, finish: (exchange: Exchange) => void): Effect {
  return {
    name: commit === "after" ? `${name} after commit` : name,
    apply: async (exchange) => {
      if (commit === "after") await exchange.work();
      finish(exchange);
    },
  };
}

function scriptedAnswer(status: number, body: unknown, headers: Readonly<Record<string, string>>): Answer {
  if (typeof body !== "string") return answerOf(status, body, headers);
  return { status, headers: { "Content-Type": "text/plain", ...headers }, body };
}

/** Which requests a fault is for, beginning with the nth that no earlier rule took (default the first). */
export interface FaultRule extends RequestMatcher {
  readonly nth?: number;
  /** How many requests it takes; `Infinity` for all. Default 1. */
  readonly times?: number;
}

/** A fault that happened less often than it was scripted. */
export interface UnusedFault {
  readonly rule: FaultRule;
  readonly effect: string;
  readonly used: number;
}

/** A request that is stopped until it is released. */
export interface Hold {
  /** Resolves when the request is stopped. */
  readonly arrived: Promise<RecordedRequest>;
  /** Lets it go on. */
  release(): void;
}

interface Scripted {
  readonly rule: FaultRule;
  readonly name: string;
  readonly effect: (request: RecordedRequest) => Effect;
  seen: number;
  used: number;
}

/** The faults scripted by a test, in order: the first rule that applies to a request takes it. */
export class Faults {
  private scripted: Scripted[] = [];

  add(rule: FaultRule, effect: Effect): void {
    this.script(rule, effect.name, () => effect);
  }

  hold(rule: Omit<FaultRule, "times">, { commit = "before" }: When): Hold {
    let arrive: (request: RecordedRequest) => void = () => {};
    let release: () => void = () => {};
    const arrived = new Promise<RecordedRequest>((resolve) => (arrive = resolve));
    const released = new Promise<void>((resolve) => (release = resolve));
    const name = commit === "after" ? "held after commit" : "held";
    this.script(rule, name, (request) => ({
      name,
      apply: async ({ wire, work }) => {
        const early = commit === "after" ? await work() : undefined;
        arrive(request);
        await released;
        wire.send(early ?? (await work()));
      },
    }));
    return { arrived, release };
  }

  /** The effect on a request, if a rule takes it. */
  take(request: RecordedRequest): Effect | undefined {
    for (const scripted of this.scripted) {
      const { nth = 1, times = 1, ...matcher } = scripted.rule;
      if (!matches(request, matcher)) continue;
      scripted.seen += 1;
      if (scripted.seen < nth || scripted.used >= times) continue;
      scripted.used += 1;
      return scripted.effect(request);
    }
    return undefined;
  }

  /** The rules that were used less often than they say. */
  unused(): UnusedFault[] {
    return this.scripted
      .filter(({ rule: { times = 1 }, used }) => used === 0 || (Number.isFinite(times) && used < times))
      .map(({ rule, name, used }) => ({ rule, effect: name, used }));
  }

  clear(): void {
    this.scripted = [];
  }

  private script(rule: FaultRule, name: string, effect: Scripted["effect"]): void {
    this.scripted.push({ rule, name, effect, seen: 0, used: 0 });
  }
}
