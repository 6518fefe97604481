import { IntuneError } from "../errors";
import { routeTo } from "../proxy";
import { readValueFile } from "./files";
import { howToSet, type Needs } from "./identity";
import { getJson } from "./requests";

/** Where the OIDC token to exchange comes from, each time one is needed. */
export type AssertionSource =
  | { readonly from: "value"; readonly token: string }
  | { readonly from: "file"; readonly path: string }
  | { readonly from: "request"; readonly url: string; readonly token: string; readonly audience: string };

/** @throws {IntuneError} `configuration` if no source is given, or two */
export function assertionSource(needs: Needs): AssertionSource {
  const { oidcToken, oidcTokenFilePath, oidcRequestUrl, oidcRequestToken, oidcAudience } = needs.identity;
  needs.notBoth("oidcToken", "oidcTokenFilePath");
  if (oidcTokenFilePath !== undefined) return { from: "file", path: oidcTokenFilePath };
  if (oidcToken !== undefined) return { from: "value", token: oidcToken };
  if (oidcRequestUrl === undefined && oidcRequestToken === undefined) {
    const names = [howToSet(needs.identity, "oidcToken"), howToSet(needs.identity, "oidcTokenFilePath")];
    throw needs.missing([
      `a token: ${names.join(", or ")}, or in GitHub Actions \`permissions: id-token: write\` for the job`,
    ]);
  }
  const request = needs.all("oidcRequestUrl", "oidcRequestToken");
  return {
    from: "request",
    url: request.oidcRequestUrl,
    token: request.oidcRequestToken,
    audience: oidcAudience,
  };
}

/**
 * Gets the OIDC token to exchange. Each call gets a new one, because a run may outlive its first token.
 *
 * @throws {IntuneError} `sign-in`; the message holds no token
 */
export async function fetchAssertion(source: AssertionSource, timeoutInSeconds: number): Promise<string> {
  switch (source.from) {
    case "value":
      return source.token;
    case "file":
      return readValueFile(source.path, `The OIDC token file ${source.path}`, "sign-in");
    case "request":
      return requestToken(source, timeoutInSeconds);
  }
}

/**
 * Asks the pipeline's own service for a token, as GitHub specifies it.
 *
 * Source: https://docs.github.com/actions/reference/security/oidc
 */
async function requestToken(
  { url, token, audience }: AssertionSource & { readonly from: "request" },
  timeoutInSeconds: number,
): Promise<string> {
  const withAudience = new URL(url);
  if (!withAudience.searchParams.has("audience")) withAudience.searchParams.set("audience", audience);
  const answer = await getJson(withAudience, timeoutInSeconds, { authorization: `Bearer ${token}` });
  const { origin } = withAudience;
  if ("failure" in answer) {
    throw new IntuneError(
      "sign-in",
      `Could not get an OIDC token from ${origin} (${answer.failure}). In GitHub Actions the job needs ` +
        "`permissions: id-token: write`; in Azure Pipelines set intune:adoPipelineServiceConnectionId " +
        `(or ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID). The request went ${routeTo(origin)}.`,
    );
  }
  const { body } = answer;
  const assertion = typeof body === "object" && body !== null && "value" in body ? body.value : undefined;
  if (typeof assertion === "string" && assertion !== "") return assertion;
  throw new IntuneError(
    "sign-in",
    `The answer of ${origin} to the request for an OIDC token contains no token.`,
  );
}
