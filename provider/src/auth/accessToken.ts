import type { AccessToken, TokenCredential } from "@azure/identity";
import type { Clock } from "../clock";
import { IntuneError } from "../errors";

/** An access token is renewed this long before it expires, so that none expires on its way. */
const renewBeforeInMilliseconds = 5 * 60 * 1000;
/** How long an access token that still lives is used before its renewal, which failed, is tried again. */
const pauseInMilliseconds = 30 * 1000;

/**
 * Claims that ask for nothing but what @azure/identity asks for anyway. A credential does not answer from its cache
 * where there are claims.
 *
 * Source: https://learn.microsoft.com/entra/identity-platform/claims-challenge#how-to-communicate-client-capabilities-to-microsoft-entra-id
 */
const freshly = '{"access_token":{"xms_cc":{"values":["cp1"]}}}';

export interface AccessTokenSourceOptions {
  /** Makes a credential with an empty token cache. */
  readonly createCredential: () => Promise<TokenCredential>;
  /** Whether a credential holds a person's sign-in, which another would have to ask for again. */
  readonly keepsPerson: boolean;
  readonly scope: string;
  readonly clock: Clock;
  /** Throws where nobody may sign in at the moment. */
  readonly requireSafe: () => void;
  /** Throws where an access token must not be used. */
  readonly accept: (accessToken: string) => Promise<void>;
  /** Puts a failed sign-in into words. */
  readonly explain: (error: unknown) => Error;
}

/** An access token in use. */
interface Held extends AccessToken {
  /** The challenge that it was asked for to satisfy. */
  readonly claims: string | undefined;
  /** From when on another is asked for. */
  readonly renewFrom: number;
}

/** A sign-in under way. */
interface SigningIn {
  readonly claims: string | undefined;
  /** The access token that Graph refused, where that is why. */
  readonly insteadOf: string | undefined;
  readonly held: Promise<Held>;
}

/**
 * The access tokens of one tenant. All callers share one access token and one sign-in under way: a hundred resources
 * make one request to Microsoft Entra.
 */
export class AccessTokenSource {
  private held: Held | undefined;
  private signingIn: SigningIn | undefined;
  private credential: TokenCredential | undefined;

  constructor(private readonly options: AccessTokenSourceOptions) {}

  /** The access token to send. @throws {IntuneError} `sign-in` or `configuration` */
  async get(): Promise<string> {
    const { held } = this;
    if (held !== undefined && this.now() < held.renewFrom) return held.token;
    try {
      return (await this.renew()).token;
    } catch (error) {
      if (held === undefined || this.now() >= held.expiresOnTimestamp) throw error;
      if (this.held === held) this.held = { ...held, renewFrom: this.now() + pauseInMilliseconds };
      return held.token;
    }
  }

  /**
   * A fresh access token after Graph refused `refused`. Where another caller has renewed it meanwhile, that one. Where the
   * credential has no other to give, the refused one again.
   *
   * @param claims the claims challenge that Graph sent with the refusal, decoded
   */
  async getInsteadOf(refused: string, claims?: string): Promise<string> {
    const { held, signingIn } = this;
    const satisfies = (asked: string | undefined) => claims === undefined || claims === asked;
    if (signingIn !== undefined) {
      if (satisfies(signingIn.claims)) {
        const { token } = await signingIn.held;
        // One that began before the refusal may bring the same access token, from the credential's cache.
        if (token !== refused || signingIn.insteadOf === refused) return token;
      } else {
        // One that began without this challenge does not satisfy it.
        await signingIn.held.catch(() => undefined);
      }
      return this.getInsteadOf(refused, claims);
    }
    if (held !== undefined && held.token !== refused && satisfies(held.claims)) return held.token;
    this.held = undefined;
    const { keepsPerson } = this.options;
    if (claims === undefined && !keepsPerson) this.credential = undefined;
    return (await this.renew(claims ?? (keepsPerson ? freshly : undefined), refused)).token;
  }

  /** Of several callers that find the access token wanting, the first signs in and the others share it. */
  private renew(claims?: string, insteadOf?: string): Promise<Held> {
    this.signingIn ??= {
      claims,
      insteadOf,
      held: this.signIn(claims).finally(() => {
        this.signingIn = undefined;
      }),
    };
    return this.signingIn.held;
  }

  private async signIn(claims: string | undefined): Promise<Held> {
    const { createCredential, keepsPerson, scope, requireSafe, accept, explain } = this.options;
    try {
      requireSafe();
      this.credential ??= await createCredential();
      // One cache serves access tokens with and without a challenge: that of continuous access evaluation.
      const options = { enableCae: true, ...(claims !== undefined && { claims }) };
      const answer = await this.credential.getToken(scope, options);
      if (answer === null) throw new Error("the credential gave no token");
      await accept(answer.token);
      const renewFrom = answer.expiresOnTimestamp - renewBeforeInMilliseconds;
      this.held = { ...answer, claims, renewFrom };
      return this.held;
    } catch (error) {
      // MSAL answers a while from the memory of a failure.
      if (!keepsPerson) this.credential = undefined;
      throw explain(error);
    }
  }

  private now(): number {
    return this.options.clock.now().getTime();
  }
}

/** An access token that somebody hands in, used for as long as it says it lives. */
export class GivenAccessToken implements TokenCredential {
  constructor(
    private readonly token: string,
    /** The name of the setting that holds it. */
    private readonly setting: string,
    private readonly clock: Clock,
  ) {}

  /** @throws {IntuneError} `sign-in` if the access token has expired: nobody but its giver can renew it */
  // eslint-disable-next-line @typescript-eslint/require-await -- a promise that fails, rather than a call that throws
  async getToken(): Promise<AccessToken> {
    const expires = jwtPayload(this.token)?.exp;
    if (typeof expires === "number" && expires * 1000 <= this.clock.now().getTime()) {
      throw new IntuneError(
        "sign-in",
        `The access token in ${this.setting} expired on ${new Date(expires * 1000).toISOString()}: give a fresh one.`,
      );
    }
    // No earlier renewal: there is nothing to renew it with.
    return { token: this.token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER };
  }
}

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
