import { randomUUID } from "node:crypto";
import type { OptionsOfTextResponseBody, RequestError, Response, RetryObject } from "got";
import { IntuneError } from "../errors";
import { printable } from "../printable";
import { dateTime } from "./dateTime";
import { type Attempt, type Caller, explainAnswer, explainFailure, explainUnreadable } from "./explain";
import { describeError, GraphError, parseJson } from "./errors";
import type { GraphAnswer, GraphClientOptions, GraphRequest } from "./request";
import { parseRetryAfter, retryDelay } from "./retry";

/** Throttling passes; a server that fails, or is not there, mostly does not, and a pipeline waits for it. Each counts alone. */
const mostAttempts = { throttled: 8, otherwise: 4 };
const largestBodyInBytes = 4 * 1024 * 1024;
const noticeWaitsOverMilliseconds = 5_000;

/** Refused before Graph did anything: safe to send again, whatever the method. */
const refusals = { statusCodes: [401, 429], errorCodes: ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"] };
/** What a method that may run twice is sent again after, besides. */
const passing = {
  statusCodes: [408, 500, 502, 503, 504],
  errorCodes: [
    "ETIMEDOUT",
    "ECONNRESET",
    "EPIPE",
    "ENETUNREACH",
    "EHOSTUNREACH",
    "ERR_HTTP_CONTENT_LENGTH_MISMATCH",
  ],
};

/** One request with its repetitions: the access token in use, and whether it was renewed. */
export class Exchange {
  private readonly attempt: Attempt;
  private readonly tooLarge = new AbortController();
  private renewed = false;
  /** Attempts that ended otherwise than in being throttled or asked for another access token. */
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

  gotOptions(): OptionsOfTextResponseBody {
    const { request } = this;
    const repeatable = request.method !== "POST" || request.repeatable === true;
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
      // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED cannot turn verification off.
      https: { rejectUnauthorized: true },
      timeout: { request: this.options.requestTimeoutInSeconds * 1000 },
      signal: this.tooLarge.signal,
      retry: {
        limit: mostAttempts.throttled - 1,
        methods: [request.method],
        statusCodes: [...refusals.statusCodes, ...(repeatable ? passing.statusCodes : [])],
        errorCodes: [...refusals.errorCodes, ...(repeatable ? passing.errorCodes : [])],
        maxRetryAfter: Number.MAX_SAFE_INTEGER,
        calculateDelay: ({ attemptCount, error }: RetryObject) => this.delay(attemptCount, error),
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

  /** Gives up an answer that grows beyond what Graph ever sends. */
  onProgress(transferredBytes: number): void {
    if (transferredBytes > largestBodyInBytes) this.tooLarge.abort();
  }

  /** got's answer to "how long until the next attempt"; 0 means none. */
  private async delay(attemptCount: number, error: RequestError): Promise<number> {
    const { response } = error;
    if (response?.statusCode === 401) {
      if (this.renewed) return 0;
      const fresh = await this.options.accessTokens.getInsteadOf(this.accessToken, claimsChallenge(response));
      // The same once more would be refused once more.
      if (fresh === this.accessToken) return 0;
      this.renewed = true;
      this.accessToken = fresh;
      return 1;
    }
    if (response?.statusCode !== 429 && ++this.failures >= mostAttempts.otherwise) return 0;
    const sent = (response && dateOf(response)) ?? this.options.clock.now();
    const retryAfter = parseRetryAfter(response?.headers["retry-after"], sent);
    const wait = retryDelay(attemptCount, retryAfter, Math.random());
    if (wait === "give up") return 0;
    if (wait >= noticeWaitsOverMilliseconds) {
      const why = response === undefined ? error.code : `${response.statusCode} from Microsoft Graph`;
      this.options.notify(
        `Waiting ${Math.ceil(wait / 1000)} s to ${this.attempt.what} ${this.attempt.target} (${why}).`,
      );
    }
    // Waited for here, by the clock that was handed in, and not by got, which knows real time only.
    await this.options.turnedAway(wait);
    return 1;
  }

  read(response: Response<string>): GraphAnswer {
    const status = response.statusCode;
    if (status >= 300) throw this.refusal(response);
    const told = { date: dateOf(response), tenantId: this.caller()?.tenantId };
    if (status === 204) return { status, body: undefined, ...told };
    const body = parseJson(response.body);
    if (body === undefined) {
      const type = printable(response.headers["content-type"], this.secrets()) ?? "no content type";
      throw this.unreadable(status, `is not JSON (${type})`);
    }
    return { status, body, ...told };
  }

  explain(error: unknown): unknown {
    if (!isRequestError(error)) return error;
    // A sign-in that failed on the way comes wrapped in got's error.
    if (error.cause instanceof IntuneError) return error.cause;
    if (this.tooLarge.signal.aborted) return this.unreadable(200, "is larger than 4 MiB");
    if (error.name === "HTTPError" && error.response) return this.refusal(error.response as Response<string>);
    const { code, message } = explainFailure(this.attempt, error.code, error.message);
    return new GraphError(code, message, {
      certainlyNotDone:
        refusals.errorCodes.includes(error.code) || /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(error.code),
      // got's own error holds the request's headers, the access token among them: only what lies below it is kept.
      cause: error.cause,
    });
  }

  private refusal(response: Response<string>): GraphError {
    const status = response.statusCode;
    const { "request-id": requestId, "client-request-id": clientRequestId } = response.headers;
    const ids = { requestId: firstOf(requestId), clientRequestId: firstOf(clientRequestId) };
    const said = describeError(response.body, ids, this.secrets());
    const caller = this.caller();
    const { code, message } = explainAnswer(this.attempt, status, said, caller, this.renewed);
    return new GraphError(code, message, {
      status,
      tenantId: caller?.tenantId,
      said,
      certainlyNotDone: status >= 300 && status < 500 && status !== 408,
    });
  }

  private caller(): Caller | undefined {
    return this.options.accessTokens.describe(this.accessToken);
  }

  /** What came back may repeat what was sent. */
  private secrets(): readonly string[] {
    return [this.accessToken, ...(this.request.secrets ?? [])];
  }

  private unreadable(status: number, fault: string): GraphError {
    const { code, message } = explainUnreadable(this.attempt, status, fault);
    return new GraphError(code, message, { status, certainlyNotDone: false });
  }
}

/** The claims challenge of continuous access evaluation, decoded. Source: https://learn.microsoft.com/entra/identity-platform/claims-challenge */
function claimsChallenge(response: Response): string | undefined {
  const header = response.headers["www-authenticate"] ?? "";
  const encoded = /\bclaims="([^"]+)"/.exec(header)?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
}

function dateOf({ headers }: Response): Date | undefined {
  const told = dateTime(headers.date ?? "");
  return told === undefined || told === null ? undefined : new Date(told);
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** got is not loaded here, so its errors are known by what they carry. */
function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && "options" in error && "code" in error;
}
