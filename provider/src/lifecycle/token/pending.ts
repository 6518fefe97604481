import { type Profile, profilePath } from "../../graph/profile";
import type { Context } from "../session";
import { PartlyMadeError } from "../engine";
import { tokenChange } from "./diff";
import { digestOf, matchesDigest } from "./digest";
import { issuedToken, type Seen, type ShownToken, shownToken, lookUntilClear } from "./looks";
import type { Known, KnownToken, TokenRequest } from "./recognise";
import {
  type PendingIssue,
  pendingState,
  type PendingTokenState,
  type SettledTokenState,
  type TokenInputs,
  type TokenState,
  tokenState,
} from "./state";

/**
 * Gives the search for a token up, to be gone on with by the next `up`: the error keeps the resource in state with what
 * is pending.
 *
 * @param state the resource with the token it had before, if any
 * @param before the profile with the last token that is not the one looked for
 * @param request the one, or several in a row, that may have issued it
 * @param lost the error in place of the last answer; undefined where Graph accepted the request
 * @param cause what ended the search, other than time
 */
export async function becomePending(
  inputs: TokenInputs,
  state: TokenState | undefined,
  before: Profile,
  { requestedDateTime, answeredDateTime }: TokenRequest,
  lost: Error | undefined,
  cause?: unknown,
): Promise<PartlyMadeError> {
  const target = profilePath(before);
  const because = cause instanceof Error ? ` ${cause.message}` : "";
  const message =
    lost === undefined
      ? `Microsoft Graph issued a token on ${target}, but does not show it yet.${because} ` +
        "Run `pulumi up` again: it reads the token back and issues no other. Raise intune:propagationTimeoutInSeconds where this happens often."
      : `A token was asked for on ${target}, and nothing shows whether it was issued. ${lost.message}${because} ` +
        "Run `pulumi up` again: it looks for the token first.";
  const { token } = before;
  const pendingIssue = {
    accepted: lost === undefined,
    requestedDateTime,
    answeredDateTime,
    ...(token === undefined
      ? {}
      : {
          previousTokenDigest: await digestOf(token.tokenValue),
          previousTokenExpirationDateTime: token.tokenExpirationDateTime,
          ...(token.tokenCreationDateTime === undefined
            ? {}
            : { previousTokenCreationDateTime: token.tokenCreationDateTime }),
        }),
  };
  return stillPending(inputs, before, pendingIssue, state, message, cause ?? lost);
}

/** The error that keeps a resource in state with what is pending. */
async function stillPending(
  inputs: TokenInputs,
  profile: Profile,
  pendingIssue: PendingIssue,
  state: TokenState | undefined,
  message: string,
  cause?: unknown,
): Promise<PartlyMadeError> {
  const code = pendingIssue.accepted ? "not-readable-yet" : "outcome-unknown";
  const properties = await pendingState(inputs, profile, pendingIssue, state);
  return new PartlyMadeError(code, message, profilePath(inputs), properties, cause);
}

/**
 * Settles what an earlier run left open, by reading only. Answers the state with the token that was asked for, or
 * undefined where that token is not to be had: it was not issued, or another one has taken its place.
 *
 * @param news what is wanted now; where that asks for another token anyway, one that stays hidden is given up
 * @throws {PartlyMadeError} where Graph issued the token and still does not show it
 */
export async function settlePending(
  context: Context,
  olds: TokenState,
  news: TokenInputs,
): Promise<SettledTokenState | undefined> {
  if (olds.pendingIssue === undefined) return olds;
  const { pendingIssue } = olds;
  const seen = await lookForPending(context, olds, "waiting");
  const shown = seen && shownToken(seen);
  if (shown !== undefined && seen?.sighting === "answer") {
    return answeredState(olds, shown);
  }
  const givenUp = tokenChange(olds, news, context.clock.now()).reissue.length > 0;
  if (seen !== undefined || !pendingIssue.accepted || givenUp) return undefined;
  throw await stillPending(
    news,
    await context.profiles.get(olds),
    pendingIssue,
    olds,
    `The token that Microsoft Graph issued on ${profilePath(olds)} at ${pendingIssue.requestedDateTime} still does not show. ` +
      "Run `pulumi up` again later; to give it up and issue another one, change rotateWhenChanged.",
  );
}

/** The state of a resource whose pending token shows. */
export function answeredState(olds: PendingTokenState, shown: ShownToken): Promise<SettledTokenState> {
  const issued = issuedToken(shown, olds.pendingIssue.requestedDateTime);
  return tokenState(olds, { ...issued, tokenOrigin: "issued" }, (olds.generation ?? 0) + 1);
}

/**
 * Reads the profile until it shows the token that is pending: for as long as a new token may take to show, counted from
 * now where it was certainly issued, and otherwise from when its request was given up.
 */
export function lookForPending(
  context: Context,
  state: PendingTokenState,
  situation: "waiting" | "delete pending",
): Promise<Seen | undefined> {
  const { accepted } = state.pendingIssue;
  const known = knownFrom(state);
  const read = () =>
    situation === "waiting"
      ? context.profiles.get(state)
      : context.profiles.find(state, state.profileTenantId);
  return lookUntilClear(
    context,
    read,
    situation,
    known,
    accepted ? undefined : known.request?.answeredDateTime,
  );
}

/** What a resource in state knows of its profile's tokens. */
export function knownFrom(state: TokenState): Known {
  const { tokenExpirationDateTime, tokenIssuedDateTime, pendingIssue } = state;
  const own: KnownToken | undefined =
    tokenExpirationDateTime === undefined
      ? undefined
      : {
          tokenExpirationDateTime,
          tokenCreationDateTime: tokenIssuedDateTime,
          hasValue: remembering((tokenValue) => isTokenInState(tokenValue, state)),
        };
  if (pendingIssue === undefined) return { own };
  const { previousTokenDigest: digest, previousTokenExpirationDateTime: end } = pendingIssue;
  const previous: KnownToken[] =
    digest === undefined || end === undefined
      ? []
      : [
          {
            tokenExpirationDateTime: end,
            tokenCreationDateTime: pendingIssue.previousTokenCreationDateTime,
            hasValue: remembering((tokenValue) => matchesDigest(tokenValue, digest)),
          },
        ];
  // States of earlier releases do not tell when the request was answered.
  const { requestedDateTime, answeredDateTime = requestedDateTime } = pendingIssue;
  const { tokenValidityInSeconds } = state;
  return { own, previous, request: { requestedDateTime, answeredDateTime, tokenValidityInSeconds } };
}

/** A digest is slow on purpose, and many looks show the same token. */
function remembering(hasValue: (tokenValue: string) => Promise<boolean>): KnownToken["hasValue"] {
  const answers = new Map<string, Promise<boolean>>();
  return (tokenValue) => {
    const answer = answers.get(tokenValue) ?? hasValue(tokenValue);
    answers.set(tokenValue, answer);
    return answer;
  };
}

async function isTokenInState(
  tokenValue: string,
  state: Pick<TokenState, "tokenValue" | "tokenDigest">,
): Promise<boolean> {
  if (state.tokenDigest !== undefined) return matchesDigest(tokenValue, state.tokenDigest);
  return tokenValue === state.tokenValue;
}

/** How many tokens a resource has issued, the pending one included where Graph said so. */
export function issuedSoFar({ generation = 0, pendingIssue }: TokenState): number {
  return pendingIssue?.accepted === true ? generation + 1 : generation;
}
