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

/** Sign-ins on another device: the person types a code there while the client asks whether it has been done. */
export class DeviceCodes {
  private readonly open = new Map<string, { readonly userCode: string; approved: boolean }>();
  /** How often clients were told to go on waiting. */
  pending = 0;

  begin(verificationUri: string): object {
    const deviceCode = randomUUID();
    const userCode = randomUUID().slice(0, 8).toUpperCase();
    this.open.set(deviceCode, { userCode, approved: false });
    return {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: verificationUri,
      expires_in: 900,
      interval: 0,
      message: `To sign in, use a web browser to open the page ${verificationUri} and enter the code ${userCode} to authenticate.`,
    };
  }

  /** The person has typed the code that a message shows, and signed in. */
  approve(message: string): void {
    for (const entry of this.open.values()) if (message.includes(entry.userCode)) entry.approved = true;
  }

  /** @throws {Refusal} while the person has not signed in */
  redeem(deviceCode: string): void {
    const entry = this.open.get(deviceCode);
    if (entry === undefined) throw new Refusal(70000, "The device code is not known.", "invalid_grant");
    if (entry.approved) return;
    this.pending += 1;
    throw new Refusal(
      70016,
      "OAuth 2.0 device flow error. Authorization is pending.",
      "authorization_pending",
    );
  }
}
