import { randomUUID } from "node:crypto";
import { Refusal } from "./refusal";

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
