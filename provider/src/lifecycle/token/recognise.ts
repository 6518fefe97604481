import { noExpiration, type Profile, type ProfileToken } from "../../graph/profile";
import { matchesDigest } from "./digest";
import { type IssuedToken, seenToken } from "./issued";
import type { PendingIssue, TokenInputs, TokenState } from "./state";

/** True where the profile's token is the one in state. */
export async function isTokenInState(
  token: ProfileToken,
  state: Pick<TokenState, "tokenValue" | "tokenDigest">,
): Promise<boolean> {
  if (state.tokenDigest !== undefined) return matchesDigest(token.tokenValue, state.tokenDigest);
  return token.tokenValue === state.tokenValue;
}

/**
 * True where the profile's token was issued after the one before.
 *
 * @param isAnswer whether its times are those of what was asked for since
 */
export function isNewToken(
  token: ProfileToken,
  before: ProfileToken | undefined,
  isAnswer: boolean,
): boolean {
  if (before === undefined) return true;
  // The profile does not go back: a late copy.
  if (isEarlier(token.tokenCreationDateTime, before.tokenCreationDateTime)) return false;
  return token.tokenValue !== before.tokenValue || isIssuedAgain(token, before, isAnswer);
}

/**
 * True for the tokens that are none that was issued since: the resource's own, an older one, and the one that the
 * profile held before a pending request.
 *
 * @param isAnswer whether its times are those of what was asked for since
 */
export async function isKnownToken(
  token: ProfileToken,
  state: TokenState,
  isAnswer: boolean,
): Promise<boolean> {
  if (isOlderToken(token, state)) return true;
  const { tokenExpirationDateTime, tokenIssuedDateTime: tokenCreationDateTime, pendingIssue } = state;
  if (tokenExpirationDateTime !== undefined && (await isTokenInState(token, state))) {
    const own = { tokenExpirationDateTime, tokenCreationDateTime };
    if (!isIssuedAgain(token, own, isAnswer)) return true;
  }
  return pendingIssue !== undefined && (await isPreviousToken(token, pendingIssue, isAnswer));
}

async function isPreviousToken(
  token: ProfileToken,
  {
    previousTokenDigest: digest,
    previousTokenExpirationDateTime: tokenExpirationDateTime,
    previousTokenCreationDateTime: tokenCreationDateTime,
  }: PendingIssue,
  isAnswer: boolean,
): Promise<boolean> {
  if (digest === undefined || tokenExpirationDateTime === undefined) return false;
  if (isEarlier(token.tokenCreationDateTime, tokenCreationDateTime)) return true;
  const previous = { tokenExpirationDateTime, tokenCreationDateTime };
  return (await matchesDigest(token.tokenValue, digest)) && !isIssuedAgain(token, previous, isAnswer);
}

/**
 * True for a token from before the one in state: the profile does not go back, so that this is a late copy of it.
 * Where Graph does not tell when the token was created, one that had ended before is known by that.
 */
export function isOlderToken(
  { tokenCreationDateTime: creation, tokenExpirationDateTime: end }: ProfileToken,
  { tokenIssuedDateTime: issued }: Pick<TokenState, "tokenIssuedDateTime">,
): boolean {
  return isEarlier(creation ?? end, issued);
}

/**
 * Whether a value that was there before was issued once more: with a later creation or a later end, or with another end
 * that is the one asked for. An end that came nearer otherwise, or went away, is a token withdrawn.
 */
function isIssuedAgain(token: Times, before: Times, isAnswer: boolean): boolean {
  if (isEarlier(before.tokenCreationDateTime, token.tokenCreationDateTime)) return true;
  const { tokenExpirationDateTime: end } = token;
  if (end === noExpiration || end === before.tokenExpirationDateTime) return false;
  return isAnswer || isEarlier(before.tokenExpirationDateTime, end);
}

interface Times {
  readonly tokenCreationDateTime?: string | undefined;
  readonly tokenExpirationDateTime: string;
}

/** False where either is not known. */
function isEarlier(dateTime: string | undefined, other: string | undefined): boolean {
  return dateTime !== undefined && other !== undefined && Date.parse(dateTime) < Date.parse(other);
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
