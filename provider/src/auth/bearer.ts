import type { AccessToken, TokenCredential } from "@azure/identity";
import type { Clock } from "../clock";
import { signInError } from "./signInError";

/** A bearer is renewed this long before it expires, so that none expires on its way. */
const renewBeforeInMilliseconds = 5 * 60 * 1000;

/**
 * The bearer tokens of one tenant. All callers share one bearer and one sign-in under way: a hundred resources
 * make one request to Microsoft Entra.
 */
export class BearerSource {
  private current: Promise<AccessToken> | undefined;
  private credential: Promise<TokenCredential> | undefined;

  /** @param createCredential makes a credential with an empty token cache */
  constructor(
    private readonly createCredential: () => Promise<TokenCredential>,
    private readonly scope: string,
    private readonly clock: Clock,
  ) {}

  /** The bearer to send. @throws {IntuneError} `sign-in` */
  async get(): Promise<string> {
    const shared = this.current;
    if (shared !== undefined) {
      const { token, expiresOnTimestamp } = await shared;
      if (expiresOnTimestamp - renewBeforeInMilliseconds > this.clock.now().getTime()) return token;
    }
    return this.renew(shared);
  }

  /**
   * A fresh bearer after Graph refused `refused`. Where another caller has renewed it meanwhile, that one.
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
    try {
      this.credential ??= this.createCredential();
      const credential = await this.credential;
      const options = claims === undefined ? {} : { claims, enableCae: true };
      const answer = await credential.getToken(this.scope, options);
      if (answer === null) throw new Error("the credential gave no token");
      return answer;
    } catch (error) {
      this.credential = undefined;
      throw signInError(error, this.scope);
    }
  }
}
