import type { AccessToken, TokenCredential } from "@azure/identity";
import type { Clock } from "../clock";

/** A bearer is renewed this long before it expires, so that none expires on its way. */
const renewBeforeInMilliseconds = 5 * 60 * 1000;

export interface BearerSourceOptions {
  /** Makes a credential with an empty token cache. */
  readonly createCredential: () => Promise<TokenCredential>;
  readonly scope: string;
  readonly clock: Clock;
  /** Throws where a bearer must not be used. */
  readonly accept: (bearer: string) => void;
  /** Puts a failed sign-in into words. */
  readonly explain: (error: unknown) => Error;
}

/**
 * The bearer tokens of one tenant. All callers share one bearer and one sign-in under way: a hundred resources
 * make one request to Microsoft Entra.
 */
export class BearerSource {
  private current: Promise<AccessToken> | undefined;
  private credential: Promise<TokenCredential> | undefined;
  private challenged = false;

  constructor(private readonly options: BearerSourceOptions) {}

  /** The bearer to send. @throws {IntuneError} `sign-in` or `configuration` */
  async get(): Promise<string> {
    const shared = this.current;
    if (shared !== undefined) {
      const { token, expiresOnTimestamp } = await shared;
      if (expiresOnTimestamp - renewBeforeInMilliseconds > this.options.clock.now().getTime()) return token;
    }
    return this.renew(shared);
  }

  /**
   * A fresh bearer after Graph refused `refused`. Where another caller has renewed it meanwhile, that one. Where the
   * credential has no other to give, the refused one again.
   *
   * @param claims the claims challenge that Graph sent with the refusal, decoded
   */
  async getInsteadOf(refused: string, claims?: string): Promise<string> {
    const shared = this.current;
    if (shared !== undefined && (await shared).token !== refused) return (await shared).token;
    // A credential answers from its own cache, with the refused bearer, unless it has a challenge to satisfy.
    if (claims === undefined) this.credential = undefined;
    return this.renew(shared, claims);
  }

  private async renew(previous: Promise<AccessToken> | undefined, claims?: string): Promise<string> {
    // Of several callers that found the same bearer wanting, the first signs in and the others share it.
    if (this.current === previous) {
      const signingIn = this.signIn(claims);
      this.current = signingIn;
      signingIn.catch(() => {
        if (this.current === signingIn) this.current = undefined;
      });
    }
    return (await (this.current ?? this.signIn(claims))).token;
  }

  private async signIn(claims?: string): Promise<AccessToken> {
    const { createCredential, scope, accept, explain } = this.options;
    // Bearers that satisfied a challenge have a cache of their own, and the other still holds the refused one.
    this.challenged ||= claims !== undefined;
    const options = { ...(this.challenged && { enableCae: true }), ...(claims !== undefined && { claims }) };
    try {
      this.credential ??= createCredential();
      const credential = await this.credential;
      const answer = await credential.getToken(scope, options);
      if (answer === null) throw new Error("the credential gave no token");
      accept(answer.token);
      return answer;
    } catch (error) {
      this.credential = undefined;
      throw explain(error);
    }
  }
}
