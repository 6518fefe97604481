import type { Clock } from "../clock";
import type { Caller } from "./explain";

/** The bearer tokens that requests are sent with. */
export interface Bearers {
  get(): Promise<string>;
  /** A fresh bearer in place of one that Graph refused. `claims` is Graph's challenge, if it sent one. */
  getInsteadOf(refused: string, claims?: string): Promise<string>;
  /** What a bearer says of itself, to explain refusals. */
  describe(bearer: string): Caller | undefined;
}

export interface GraphRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Path and query behind the root and version. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** In words that follow "Could not". */
  readonly what: string;
  readonly target: string;
}

export interface GraphAnswer {
  readonly status: number;
  /** The parsed body; undefined where there is none. */
  readonly body: unknown;
}

export interface GraphClientOptions {
  /** Graph's root, without a version. */
  readonly graphEndpoint: string;
  readonly requestTimeoutInSeconds: number;
  readonly bearers: Bearers;
  /** Resolves when the next write may be sent. */
  readonly pace: () => Promise<void>;
  readonly clock: Clock;
  /** Tells the person at the terminal something. */
  readonly notify: (message: string) => void;
}
