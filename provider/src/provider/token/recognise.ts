import { noExpiration, type Profile, type ProfileToken } from "../../graph/profile";
import { matchesDigest } from "./digest";
import { type IssuedToken, seenToken } from "./issued";
import type { TokenInputs, TokenState } from "./state";

/** True where the profile's token is the one in state. */
export async function isTokenInState(
  token: ProfileToken,
  state: Pick<TokenState, "tokenValue" | "tokenDigest">,
): Promise<boolean> {
  if (state.tokenDigest !== undefined) return matchesDigest(token.tokenValue, state.tokenDigest);
  return token.tokenValue === state.tokenValue;
}

/** True where the profile's token was issued after the one before: another value, or the same with a later end. */
export function isNewToken(token: ProfileToken, before: ProfileToken | undefined): boolean {
  if (token.tokenValue !== before?.tokenValue) return true;
  return endsLater(token, before.tokenExpirationDateTime);
}

/**
 * True for the tokens that are none that was issued since: the resource's own, an older one, and the one that the
 * profile held before a pending request. The same value with a later end is another token.
 */
export async function isKnownToken(token: ProfileToken, state: TokenState): Promise<boolean> {
  if (isOlderToken(token, state)) return true;
  const { tokenExpirationDateTime: end, pendingIssue } = state;
  if (end !== undefined && !endsLater(token, end) && (await isTokenInState(token, state))) return true;
  const { previousTokenDigest: digest, previousTokenExpirationDateTime: previousEnd } = pendingIssue ?? {};
  if (digest === undefined || previousEnd === undefined || endsLater(token, previousEnd)) return false;
  return matchesDigest(token.tokenValue, digest);
}

/**
 * True for a token from before the one in state: the profile does not go back, so that this is a late copy of it.
 * Where Graph does not tell when the token was created, one that had ended before is known by that.
 */
export function isOlderToken(
  { tokenCreationDateTime: creation, tokenExpirationDateTime: end }: ProfileToken,
  { tokenIssuedDateTime: issued }: Pick<TokenState, "tokenIssuedDateTime">,
): boolean {
  return issued !== undefined && Date.parse(creation ?? end) < Date.parse(issued);
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
  return left > renewBeforeInSeconds * 1000 ? seenToken({ profile, token }, now) : undefined;
}
