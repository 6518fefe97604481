import { randomUUID } from "node:crypto";
import type * as Got from "got";
import type { Clock } from "../clock";
import { IntuneError } from "../errors";
import { printable } from "../printable";
import { proxyAgents, routeTo } from "../proxy";
import { dateTime } from "./dateTime";
import { type Attempt, type Caller, explainAnswer, explainFailure, explainUnreadable } from "./explain";
import { describeError, GraphError, parseJson } from "./errors";
import { askedToWait, mostAttempts, parseRetryAfter, refusals, repeatedAfter, retryDelay } from "./retry";

/** Gives the access tokens for requests. */
export interface AccessTokens {
  get(): Promise<string>;
  /** A fresh access token in place of one that Graph refused. `claims` is Graph's challenge, if it sent one. */
  getInsteadOf(refused: string, claims?: string): Promise<string>;
  /** What an access token says about the caller, to explain refusals. */
  describe(accessToken: string): Caller | undefined;
}

export interface GraphRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Path and query, after the root and the version. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** True for a POST that has the same effect if it runs twice. */
  readonly repeatable?: boolean;
  /** Values of the request that an answer may quote, and that no message may show. */
  readonly secrets?: readonly string[];
  /** What the request does, in words that follow "Could not". */
  readonly what: string;
  readonly target: string;
}

export interface GraphAnswer {
  readonly status: number;
  /** The parsed body. Undefined if there is none. */
  readonly body: unknown;
  /** When Graph answered, by its own clock (RFC 9110 §6.6.1). Undefined if it does not say. */
  readonly date: Date | undefined;
  /** The id of the tenant that answered. Undefined if the access token does not tell it. */
  readonly tenantId: string | undefined;
}

export interface GraphClientOptions {
  /** Graph's root, without a version. */
  readonly graphEndpoint: string;
  readonly requestTimeoutInSeconds: number;
  /** How long Graph may ask to wait before a request is repeated. If it asks for more, the request is given up. */
  readonly longestWaitInSeconds: number;
  readonly accessTokens: AccessTokens;
  /** Resolves when the next write may be sent. */
  readonly pace: () => Promise<void>;
  /** Waits before a request is repeated. */
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly clock: Pick<Clock, "now">;
  /** Shows a message to the person at the terminal. */
  readonly notify: (message: string) => void;
}

const largestBodyInBytes = 4 * 1024 * 1024;
const noticeWaitsOverMilliseconds = 5_000;

/**
 * Microsoft Graph over HTTP. got repeats what is safe to repeat: any request after a refusal, and methods other than
 * POST after temporary faults. If the outcome of a POST is unknown, `send` throws a {@link GraphError} whose
 * `certainlyNotDone` is false. The caller then has to look before it sends the POST again.
 */
export class GraphClient {
  constructor(private readonly options: GraphClientOptions) {}

  /**
   * The path of a link that Graph sent. A link to another place is refused, because the access token would be sent
   * there.
   *
   * @throws {GraphError} `unreadable-answer`
   */
  pathOf(version: string, link: string, target: string): string {
    const root = `${this.options.graphEndpoint}/${version}`;
    if (link.startsWith(`${root}/`)) return link.slice(root.length);
    const message = `Could not list ${target}: the next page is not at ${root}, and the access token is not sent elsewhere.`;
    throw new GraphError("unreadable-answer", message, { certainlyNotDone: true });
  }

  /** @throws {GraphError} when the answer is an error, or no readable answer came. */
  async send(version: string, request: GraphRequest): Promise<GraphAnswer> {
    const exchange = new Exchange(this.options, request, await this.options.accessTokens.get());
    const { default: got } = await loadGot();
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

let loading: Promise<typeof Got> | undefined;

/** Loaded once, at the first request: a run that changes nothing sends none, and each `import()` takes time. */
function loadGot(): Promise<typeof Got> {
  return (loading ??= import("got"));
}

/** One request with its repetitions. */
class Exchange {
  private readonly attempt: Attempt;
  private readonly tooLarge = new AbortController();
  private renewed = false;
  /** Failed attempts, without those that were throttled or that needed another access token. */
  private failures = 0;

  constructor(
    private readonly options: GraphClientOptions,
    private readonly request: GraphRequest,
    private accessToken: string,
  ) {
    this.attempt = {
      what: request.what,
      target: request.target,
      write: request.method !== "GET",
      graphEndpoint: options.graphEndpoint,
    };
  }

  gotOptions(): Got.OptionsOfTextResponseBody {
    const { request } = this;
    return {
      responseType: "text",
      method: request.method,
      ...(request.body === undefined ? {} : { json: request.body }),
      headers: {
        accept: "application/json",
        "accept-encoding": "identity",
        "client-request-id": randomUUID(),
        "user-agent": "pulumi-intune-enrollment",
      },
      decompress: false,
      followRedirect: false,
      agent: proxyAgents,
      // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED cannot turn verification off.
      https: { rejectUnauthorized: true },
      timeout: { request: this.options.requestTimeoutInSeconds * 1000 },
      signal: this.tooLarge.signal,
      retry: {
        ...repeatedAfter(request.method !== "POST" || request.repeatable === true),
        limit: mostAttempts.throttled - 1,
        methods: [request.method],
        maxRetryAfter: Number.MAX_SAFE_INTEGER,
        calculateDelay: ({ attemptCount, error }: Got.RetryObject) => this.delay(attemptCount, error),
      },
      hooks: {
        beforeRequest: [
          async (gotOptions: { headers: Record<string, string | string[] | undefined> }) => {
            if (this.attempt.write) await this.options.pace();
            gotOptions.headers.authorization = `Bearer ${this.accessToken}`;
          },
        ],
      },
    };
  }

  /** Gives up an answer that is larger than any answer of Graph's. */
  onProgress(transferredBytes: number): void {
    if (transferredBytes > largestBodyInBytes) this.tooLarge.abort();
  }

  /** What got asks for: the milliseconds until the next attempt. 0 means that there is none. */
  private async delay(attemptCount: number, error: Got.RequestError): Promise<number> {
    const { response } = error;
    if (response?.statusCode === 401) return (await this.renew(claimsChallenge(response))) ? 1 : 0;
    if (response?.statusCode !== 429 && ++this.failures >= mostAttempts.otherwise) return 0;
    const longest = this.options.longestWaitInSeconds * 1000;
    const wait = retryDelay(attemptCount, response && this.retryAfter(response), longest, Math.random());
    if (wait === "give up") return 0;
    if (wait >= noticeWaitsOverMilliseconds) {
      const why = response === undefined ? error.code : `${response.statusCode} from Microsoft Graph`;
      this.options.notify(
        `Waiting ${Math.ceil(wait / 1000)} s to ${this.attempt.what} ${this.attempt.target} (${why}).`,
      );
    }
    // The wait happens here, by the injected clock, because got knows only real time.
    await this.options.pause(wait);
    return 1;
  }

  /** Gets another access token after Graph refused this one. False if there is no other. */
  private async renew(claims: string | undefined): Promise<boolean> {
    if (this.renewed) return false;
    const fresh = await this.options.accessTokens.getInsteadOf(this.accessToken, claims);
    if (fresh === this.accessToken) return false;
    this.renewed = true;
    this.accessToken = fresh;
    return true;
  }

  private retryAfter(response: Got.Response): number | undefined {
    return parseRetryAfter(response.headers["retry-after"], dateOf(response) ?? this.options.clock.now());
  }

  read(response: Got.Response<string>): GraphAnswer {
    const status = response.statusCode;
    if (status >= 300) throw this.refusal(response);
    const origin = { date: dateOf(response), tenantId: this.caller()?.tenantId };
    if (status === 204) return { status, body: undefined, ...origin };
    const body = parseJson(response.body);
    if (body === undefined) {
      const type = printable(response.headers["content-type"], this.secrets()) ?? "no content type";
      throw this.unreadable(status, `is not JSON (${type})`);
    }
    return { status, body, ...origin };
  }

  explain(error: unknown): unknown {
    if (!isRequestError(error)) return error;
    // If the sign-in failed, got wraps its error.
    if (error.cause instanceof IntuneError) return error.cause;
    if (this.tooLarge.signal.aborted) return this.unreadable(200, "is larger than 4 MiB");
    if (error.name === "HTTPError" && error.response)
      return this.refusal(error.response as Got.Response<string>);
    const { code, message } = explainFailure(this.attempt, error.code, error.message);
    return new GraphError(code, `${message} The request went ${routeTo(this.options.graphEndpoint)}.`, {
      certainlyNotDone:
        refusals.errorCodes.includes(error.code) || /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(error.code),
      // got's own error holds the request's headers with the access token, so only its cause is kept.
      cause: error.cause,
    });
  }

  private refusal(response: Got.Response<string>): GraphError {
    const status = response.statusCode;
    const { "request-id": requestId, "client-request-id": clientRequestId } = response.headers;
    const ids = { requestId: firstOf(requestId), clientRequestId: firstOf(clientRequestId) };
    const description = describeError(response.body, ids, this.secrets());
    const caller = this.caller();
    const { code, message } = explainAnswer(this.attempt, status, description, caller, this.renewed);
    const wait = this.retryAfter(response);
    const asked = wait ? ` ${askedToWait(wait, this.options.longestWaitInSeconds)}` : "";
    return new GraphError(code, `${message}${asked}`, {
      status,
      tenantId: caller?.tenantId,
      description,
      certainlyNotDone: status >= 300 && status < 500 && status !== 408,
    });
  }

  private caller(): Caller | undefined {
    return this.options.accessTokens.describe(this.accessToken);
  }

  /** An answer may quote these. */
  private secrets(): readonly string[] {
    return [this.accessToken, ...(this.request.secrets ?? [])];
  }

  private unreadable(status: number, fault: string): GraphError {
    const { code, message } = explainUnreadable(this.attempt, status, fault);
    return new GraphError(code, message, { status, certainlyNotDone: false });
  }
}

/** The claims challenge of continuous access evaluation, decoded. Source: https://learn.microsoft.com/entra/identity-platform/claims-challenge */
function claimsChallenge(response: Got.Response): string | undefined {
  const header = response.headers["www-authenticate"] ?? "";
  const encoded = /\bclaims="([^"]+)"/.exec(header)?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
}

function dateOf({ headers }: Got.Response): Date | undefined {
  const date = dateTime(headers.date ?? "");
  return date === undefined || date === null ? undefined : new Date(date);
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** got is loaded late, so its errors are recognised by their properties and not by their class. */
function isRequestError(error: unknown): error is Got.RequestError {
  return error instanceof Error && "options" in error && "code" in error;
}
