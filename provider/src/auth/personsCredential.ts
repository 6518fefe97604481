import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/identity";
import type { SignInRequests } from "./requests";

/** A DeviceCodeCredential or an InteractiveBrowserCredential, made with `disableAutomaticAuthentication`. */
interface AskingCredential {
  getToken(scope: string | string[], options: GetTokenOptions): Promise<AccessToken>;
  /** Asks the person. */
  authenticate(scope: string | string[], options: GetTokenOptions): Promise<unknown>;
}

/**
 * The credential of a person. It asks the person to sign in only if that can help: not again while Microsoft Entra is
 * failing. By itself @azure/identity asks whenever it gets no access token silently, whatever the reason, so the
 * credential in here must not ask by itself.
 */
export class PersonsCredential implements TokenCredential {
  private signedIn = false;

  constructor(
    private readonly credential: AskingCredential,
    private readonly requests: Pick<SignInRequests, "failedTemporarily">,
  ) {}

  async getToken(scope: string | string[], options: GetTokenOptions): Promise<AccessToken> {
    try {
      return await this.credential.getToken(scope, options);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "AuthenticationRequiredError") throw error;
      if (this.signedIn && this.requests.failedTemporarily) {
        throw new Error("the earlier sign-in could not be renewed", { cause: error });
      }
    }
    await this.credential.authenticate(scope, options);
    this.signedIn = true;
    // Without the claims, this returns the access token of the person's sign-in, which satisfies them.
    return this.credential.getToken(scope, { enableCae: options.enableCae ?? false });
  }
}
