import { randomUUID } from "node:crypto";
import { errors, generateKeyPair, jwtVerify, SignJWT } from "jose";
import type { Authorize } from "../emulator";
import { readWrite } from "./directory";

export interface AccessTokenRequest {
  readonly tenantId: string;
  readonly clientId: string;
  /** The service the access token is for, for example `https://graph.microsoft.com`. */
  readonly audience: string;
  readonly kind: "app" | "delegated";
  readonly permissions: readonly string[];
  readonly lifetimeInSeconds: number;
  /** Whether the client asked for one that satisfies a claims challenge. */
  readonly satisfiesClaims?: boolean;
}

/** Makes access tokens as Microsoft Entra does, and judges them as Graph does. */
export class AccessTokens {
  private readonly keys = generateKeyPair("RS256");
  /** Every access token, in the order in which they were issued. */
  readonly issued: string[] = [];
  private readonly revoked = new Map<string, string | undefined>();

  async issue(request: AccessTokenRequest): Promise<string> {
    const { tenantId, clientId, audience, kind, permissions, lifetimeInSeconds } = request;
    const { privateKey } = await this.keys;
    const accessToken = await new SignJWT({
      tid: tenantId,
      appid: clientId,
      ...(kind === "app"
        ? { idtyp: "app", roles: permissions }
        : { idtyp: "user", scp: permissions.join(" ") }),
      ...(request.satisfiesClaims === true && { xms_cc: ["cp1"], acrs: ["c1"] }),
    })
      .setProtectedHeader({ alg: "RS256", typ: "JWT" })
      .setIssuer(`https://sts.windows.net/${tenantId}/`)
      .setAudience(audience)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${lifetimeInSeconds}s`)
      .sign(privateKey);
    this.issued.push(accessToken);
    return accessToken;
  }

  /** From now on Graph refuses this access token with 401, and with the claims challenge if one is given. */
  revoke(accessToken: string, claims?: string): void {
    this.revoked.set(accessToken, claims);
  }

  /** For the emulated Graph: checks that the access token is one of these, is for this Graph and has the permission. */
  authorizeFor(graph: () => string): Authorize {
    return async (accessToken) => {
      if (this.revoked.has(accessToken)) {
        const claims = this.revoked.get(accessToken);
        return claims === undefined ? "expired" : { claims };
      }
      const { publicKey } = await this.keys;
      try {
        const { payload } = await jwtVerify(accessToken, publicKey, { audience: graph() });
        const { roles, scp } = payload;
        const permissions = Array.isArray(roles) ? roles : String(scp).split(" ");
        return permissions.includes(readWrite) ? "ok" : "forbidden";
      } catch (error) {
        return error instanceof errors.JWTExpired ? "expired" : "invalid";
      }
    };
  }
}
