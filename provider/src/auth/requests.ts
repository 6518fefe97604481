import { setTimeout as sleep } from "node:timers/promises";
import type { TokenCredential, TokenCredentialOptions } from "@azure/identity";
import { proxyAgent, proxyAgents, tunnelRefused } from "../proxy";
import { jwtPayload } from "./accessToken";
import { codeOf } from "./files";

type Policy = NonNullable<TokenCredentialOptions["additionalPolicies"]>[number]["policy"];

/** Microsoft Entra answers with a few KiB. */
const largestAnswerInBytes = 1024 * 1024;

/** The claims of an OIDC token that a federated credential has to match exactly. */
export interface PresentedAssertion {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/**
 * Watches the requests that a credential of @azure/identity sends, to explain a refusal. It keeps no secret. Two things
 * can be seen only here: the assertion that some credentials fetch by themselves, and Entra's answer when MSAL looks up
 * a tenant's endpoints.
 */
export class SignInRequests {
  /** The OIDC token last presented. */
  assertion: PresentedAssertion | undefined;
  /** The last error that Microsoft Entra answered with. */
  lastError: string | undefined;
  /** Why there was no answer, for example `ECONNREFUSED`. */
  failure: string | undefined;
  /** True if the last request failed for a temporary reason: no answer, a server error, throttling. */
  failedTemporarily = false;

  constructor(private readonly timeoutInSeconds: number) {}

  /** How requests are sent, for the options of every credential. */
  options() {
    return {
      // Not in the public type of the options, but all credentials pass it on to the pipeline of their requests.
      agent: proxyAgent,
      // Never used, because there is an agent. It stops the pipeline from reading HTTPS_PROXY, which fails if the value
      // has no scheme.
      proxyOptions: { host: "http://proxy.invalid", port: 80 },
      additionalPolicies: [
        { policy: this.limit, position: "perCall" as const },
        { policy: this.watch, position: "perRetry" as const },
      ],
    };
  }

  private readonly watch: Policy = {
    name: "watchPolicy",
    sendRequest: async (request, next) => {
      if (typeof request.body === "string") this.noteAssertion(request.body);
      try {
        const response = await next(request);
        this.failure = undefined;
        this.failedTemporarily = response.status >= 500 || response.status === 429;
        this.lastError = response.status < 400 ? undefined : errorDescription(response.bodyAsText ?? "");
        return response;
      } catch (error) {
        this.failedTemporarily = true;
        if (error instanceof Error && "code" in error) this.failure = reasonOf(error);
        throw error;
      }
    },
  };

  /** Gives up a request, its retries included, if no complete answer comes in time, or if the answer is too large. */
  private readonly limit: Policy = {
    name: "limitPolicy",
    sendRequest: async (request, next) => {
      const controller = new AbortController();
      request.abortSignal?.addEventListener("abort", () => {
        controller.abort();
      });
      request.abortSignal = controller.signal;
      let timer: NodeJS.Timeout | undefined;
      // A race, because the pipeline does not always notice an abort while it reads an answer.
      const givenUp = new Promise<never>((_, reject) => {
        const giveUp = (why: string) => {
          this.failure = why;
          this.failedTemporarily = true;
          controller.abort();
          reject(new Error(why));
        };
        const { timeoutInSeconds } = this;
        timer = setTimeout(giveUp, timeoutInSeconds * 1000, `given up after ${timeoutInSeconds} s`);
        request.onDownloadProgress = ({ loadedBytes }) => {
          if (loadedBytes > largestAnswerInBytes) giveUp("the answer is larger than 1 MiB");
        };
      });
      try {
        return await Promise.race([next(request), givenUp]);
      } finally {
        clearTimeout(timer);
      }
    },
  };

  private noteAssertion(form: string): void {
    const assertion = new URLSearchParams(form).get("client_assertion");
    if (assertion === null) return;
    const { iss, sub, aud } = jwtPayload(assertion) ?? {};
    const audience = Array.isArray(aud) ? aud.join(", ") : aud;
    if (typeof iss === "string" && typeof sub === "string" && typeof audience === "string") {
      this.assertion = { issuer: iss, subject: sub, audience };
    }
  }
}

function errorDescription(body: string): string | undefined {
  return /"error_description"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1]?.replace(/\\[rn]/g, " ");
}

/** The same credential with a time limit on each request for an access token, whatever the credential waits for. */
export function withTimeLimit(credential: TokenCredential, seconds: number): TokenCredential {
  const timeUp = async (signal: AbortSignal): Promise<never> => {
    await sleep(seconds * 1000, undefined, { signal });
    throw new Error(`the credential gave no access token within ${seconds} s`);
  };
  return {
    getToken: async (scopes, options) => {
      const settled = new AbortController();
      try {
        return await Promise.race([credential.getToken(scopes, options), timeUp(settled.signal)]);
      } finally {
        settled.abort();
      }
    },
  };
}

/** A service's answer, or why there is none: `HTTP 401`, `ECONNREFUSED`, `no answer within 30 s`. */
type JsonAnswer = { readonly body: unknown } | { readonly failure: string };

/** Gets JSON from a service other than Graph, over verified TLS and without following redirects. */
export async function getJson(
  url: string | URL,
  timeoutInSeconds: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<JsonAnswer> {
  const { default: got } = await import("got");
  // One time limit for all attempts together.
  const timeUp = AbortSignal.timeout(timeoutInSeconds * 1000);
  try {
    const body: unknown = await got(url, {
      headers,
      followRedirect: false,
      https: { rejectUnauthorized: true },
      agent: proxyAgents,
      signal: timeUp,
    }).json();
    return { body };
  } catch (error) {
    // got's error holds the request's headers, so only its code is kept.
    return { failure: timeUp.aborted ? `no answer within ${timeoutInSeconds} s` : statusOf(error) };
  }
}

/** The error's code, or the proxy's answer if the proxy refused. */
function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return code === tunnelRefused && error instanceof Error ? error.message : code;
}

function statusOf(error: unknown): string {
  const response = error instanceof Error && "response" in error ? error.response : undefined;
  const { statusCode } = (response ?? {}) as { readonly statusCode?: number };
  return statusCode === undefined || statusCode < 300 ? reasonOf(error) : `HTTP ${statusCode}`;
}
