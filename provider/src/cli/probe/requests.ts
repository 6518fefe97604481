import type { Clock } from "../../clock";
import type { GraphClient } from "../../graph/client";
import { GraphError } from "../../graph/errors";
import { unlessInterrupted } from "../terminal";

/**
 * The pause between two writes. It stays far below Graph's limit, because other applications of the tenant share it.
 */
const pauseInMilliseconds = 1000;

/** An answer: a success or a refusal. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  /** Graph's own code and words for a refusal; empty for a success. */
  readonly said: string;
}

export interface ProbeRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Path and query behind `/deviceManagement/`. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** The statuses of refusals that answer the question. Any other refusal ends the probe. */
  readonly refusals?: readonly number[];
  /** Default: the version in which the tenant answers. */
  readonly apiVersion?: string;
}

/** Sends the probe's requests. Some are meant to be refused: their refusal is the answer. */
export class Requests {
  private lastWrite = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly client: GraphClient,
    readonly apiVersion: string,
    readonly clock: Clock,
    private readonly interrupted?: AbortSignal,
  ) {}

  /** The same, but not ended by Ctrl-C. For the clean-up. */
  uninterrupted(): Requests {
    return new Requests(this.client, this.apiVersion, this.clock);
  }

  /** @throws {GraphError} for a refusal that is not in `refusals`; the signal's reason after Ctrl-C */
  async send({
    method,
    path,
    body,
    refusals = [],
    apiVersion = this.apiVersion,
  }: ProbeRequest): Promise<Reply> {
    if (method !== "GET") await this.pause();
    this.interrupted?.throwIfAborted();
    const target = path.split("?")[0] ?? "";
    const request = { method, path: `/deviceManagement/${path}`, what: method, target };
    const sending = this.client.send(apiVersion, body === undefined ? request : { ...request, body });
    try {
      // A write is always waited for, because the profile that it makes has to be deleted.
      const answer = await (method === "GET" ? this.unlessInterrupted(sending) : sending);
      return { status: answer.status, body: answer.body, said: "" };
    } catch (error) {
      if (!(error instanceof GraphError) || !refusals.includes(error.status ?? 0)) throw error;
      const { code, message } = error.description ?? {};
      return {
        status: error.status ?? 0,
        body: undefined,
        said: [code, message].filter((part) => part !== undefined).join(": "),
      };
    }
  }

  /** Waits, but stops at Ctrl-C. */
  async sleep(milliseconds: number): Promise<void> {
    await this.unlessInterrupted(this.clock.sleep(milliseconds));
  }

  private async pause(): Promise<void> {
    const wait = this.lastWrite + pauseInMilliseconds - this.clock.now().getTime();
    if (wait > 0) await this.sleep(wait);
    this.lastWrite = this.clock.now().getTime();
  }

  private unlessInterrupted<Result>(work: Promise<Result>): Promise<Result> {
    return this.interrupted === undefined ? work : unlessInterrupted(work, this.interrupted);
  }
}

/** The entity of an answer. Microsoft's samples have it in `value`. */
export function entityIn(body: unknown): Readonly<Record<string, unknown>> {
  const entity = recordOf(body);
  const { value } = entity;
  return isRecord(value) ? value : entity;
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
