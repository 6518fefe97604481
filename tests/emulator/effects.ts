import { claimsChallenge as claimsChallengeError } from "./authorization";
import { codeOf, GraphError } from "./errors";
import { answerOf, type Answer } from "./graph";
import type { Wire } from "./wire";

/** What an effect works on. */
export interface Exchange {
  readonly wire: Wire;
  /** Carries the request out, which is the commit, and returns the service's answer. */
  readonly work: () => Promise<Answer>;
  /** The error in Graph's envelope. */
  readonly errorAnswer: (error: GraphError) => Answer;
}

/** What becomes of a request in place of its carrying out and its answer. */
export interface Effect {
  readonly name: string;
  readonly apply: (exchange: Exchange) => void | Promise<void>;
}

/** Whether an effect comes instead of the work, or after it, so that the request is carried out and its answer lost. */
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
  /** The code and message of Graph's envelope, where no body is given. */
  readonly code?: string;
  readonly message?: string;
  /** Whether the message is wrapped in Intune's JSON text. Default: false. */
  readonly wrapped?: boolean;
  /** Of a wrapped message: its CustomApiErrorPhrase. Default: none. */
  readonly phrase?: string;
}

/** An answer of the test's choice. */
export function respond(status: number, options: RespondOptions = {}): Effect {
  const {
    retryAfter,
    code = codeOf(status),
    message = "An error has occurred",
    wrapped = false,
    phrase,
  } = options;
  const after = retryAfter instanceof Date ? retryAfter.toUTCString() : retryAfter?.toString();
  const headers = { ...(after !== undefined && { "Retry-After": after }), ...options.headers };
  const error = new GraphError(status, code, message, wrapped, headers, phrase);
  return effect(`scripted ${status}`, options, ({ wire, errorAnswer }) => {
    wire.send("body" in options ? scriptedAnswer(status, options.body, headers) : errorAnswer(error));
  });
}

/** The connection is reset and no answer comes. */
export const reset = (when: When = {}): Effect =>
  effect("reset", when, ({ wire }) => {
    wire.reset();
  });

/** No answer comes until the client goes away or the emulator closes. */
export const stall = (when: When = {}): Effect => effect("stall", when, () => {});

/** The service's own answer, broken off in the middle of its body. An answer without a body gets half a one. */
export const truncate = (): Effect => ({
  name: "truncated",
  apply: async ({ wire, work }) => {
    wire.breakOff(await work());
  },
});

/** The request is delivered twice, though sent once: carried out twice, and answered as it was the second time. */
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

/** An answer that says JSON and is not. */
export const notJson = (text = "<html><body>Bad gateway</body></html>", status = 200): Effect =>
  respond(status, { body: text, headers: { "Content-Type": "application/json" } });

/** A 404 that is not Graph's own: a web page of something on the way there, or no body at all. */
export const strayNotFound = (body?: string): Effect =>
  respond(404, { body, ...(body !== undefined && { headers: { "Content-Type": "text/html" } }) });

export const redirect = (location: string, status = 307): Effect =>
  respond(status, { body: undefined, headers: { Location: location } });

/** A 401 that asks for a bearer which satisfies the claims (a JSON text): continuous access evaluation. */
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
