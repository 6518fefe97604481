import { generateKeyPair, SignJWT } from "jose";
import { audiences, type FederatedCredential } from "./directory";
import { serve, type Served, type ServiceAnswer } from "./serve";

/** An issuer of OIDC tokens for pipelines, shaped like GitHub's and Azure Pipelines'. */
export interface Issuer extends Served {
  /** What the pipeline's job is called in the tokens. */
  readonly subject: string;
  /** GitHub's `ACTIONS_ID_TOKEN_REQUEST_URL`. */
  readonly githubUrl: string;
  /** Azure Pipelines' `SYSTEM_OIDCREQUESTURI`. */
  readonly azurePipelinesUri: string;
  /** The job's access token for both. */
  readonly requestToken: string;
  /** Ids of the service connections asked for, or the audience, of each token issued on request. */
  readonly issued: string[];
  readonly issue: (claims?: {
    audience?: string;
    subject?: string;
    lifetimeInSeconds?: number;
  }) => Promise<string>;
  /** What to register in the application so that the tokens stand for it. */
  readonly credential: FederatedCredential;
}

const requestToken = "bearer-of-the-pipeline-job";

export async function startIssuer(subject: string): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const issued: string[] = [];

  const issue: Issuer["issue"] = (claims = {}) =>
    new SignJWT()
      .setProtectedHeader({ alg: "RS256", typ: "JWT" })
      .setIssuer(served.url)
      .setSubject(claims.subject ?? subject)
      .setAudience(claims.audience ?? audiences.public)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + (claims.lifetimeInSeconds ?? 300))
      .sign(privateKey);

  const served = await serve("https", async ({ method, url, headers }) => {
    if (headers.authorization !== `Bearer ${requestToken}`) return denied(401);
    const asked = url.searchParams.get("serviceConnectionId") ?? url.searchParams.get("audience");
    const route = `${method} ${url.pathname}`;
    if (route === "GET /github" && url.searchParams.get("api-version") === "2.0" && asked !== null) {
      issued.push(asked);
      return { status: 200, json: { value: await issue({ audience: asked }) } };
    }
    if (route === "POST /azure-pipelines" && url.searchParams.has("api-version") && asked !== null) {
      issued.push(asked);
      return { status: 200, json: { oidcToken: await issue() } };
    }
    return denied(404);
  });

  return {
    ...served,
    subject,
    githubUrl: `${served.url}/github?api-version=2.0`,
    azurePipelinesUri: `${served.url}/azure-pipelines`,
    requestToken,
    issued,
    issue,
    credential: { issuer: served.url, subject, publicKey },
  };
}

function denied(status: number): ServiceAnswer {
  return { status, json: { message: "denied" } };
}
