import type { Profile, ProfileToken } from "../../graph/profile";

/** A profile with its token, as read. */
export interface ShownToken {
  readonly profile: Profile;
  readonly token: ProfileToken;
}

/** A new token, seen on the profile. */
export interface IssuedToken extends ShownToken {
  /** ISO 8601, UTC. Graph's own date where it tells one, otherwise when the token was asked for. */
  readonly tokenIssuedDateTime: string;
}

export function issuedToken({ profile, token }: ShownToken, requestedDateTime: string): IssuedToken {
  return { profile, token, tokenIssuedDateTime: token.tokenCreationDateTime ?? requestedDateTime };
}

/** As {@link issuedToken}, of a token whose request is not known: it was issued before it was seen, by Graph's clock. */
export function seenToken(shown: ShownToken, now: Date): IssuedToken {
  return issuedToken(shown, (shown.profile.date ?? now).toISOString());
}
