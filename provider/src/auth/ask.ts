import { codeOf } from "./codeOf";

/** A service's answer, or why there is none: `HTTP 401`, `ECONNREFUSED`, `no answer within 30 s`. */
export type Asked = { readonly body: unknown } | { readonly failure: string };

/** Gets JSON from a service beside Graph, over verified TLS and without following anyone elsewhere. */
export async function ask(
  url: string | URL,
  timeoutInSeconds: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<Asked> {
  const { default: got } = await import("got");
  // For all attempts together.
  const timeUp = AbortSignal.timeout(timeoutInSeconds * 1000);
  try {
    const body: unknown = await got(url, {
      headers,
      followRedirect: false,
      https: { rejectUnauthorized: true },
      signal: timeUp,
    }).json();
    return { body };
  } catch (error) {
    // got's own error holds the headers, so nothing but its code is kept.
    return { failure: timeUp.aborted ? `no answer within ${timeoutInSeconds} s` : statusOf(error) };
  }
}

function statusOf(error: unknown): string {
  const response = error instanceof Error && "response" in error ? error.response : undefined;
  const { statusCode } = (response ?? {}) as { readonly statusCode?: number };
  return statusCode === undefined || statusCode < 300 ? codeOf(error) : `HTTP ${statusCode}`;
}
