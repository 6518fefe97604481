import type { Clock } from "../clock";
import { Exchange } from "./exchange";
import type { Caller } from "./explain";
import { GraphError } from "./GraphError";

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

/**
 * Microsoft Graph over HTTP. got repeats what is safe to repeat: anything after a refusal, and methods other
 * than POST after passing faults. A POST whose outcome is unknown comes back as a {@link GraphError} that says so
 * (`certainlyNotDone` false), and whoever sent it has to look before sending it again.
 */
export class GraphClient {
  constructor(private readonly options: GraphClientOptions) {}

  /**
   * The path of a link that Graph sent. A link to anywhere else is refused: the bearer would go with it.
   *
   * @throws {GraphError} `unreadable-answer`
   */
  pathOf(version: string, link: string, target: string): string {
    const root = `${this.options.graphEndpoint}/${version}`;
    if (link.startsWith(`${root}/`)) return link.slice(root.length);
    const message = `Could not list ${target}: the next page is not at ${root}, and the bearer is not carried elsewhere.`;
    throw new GraphError("unreadable-answer", message, { certainlyNotDone: true });
  }

  /** @throws {GraphError} when the answer is an error, or no readable answer came. */
  async send(version: string, request: GraphRequest): Promise<GraphAnswer> {
    const exchange = new Exchange(this.options, request, await this.options.bearers.get());
    // Loaded at the first request: a run that changes nothing sends none.
    const { default: got } = await import("got");
    try {
      const sending = got(`${this.options.graphEndpoint}/${version}${request.path}`, exchange.gotOptions());
      void sending.on("downloadProgress", (progress) => {
        exchange.onProgress(progress.transferred);
      });
      return exchange.read(await sending);
    } catch (error) {
      throw exchange.explain(error);
    }
  }
}
