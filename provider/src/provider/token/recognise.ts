import { noExpiration, type Profile, type ProfileToken } from "../../graph/profile";
import { matchesDigest } from "./digest";
import { type IssuedToken, issuedToken } from "./issued";
import type { PendingIssue, TokenInputs, TokenOutputs } from "./state";

/** True where the profile's token is the one in state. */
export async function isTokenInState(
  token: ProfileToken,
  state: Partial<Pick<TokenOutputs, "tokenValue" | "tokenDigest">>,
): Promise<boolean> {
  if (state.tokenDigest !== undefined) return matchesDigest(token.tokenValue, state.tokenDigest);
  return token.tokenValue === state.tokenValue;
}

/** True where the profile's token was issued after the one before: another value, or the same with a later end. */
export function isNewToken(token: ProfileToken, before: ProfileToken | undefined): boolean {
  if (token.tokenValue !== before?.tokenValue) return true;
  return endsLater(token, before.tokenExpirationDateTime);
}

/** As {@link isNewToken}, where of the token before only the digest is known. */
export async function isPendingToken(token: ProfileToken, pending: PendingIssue): Promise<boolean> {
  const { previousTokenDigest: digest, previousTokenExpirationDateTime: end } = pending;
  if (digest === undefined || end === undefined) return true;
  return !(await matchesDigest(token.tokenValue, digest)) || endsLater(token, end);
}

/** An end that came nearer, or went away, is a token withdrawn and not one issued. */
function endsLater({ tokenExpirationDateTime: end }: ProfileToken, before: string): boolean {
  return end !== noExpiration && Date.parse(end) > Date.parse(before);
}

/** The profile's token, if more than `renewBeforeInSeconds` of its life is left. */
export function findUsableToken(
  profile: Profile,
  { renewBeforeInSeconds }: Pick<TokenInputs, "renewBeforeInSeconds">,
  now: Date,
): IssuedToken | undefined {
  const { token } = profile;
  if (token === undefined) return undefined;
  const left = Date.parse(token.tokenExpirationDateTime) - now.getTime();
  return left > renewBeforeInSeconds * 1000 ? issuedToken({ profile, token }, now.toISOString()) : undefined;
}
