import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/identity";
import type { SignInRequests } from "./requests";

/** A device code's credential or a browser's, made with `disableAutomaticAuthentication`. */
interface AskingCredential {
  getToken(scope: string | string[], options: GetTokenOptions): Promise<AccessToken>;
  /** Asks the person. */
  authenticate(scope: string | string[], options: GetTokenOptions): Promise<unknown>;
}

/**
 * The credential of a person, who is asked to sign in only if that can help: not again while Microsoft Entra is out of
 * order. @azure/identity asks whenever an access token cannot be had silently, whatever the reason; so the credential in
 * here is one that does not ask by itself.
 */
export class PersonsCredential implements TokenCredential {
  private signedIn = false;

  constructor(
    private readonly credential: AskingCredential,
    private readonly requests: Pick<SignInRequests, "failedForNow">,
  ) {}

  async getToken(scope: string | string[], options: GetTokenOptions): Promise<AccessToken> {
    try {
      return await this.credential.getToken(scope, options);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "AuthenticationRequiredError") throw error;
      if (this.signedIn && this.requests.failedForNow) {
        throw new Error("the earlier sign-in could not be renewed", { cause: error });
      }
    }
    await this.credential.authenticate(scope, options);
    this.signedIn = true;
    // The access token that the person's sign-in brought, which satisfies what was asked for.
    return this.credential.getToken(scope, { enableCae: options.enableCae ?? false });
  }
}
