import type { Profile, ProfileToken } from "../../graph/profile";
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

/** True where the profile's token is the one that was asked for: any other than the one before. */
export async function isPendingToken(token: ProfileToken, pending: PendingIssue): Promise<boolean> {
  const { previousTokenDigest, previousTokenExpirationDateTime } = pending;
  if (previousTokenDigest === undefined) return true;
  if (token.tokenExpirationDateTime !== previousTokenExpirationDateTime) return true;
  return !(await matchesDigest(token.tokenValue, previousTokenDigest));
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
