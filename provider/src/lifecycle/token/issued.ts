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

/**
 * As {@link seenToken}, of a token that is taken over with whatever life it has left. Where that is less than a token of
 * the resource has, it was issued earlier than it was seen, and is to be renewed as if the resource had asked for it.
 */
export function takenOverToken(
  shown: ShownToken,
  { tokenValidityInSeconds }: { readonly tokenValidityInSeconds: number },
  now: Date,
): IssuedToken {
  const seen = seenToken(shown, now);
  const wholeLife = Date.parse(seen.token.tokenExpirationDateTime) - tokenValidityInSeconds * 1000;
  if (seen.token.tokenCreationDateTime !== undefined || wholeLife >= Date.parse(seen.tokenIssuedDateTime))
    return seen;
  return { ...seen, tokenIssuedDateTime: new Date(wholeLife).toISOString() };
}

/** As {@link issuedToken}, of a token whose request is not known: it was issued before it was seen, by Graph's clock. */
export function seenToken(shown: ShownToken, now: Date): IssuedToken {
  return issuedToken(shown, (shown.profile.date ?? now).toISOString());
}
