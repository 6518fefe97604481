import { GraphError } from "./errors";

/**
 * What the service makes of a bearer. `forbidden` is a missing permission; `claims` is a continuous access evaluation
 * challenge with the claims (a JSON text) that the next bearer must satisfy.
 */
export type Verdict = "ok" | "expired" | "invalid" | "forbidden" | { readonly claims: string };

/** What a bearer is asked for. */
export interface Attempt {
  readonly method: string;
  readonly path: string;
}

export type Authorize = (bearer: string, attempt: Attempt) => Verdict | Promise<Verdict>;

/** The bearer of an `Authorization` header, or undefined. */
export function bearerIn(header: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
}

/** True where the access token is that of an application and of no person; a text that is no JWT is a person's. */
export function isAppOnly(bearer: string): boolean {
  try {
    const claims = JSON.parse(Buffer.from(bearer.split(".")[1] ?? "", "base64url").toString()) as object;
    return !("scp" in claims) && ("roles" in claims || ("idtyp" in claims && claims.idtyp === "app"));
  } catch {
    return false;
  }
}

export async function checkAuthorization(
  header: string | undefined,
  attempt: Attempt,
  authorize: Authorize,
): Promise<void> {
  const bearer = bearerIn(header);
  if (bearer === undefined) throw unauthorized("Access token is empty.");
  const verdict = await authorize(bearer, attempt);
  switch (verdict) {
    case "ok":
      return;
    case "expired":
      throw unauthorized("Lifetime validation failed, the token is expired.");
    case "invalid":
      throw unauthorized("Access token validation failure. Invalid audience.");
    case "forbidden":
      throw forbidden(attempt.method);
    default:
      throw claimsChallenge(verdict.claims);
  }
}

export function claimsChallenge(claims: string): GraphError {
  const challenge = `error="insufficient_claims", claims="${Buffer.from(claims).toString("base64")}"`;
  return unauthorized(
    "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp",
    challenge,
  );
}

function unauthorized(message: string, challenge?: string): GraphError {
  const bearer =
    'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize",' +
    ' client_id="00000003-0000-0000-c000-000000000000"';
  return new GraphError(401, "InvalidAuthenticationToken", message, false, {
    "WWW-Authenticate": challenge === undefined ? bearer : `${bearer}, ${challenge}`,
  });
}

function forbidden(method: string): GraphError {
  const scopes =
    method === "GET"
      ? "DeviceManagementConfiguration.Read.All, DeviceManagementConfiguration.ReadWrite.All"
      : "DeviceManagementConfiguration.ReadWrite.All";
  return new GraphError(
    403,
    "Forbidden",
    `Application is not authorized to perform this operation. Application must have one of the following scopes: ${scopes}`,
    true,
  );
}
