import { UnsecuredJWT } from "jose";
import { AccessTokens } from "./accessTokens";
import { type App, type Cloud, domainA, tenantA } from "./directory";
import { AuthorizationCodes, checkProof, DeviceCodes, type Proof, Refusal } from "./grants";
import { serve, type Served, type ServiceAnswer, type ServiceRequest } from "./serve";

/** A request for an access token, without what proved it. */
export interface SignIn {
  readonly tenantId: string;
  readonly clientId: string;
  readonly by: Proof | "device code" | "browser" | "refresh token" | "nothing";
  /** The AADSTS number, if it was refused. */
  readonly refused?: number;
  /** The claims that the client asked for, as JSON, beyond what it says of its own capabilities. */
  readonly claims?: string;
}

export interface EntraOptions {
  readonly apps: readonly App[];
  /** Default 3600. */
  readonly lifetimeInSeconds?: number;
  /** Default `public`. */
  readonly cloud?: Cloud;
}

/** Microsoft Entra on the loopback address, as far as clients sign in to it. */
export interface Entra extends Served {
  readonly signIns: SignIn[];
  readonly accessTokens: AccessTokens;
  readonly deviceCodes: DeviceCodes;
  /** The tenants whose OpenID configuration was asked for, by the names they were given. */
  readonly lookedUp: string[];
  /** Answers in its place, unless it returns undefined. */
  instead?: (request: ServiceRequest) => ServiceAnswer | Promise<ServiceAnswer> | undefined;
}

/** The name that stands for any tenant. */
const anyTenant = "organizations";
/** The refresh token of everybody who has signed in. */
export const refreshToken = "refresh-token-of-the-person";

export async function startEntra({
  apps,
  lifetimeInSeconds = 3600,
  cloud = "public",
}: EntraOptions): Promise<Entra> {
  const accessTokens = new AccessTokens();
  const deviceCodes = new DeviceCodes();
  const authorizationCodes = new AuthorizationCodes();
  const signIns: SignIn[] = [];
  const lookedUp: string[] = [];

  async function grant({ url, body }: ServiceRequest, tenantId: string): Promise<ServiceAnswer> {
    const form = new URLSearchParams(body);
    const clientId = form.get("client_id") ?? "";
    const claims = challengeIn(form.get("claims"));
    const record = (by: SignIn["by"], refused?: number) =>
      signIns.push({
        tenantId,
        clientId,
        by,
        ...(refused !== undefined && { refused }),
        ...(claims !== undefined && { claims }),
      });
    try {
      const app = find(apps, tenantId, clientId);
      const common = {
        tenantId,
        clientId,
        audience: audienceOf(form.get("scope") ?? ""),
        permissions: app.permissions,
        lifetimeInSeconds,
        satisfiesClaims: claims !== undefined,
      };
      const answer = {
        token_type: "Bearer",
        expires_in: lifetimeInSeconds,
        ext_expires_in: lifetimeInSeconds,
      };
      if (form.get("grant_type") === "client_credentials") {
        const by = await checkProof(app, form, `${url.origin}${url.pathname}`, cloud);
        record(by);
        return ok({ ...answer, access_token: await accessTokens.issue({ ...common, kind: "app" }) });
      }
      if (form.get("grant_type") === "authorization_code") {
        authorizationCodes.redeem(form);
        record("browser");
      } else if (form.get("grant_type") === "refresh_token") {
        if (form.get("refresh_token") !== refreshToken) throw new Refusal(70000, "Unknown.", "invalid_grant");
        record("refresh token");
      } else {
        deviceCodes.redeem(form.get("device_code") ?? "");
        record("device code");
      }
      return ok({
        ...answer,
        scope: [...app.permissions, `${common.audience}/.default`].join(" "),
        access_token: await accessTokens.issue({ ...common, kind: "delegated" }),
        ...person(tenantId, clientId),
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.oauthError !== "authorization_pending") record("nothing", error.code);
      return error.answer();
    }
  }

  const served = await serve("https", async (request) => {
    const instead = entra.instead?.(request);
    if (instead !== undefined) return instead;
    const [, named = "", ...rest] = request.url.pathname.split("/");
    const tenantId = named === domainA ? tenantA : named;
    switch (rest.join("/")) {
      case "v2.0/.well-known/openid-configuration":
        lookedUp.push(named);
        return isKnown(apps, tenantId) || tenantId === anyTenant
          ? ok(metadata(request.url.origin, tenantId))
          : notFound(tenantId).answer();
      case "oauth2/v2.0/authorize":
        return ok(authorizationCodes.begin(request.url.searchParams));
      case "oauth2/v2.0/devicecode":
        return ok(deviceCodes.begin(`${request.url.origin}/device`));
      case "oauth2/v2.0/token":
        return grant(request, tenantId);
      default:
        return { status: 404, json: { error: `There is nothing at ${request.url.pathname}.` } };
    }
  });
  const entra: Entra = { ...served, signIns, accessTokens, deviceCodes, lookedUp };
  return entra;
}

/** The claims of a challenge. Every request of a client that supports challenges has xms_cc, which is none. */
function challengeIn(claims: string | null): string | undefined {
  const parsed = JSON.parse(claims ?? "{}") as { access_token?: Record<string, unknown> };
  const challenge = Object.entries(parsed.access_token ?? {}).filter(([name]) => name !== "xms_cc");
  if (challenge.length === 0) return undefined;
  return JSON.stringify({ access_token: Object.fromEntries(challenge) });
}

function ok(json: object): ServiceAnswer {
  return { status: 200, json };
}

function isKnown(apps: readonly App[], tenantId: string): boolean {
  return apps.some(({ tenants }) => tenants.includes(tenantId));
}

function notFound(tenantId: string): Refusal {
  return new Refusal(90002, `Tenant '${tenantId}' not found.`, "invalid_tenant");
}

function find(apps: readonly App[], tenantId: string, clientId: string): App {
  if (!isKnown(apps, tenantId)) throw notFound(tenantId);
  const app = apps.find(
    (candidate) => candidate.clientId === clientId && candidate.tenants.includes(tenantId),
  );
  if (app !== undefined) return app;
  throw new Refusal(
    700016,
    `Application with identifier '${clientId}' was not found in the directory '${tenantId}'.`,
    "unauthorized_client",
  );
}

function audienceOf(scope: string): string {
  const resource = scope.split(" ").find((word) => word.endsWith("/.default"));
  if (resource !== undefined) return resource.slice(0, -"/.default".length);
  throw new Refusal(
    70011,
    "The provided value for the input parameter 'scope' is not valid.",
    "invalid_scope",
  );
}

/** Source: https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc */
function metadata(origin: string, tenantId: string): object {
  const root = `${origin}/${tenantId}`;
  return {
    issuer: `${origin}/${tenantId === anyTenant ? "{tenantid}" : tenantId}/v2.0`,
    authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
    token_endpoint: `${root}/oauth2/v2.0/token`,
    device_authorization_endpoint: `${root}/oauth2/v2.0/devicecode`,
    jwks_uri: `${root}/discovery/v2.0/keys`,
    response_types_supported: ["code", "id_token"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
  };
}

/** What a client gets besides an access token when a person signs in. */
function person(tenantId: string, clientId: string): object {
  const uid = "dddddddd-4444-4444-8444-444444444444";
  const idToken = new UnsecuredJWT({
    tid: tenantId,
    oid: uid,
    preferred_username: "admin@example.org",
    ver: "2.0",
  })
    .setSubject("person")
    .setAudience(clientId)
    .setExpirationTime("1h")
    .encode();
  const clientInfo = Buffer.from(JSON.stringify({ uid, utid: tenantId })).toString("base64url");
  return { id_token: idToken, client_info: clientInfo, refresh_token: refreshToken };
}
