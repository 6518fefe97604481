import type { AccessToken, TokenCredential } from "@azure/identity";
import type { Clock } from "../clock";
import { IntuneError } from "../errors";
import { jwtPayload } from "./claims";

/** An access token that somebody hands in, used for as long as it says it lives. */
export class GivenAccessToken implements TokenCredential {
  constructor(
    private readonly token: string,
    /** The name of the setting that holds it. */
    private readonly setting: string,
    private readonly clock: Clock,
  ) {}

  /** @throws {IntuneError} `sign-in` where the access token has expired: nobody but its giver can renew it */
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
