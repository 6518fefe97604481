import { profilePath, type ProfileReference } from "../../graph/profile";
import { tokenChange } from "./diff";
import type { Context } from "../context";
import { pollForToken } from "./issue";
import { issuedToken, type ShownToken } from "./issued";
import { IssuePending } from "./IssuePending";
import { isPendingToken } from "./recognise";
import {
  type PendingIssue,
  type SettledTokenState,
  type TokenInputs,
  type TokenState,
  tokenState,
} from "./state";

/**
 * Settles what an earlier run left open, by reading only. Answers the state with the token that was asked for, or
 * undefined where that token was not issued.
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
  const shown = await pollForPendingToken(context, olds, pendingIssue);
  if (shown !== undefined) {
    const issued = issuedToken(shown, pendingIssue.requestedDateTime);
    return tokenState(olds, issued, (olds.generation ?? 0) + 1);
  }
  const givenUp = tokenChange(olds, news, context.clock.now()).reissue.length > 0;
  if (!pendingIssue.accepted || givenUp) return undefined;
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
 * from now where it was certainly issued, and otherwise from when it was asked for.
 */
export function pollForPendingToken(
  context: Context,
  reference: ProfileReference,
  pendingIssue: PendingIssue,
): Promise<ShownToken | undefined> {
  const { accepted, requestedDateTime } = pendingIssue;
  const since = accepted ? context.clock.now().getTime() : Date.parse(requestedDateTime);
  const deadline = since + context.propagationTimeoutInSeconds * 1000;
  return pollForToken(context, reference, deadline, (token) => isPendingToken(token, pendingIssue));
}
