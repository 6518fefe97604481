import { generateKeyPair, SignJWT } from "jose";
import type { AccessTokens } from "./accessTokens";
import { audiences, type FederatedCredential } from "./directory";
import { serve, type Served, type ServiceAnswer } from "./serve";

/** An issuer of OIDC tokens for pipelines, shaped like GitHub's and Azure Pipelines'. */
export interface Issuer extends Served {
  /** The subject of the tokens: what names the pipeline's job. */
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
  /** The federated credential to register in the application. */
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

/** The endpoints inside a machine in Azure that hand out access tokens for its managed identities. */
export interface ManagedIdentityEndpoints extends Served {
  /** The variables that make a process believe that it is in a virtual machine. */
  readonly imds: Readonly<Record<string, string>>;
  /** The variables that make a process believe that it is in App Service. */
  readonly appService: Readonly<Record<string, string>>;
  /** Which endpoint was asked, and for which assigned identity. */
  readonly asked: string[];
}

export interface ManagedIdentityOptions {
  readonly accessTokens: AccessTokens;
  readonly tenantId: string;
  /** The client id of the machine's own identity. */
  readonly systemAssigned: string;
  readonly userAssigned: readonly string[];
  readonly permissions: readonly string[];
  /** The client ids of assigned identities by their resource ids. */
  readonly resourceIds?: Readonly<Record<string, string>>;
}

const identityHeader = "header-of-the-machine";
const lifetimeInSeconds = 86_400;

/**
 * Source: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token and
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export async function startManagedIdentity(
  options: ManagedIdentityOptions,
): Promise<ManagedIdentityEndpoints> {
  const asked: string[] = [];

  async function answer(endpoint: string, query: URLSearchParams): Promise<ServiceAnswer> {
    // The client id or the resource id, for which IMDS and App Service have different names.
    const resourceId = query.get("msi_res_id") ?? query.get("mi_res_id");
    const wanted =
      resourceId === null ? query.get("client_id") : (options.resourceIds?.[resourceId] ?? resourceId);
    const audience = query.get("resource") ?? "";
    asked.push(wanted === null ? endpoint : `${endpoint} ${wanted}`);
    if (wanted !== null && !options.userAssigned.includes(wanted)) {
      return { status: 400, json: { error: "invalid_request", error_description: "Identity not found" } };
    }
    const { tenantId, permissions, systemAssigned } = options;
    const clientId = wanted ?? systemAssigned;
    const request = { tenantId, clientId, audience, permissions, lifetimeInSeconds, kind: "app" } as const;
    return {
      status: 200,
      json: {
        access_token: await options.accessTokens.issue(request),
        expires_on: String(Math.floor(Date.now() / 1000) + lifetimeInSeconds),
        expires_in: String(lifetimeInSeconds),
        resource: audience,
        token_type: "Bearer",
        client_id: clientId,
      },
    };
  }

  const served = await serve("http", ({ method, url, headers }) => {
    // MSAL adds a slash to the path if the host is not the usual one.
    const path = url.pathname.replace(/\/$/, "");
    if (method === "GET" && path === "/metadata/identity/oauth2/token" && headers.metadata === "true") {
      return answer("IMDS", url.searchParams);
    }
    if (method === "GET" && path === "/msi/token" && headers["x-identity-header"] === identityHeader) {
      return answer("App Service", url.searchParams);
    }
    return {
      status: 400,
      json: { error: "bad_request_102", error_description: "Required header not specified" },
    };
  });
  return {
    ...served,
    asked,
    imds: { AZURE_POD_IDENTITY_AUTHORITY_HOST: served.url },
    appService: { IDENTITY_ENDPOINT: `${served.url}/msi/token`, IDENTITY_HEADER: identityHeader },
  };
}
