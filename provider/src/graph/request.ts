import type { Clock } from "../clock";
import type { Caller } from "./explain";

/** The access tokens that requests are sent with. */
export interface AccessTokens {
  get(): Promise<string>;
  /** A fresh access token in place of one that Graph refused. `claims` is Graph's challenge, if it sent one. */
  getInsteadOf(refused: string, claims?: string): Promise<string>;
  /** What an access token says of itself, to explain refusals. */
  describe(accessToken: string): Caller | undefined;
}

export interface GraphRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Path and query behind the root and version. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** True for a POST that may run twice and comes to the same. */
  readonly repeatable?: boolean;
  /** What Graph may quote of it, and no message may repeat. */
  readonly secrets?: readonly string[];
  /** In words that follow "Could not". */
  readonly what: string;
  readonly target: string;
}

export interface GraphAnswer {
  readonly status: number;
  /** The parsed body; undefined where there is none. */
  readonly body: unknown;
  /** When Graph answered, by its own clock (RFC 9110 §6.6.1); undefined where it does not say. */
  readonly date: Date | undefined;
  /** The id of the tenant that answered, as far as the access token told. */
  readonly tenantId: string | undefined;
}

export interface GraphClientOptions {
  /** Graph's root, without a version. */
  readonly graphEndpoint: string;
  readonly requestTimeoutInSeconds: number;
  readonly accessTokens: AccessTokens;
  /** Resolves when the next write may be sent. */
  readonly pace: () => Promise<void>;
  /** Resolves after so many milliseconds that Graph wants to be left alone for. */
  readonly turnedAway: (milliseconds: number) => Promise<void>;
  readonly clock: Pick<Clock, "now">;
  /** Tells the person at the terminal something. */
  readonly notify: (message: string) => void;
}
