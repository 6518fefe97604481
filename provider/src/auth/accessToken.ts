import type { AccessToken, TokenCredential } from "@azure/identity";
import type { Clock } from "../clock";
import { IntuneError } from "../errors";

/** How long before its expiry an access token is renewed, so that none expires while a request is on its way. */
const renewBeforeInMilliseconds = 5 * 60 * 1000;
/** How long to wait after a failed renewal before the next attempt, while the current access token is still valid. */
const pauseInMilliseconds = 30 * 1000;

/**
 * Claims that ask for nothing beyond what @azure/identity asks for anyway. A credential that gets claims does not
 * answer from its cache.
 *
 * Source: https://learn.microsoft.com/entra/identity-platform/claims-challenge#how-to-communicate-client-capabilities-to-microsoft-entra-id
 */
const claimsThatBypassCache = '{"access_token":{"xms_cc":{"values":["cp1"]}}}';

export interface AccessTokenSourceOptions {
  /** Makes a credential with an empty token cache. */
  readonly createCredential: () => Promise<TokenCredential>;
  /** True if a person signed in. A new credential would have to ask that person again. */
  readonly keepsPerson: boolean;
  readonly scope: string;
  readonly clock: Clock;
  /** Throws if signing in is not safe at the moment. */
  readonly requireSafe: () => void;
  /** Throws if an access token must not be used. */
  readonly accept: (accessToken: string) => Promise<void>;
  /** Turns a failed sign-in into an error that says what to do. */
  readonly explain: (error: unknown) => Error;
}

/** An access token in use. */
interface CachedToken extends AccessToken {
  /** The claims challenge that it satisfies. */
  readonly claims: string | undefined;
  /** From this time on, a new one is requested. */
  readonly renewFrom: number;
}

/** A sign-in in progress. */
interface SigningIn {
  readonly claims: string | undefined;
  /** The access token that Graph refused, if the refusal started this sign-in. */
  readonly insteadOf: string | undefined;
  readonly result: Promise<CachedToken>;
}

/**
 * The access tokens of one tenant. All callers share one access token and one sign-in in progress: a hundred resources
 * make one request to Microsoft Entra.
 */
export class AccessTokenSource {
  private cached: CachedToken | undefined;
  private signingIn: SigningIn | undefined;
  private credential: TokenCredential | undefined;

  constructor(private readonly options: AccessTokenSourceOptions) {}

  /** The access token to send. @throws {IntuneError} `sign-in` or `configuration` */
  async get(): Promise<string> {
    const { cached } = this;
    if (cached !== undefined && this.now() < cached.renewFrom) return cached.token;
    try {
      return (await this.renew()).token;
    } catch (error) {
      if (cached === undefined || this.now() >= cached.expiresOnTimestamp) throw error;
      if (this.cached === cached) this.cached = { ...cached, renewFrom: this.now() + pauseInMilliseconds };
      return cached.token;
    }
  }

  /**
   * Gets a new access token after Graph refused `refused`. If another caller has renewed it meanwhile, returns that
   * one. If the credential has no other, returns the refused one again.
   *
   * @param claims the claims challenge that Graph sent with the refusal, decoded
   */
  async getInsteadOf(refused: string, claims?: string): Promise<string> {
    const { cached, signingIn } = this;
    const satisfies = (asked: string | undefined) => claims === undefined || claims === asked;
    if (signingIn !== undefined) {
      if (satisfies(signingIn.claims)) {
        const { token } = await signingIn.result;
        // A sign-in that began before the refusal may return the same access token, from the credential's cache.
        if (token !== refused || signingIn.insteadOf === refused) return token;
      } else {
        // A sign-in that began without this challenge does not satisfy it.
        await signingIn.result.catch(() => undefined);
      }
      return this.getInsteadOf(refused, claims);
    }
    if (cached !== undefined && cached.token !== refused && satisfies(cached.claims)) return cached.token;
    this.cached = undefined;
    const { keepsPerson } = this.options;
    if (claims === undefined && !keepsPerson) this.credential = undefined;
    return (await this.renew(claims ?? (keepsPerson ? claimsThatBypassCache : undefined), refused)).token;
  }

  /** If several callers need a new access token, the first one signs in and the others share the result. */
  private renew(claims?: string, insteadOf?: string): Promise<CachedToken> {
    this.signingIn ??= {
      claims,
      insteadOf,
      result: this.signIn(claims).finally(() => {
        this.signingIn = undefined;
      }),
    };
    return this.signingIn.result;
  }

  private async signIn(claims: string | undefined): Promise<CachedToken> {
    const { createCredential, keepsPerson, scope, requireSafe, accept, explain } = this.options;
    try {
      requireSafe();
      this.credential ??= await createCredential();
      // With `enableCae`, one cache serves access tokens with and without a challenge.
      const options = { enableCae: true, ...(claims !== undefined && { claims }) };
      const answer = await this.credential.getToken(scope, options);
      if (answer === null) throw new Error("the credential gave no token");
      await accept(answer.token);
      const renewFrom = answer.expiresOnTimestamp - renewBeforeInMilliseconds;
      this.cached = { ...answer, claims, renewFrom };
      return this.cached;
    } catch (error) {
      // MSAL remembers a failure for a while. A new credential has no such memory.
      if (!keepsPerson) this.credential = undefined;
      throw explain(error);
    }
  }

  private now(): number {
    return this.options.clock.now().getTime();
  }
}

/** An access token from the configuration, used until the expiry time in it. */
export class GivenAccessToken implements TokenCredential {
  constructor(
    private readonly token: string,
    /** The name of the setting that holds it. */
    private readonly setting: string,
    private readonly clock: Clock,
  ) {}

  /** @throws {IntuneError} `sign-in` if the access token has expired: only the person who set it can renew it */
  // eslint-disable-next-line @typescript-eslint/require-await -- returns a rejected promise instead of throwing
  async getToken(): Promise<AccessToken> {
    const expires = jwtPayload(this.token)?.exp;
    if (typeof expires === "number" && expires * 1000 <= this.clock.now().getTime()) {
      throw new IntuneError(
        "sign-in",
        `The access token in ${this.setting} expired on ${new Date(expires * 1000).toISOString()}: give a fresh one.`,
      );
    }
    // Never renewed: there is nothing to renew it with.
    return { token: this.token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER };
  }
}

/** What an access token says about itself. */
export interface AccessTokenClaims {
  /** `app`: for the application itself (permissions in `roles`); `delegated`: for a person (permissions in `scp`). */
  readonly kind: "app" | "delegated";
  readonly permissions: readonly string[];
  readonly tenantId?: string;
  readonly applicationId?: string;
}

/**
 * Reads an access token's claims to explain a refusal. The signature is NOT verified: Graph does that, and the claims
 * only explain, they decide nothing. Returns undefined if the access token is not a readable JWT: access tokens for
 * Graph may be opaque.
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

/** The claims of a JWT, decoded and NOT verified; undefined if the text is not a JWT. */
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
