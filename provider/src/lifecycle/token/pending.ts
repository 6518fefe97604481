import { profilePath } from "../../graph/profile";
import type { Context } from "../context";
import type { TokenRequest } from "./answers";
import { tokenChange } from "./diff";
import { issuedToken } from "./issued";
import { IssuePending } from "./IssuePending";
import { isKnownToken } from "./recognise";
import { type Found, seekToken } from "./seek";
import {
  type PendingTokenState,
  type SettledTokenState,
  type TokenInputs,
  type TokenState,
  tokenState,
} from "./state";

/**
 * Settles what an earlier run left open, by reading only. Answers the state with the token that was asked for, or
 * undefined where that token is not to be had: it was not issued, or another one has taken its place.
 *
 * @param news what is wanted now; where that asks for another token anyway, one that stays hidden is given up
 * @throws {IssuePending} where Graph issued the token and still does not show it
 */
export async function settlePending(
  context: Context,
  olds: TokenState,
  news: TokenInputs,
): Promise<SettledTokenState | undefined> {
  if (olds.pendingIssue === undefined) return olds;
  const { pendingIssue } = olds;
  const found = await seekPendingToken(context, olds);
  if (found?.what === "answer") {
    const issued = issuedToken(found, pendingIssue.requestedDateTime);
    return tokenState(olds, issued, (olds.generation ?? 0) + 1);
  }
  const givenUp = tokenChange(olds, news, context.clock.now()).reissue.length > 0;
  if (found !== undefined || !pendingIssue.accepted || givenUp) return undefined;
  throw new IssuePending(
    `The token that Microsoft Graph issued on ${profilePath(olds)} at ${pendingIssue.requestedDateTime} still does not show. ` +
      "Run `pulumi up` again later; to give it up and issue another one, change rotateWhenChanged.",
    await context.profiles.get(olds),
    pendingIssue,
    olds,
  );
}

/**
 * Reads the profile until it shows the token that was asked for: for as long as a new token may take to show, counted
 * from now where it was certainly issued, and otherwise from when its request was given up.
 */
export function seekPendingToken(context: Context, state: PendingTokenState): Promise<Found | undefined> {
  const request = requestOf(state);
  const { accepted } = state.pendingIssue;
  const since = accepted ? context.clock.now().getTime() : Date.parse(request.answeredDateTime);
  return seekToken(context, state, since + context.propagationTimeoutInSeconds * 1000, {
    request,
    earlier: [],
    givenUp: undefined,
    isKnown: (token, isAnswer) => isKnownToken(token, state, isAnswer),
  });
}

/** The request that is pending. */
export function requestOf({ pendingIssue, tokenValidityInSeconds }: PendingTokenState): TokenRequest {
  // States of earlier releases do not tell when it was answered.
  const { requestedDateTime, answeredDateTime = requestedDateTime } = pendingIssue;
  return { requestedDateTime, answeredDateTime, tokenValidityInSeconds };
}

/** How many tokens a resource has issued, the pending one included where Graph said so. */
export function issuedSoFar({ generation = 0, pendingIssue }: TokenState): number {
  return pendingIssue?.accepted === true ? generation + 1 : generation;
}
