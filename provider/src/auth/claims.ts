/** What an access token says of itself. */
export interface AccessTokenClaims {
  /** `app`: the application itself (permissions in `roles`); `delegated`: on a person's behalf (in `scp`). */
  readonly kind: "app" | "delegated";
  readonly permissions: readonly string[];
  readonly tenantId?: string;
  readonly applicationId?: string;
}

/**
 * Reads an access token's claims to explain a refusal. The signature is NOT verified: Graph does that, and nothing is
 * decided here, only described. An access token that is not a readable JWT (Graph may make them opaque) has no claims.
 *
 * Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function readAccessTokenClaims(accessToken: string): AccessTokenClaims | undefined {
  const claims = jwtPayload(accessToken);
  if (claims === undefined) return undefined;
  const { scp, roles, idtyp, tid } = claims;
  // v2.0 tokens name the application azp.
  const appid = claims.appid ?? claims.azp;
  const delegated = typeof scp === "string" && idtyp !== "app";
  return {
    kind: delegated ? "delegated" : "app",
    permissions: delegated ? scp.split(" ").filter(Boolean) : strings(roles),
    ...(typeof tid === "string" ? { tenantId: tid } : {}),
    ...(typeof appid === "string" ? { applicationId: appid } : {}),
  };
}

/** The claims of a JWT, decoded and NOT verified; undefined where the text is no JWT. */
export function jwtPayload(token: string): Record<string, unknown> | undefined {
  const payload = token.split(".")[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    return typeof claims === "object" && claims !== null && !Array.isArray(claims)
      ? (claims as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
