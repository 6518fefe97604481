import { createHash, randomUUID } from "node:crypto";
import { Refusal } from "./refusal";

/** What Microsoft Entra's page would have the browser post; here as JSON rather than as a page. */
export interface PostedForm {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Sign-ins in a browser: the person is sent back to the client with a code, which only that client can redeem. */
export class AuthorizationCodes {
  private readonly open = new Map<string, { readonly challenge: string; readonly redirectUri: string }>();

  /** The person signs in at once. Returns the form that the browser then posts to the client. */
  begin(query: URLSearchParams): PostedForm {
    const action = query.get("redirect_uri") ?? "";
    if (new URL(action).hostname !== "localhost" || query.get("response_mode") !== "form_post") {
      throw new Refusal(50011, "The redirect URI is not registered.", "invalid_request");
    }
    const code = randomUUID();
    this.open.set(code, { challenge: query.get("code_challenge") ?? "", redirectUri: action });
    return { action, fields: { code, state: query.get("state") ?? "" } };
  }

  /** @throws {Refusal} where the client is not the one that began. Source: RFC 7636 §4.6 */
  redeem(form: URLSearchParams): void {
    const entry = this.open.get(form.get("code") ?? "");
    const verifier = form.get("code_verifier") ?? "";
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    if (entry?.challenge !== challenge || entry.redirectUri !== form.get("redirect_uri")) {
      throw new Refusal(501481, "The code_verifier does not match the code_challenge.", "invalid_grant");
    }
  }
}
