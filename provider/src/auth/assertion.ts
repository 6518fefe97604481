import { readFile } from "node:fs/promises";
import { IntuneError } from "../errors";
import { ask } from "./ask";
import { codeOf } from "./codeOf";
import type { AssertionSource } from "./plan";

/** The audience that Microsoft Entra's federated credentials expect by default. */
const audience = "api://AzureADTokenExchange";

/**
 * The OIDC token to exchange, afresh at each call: a run may outlive the token that it began with.
 *
 * @throws {IntuneError} `sign-in`; the message holds no token
 */
export async function fetchAssertion(source: AssertionSource, timeoutInSeconds: number): Promise<string> {
  switch (source.from) {
    case "value":
      return source.token;
    case "file":
      return readTokenFile(source.path);
    case "request":
      return requestToken(source.url, source.token, timeoutInSeconds);
  }
}

async function readTokenFile(path: string): Promise<string> {
  let token;
  try {
    token = (await readFile(path, "utf8")).trim();
  } catch (error) {
    throw fault(`The OIDC token file ${path} cannot be read (${codeOf(error)}).`);
  }
  if (token === "") throw fault(`The OIDC token file ${path} is empty.`);
  return token;
}

/**
 * Asks the pipeline's own service for a token, as GitHub specifies it.
 *
 * Source: https://docs.github.com/actions/reference/security/oidc
 */
async function requestToken(url: string, accessToken: string, timeoutInSeconds: number): Promise<string> {
  const withAudience = new URL(url);
  if (!withAudience.searchParams.has("audience")) withAudience.searchParams.set("audience", audience);
  const asked = await ask(withAudience, timeoutInSeconds, { authorization: `Bearer ${accessToken}` });
  if ("failure" in asked) {
    throw fault(
      `No OIDC token could be had from ${withAudience.origin} (${asked.failure}). In GitHub Actions the job needs ` +
        "`permissions: id-token: write`; in Azure Pipelines set intune:adoPipelineServiceConnectionId " +
        "(or ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID).",
    );
  }
  const { body } = asked;
  const token = typeof body === "object" && body !== null && "value" in body ? body.value : undefined;
  if (typeof token !== "string" || token === "") {
    throw fault(`The answer of ${withAudience.origin} to the request for an OIDC token holds none.`);
  }
  return token;
}

function fault(message: string): IntuneError {
  return new IntuneError("sign-in", message);
}
