import { type Profile, profilePath } from "../../graph/profile";
import type { Context } from "../session";
import { PartlyMadeError } from "../engine";
import { tokenChange } from "./diff";
import { digestOf, matchesDigest } from "./digest";
import { issuedToken, type Seen, type ShownToken, shownToken, lookUntilClear } from "./looks";
import type { KnownToken, TokenHistory, TokenRequest } from "./recognise";
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
 * The error that ends the search for a token in this run. It keeps the resource in state as pending, and the next `up`
 * goes on searching.
 *
 * @param state the resource in state, with its previous token, if there is one
 * @param profileBefore the profile, as it last showed a token that is not the requested one
 * @param request the request that may have issued the token
 * @param lost the error that came in place of the last answer; undefined if Graph accepted the request
 * @param cause what ended the search before the time-out
 */
export async function pendingError(
  inputs: TokenInputs,
  state: TokenState | undefined,
  profileBefore: Profile,
  { requestedDateTime, answeredDateTime }: TokenRequest,
  lost: Error | undefined,
  cause?: unknown,
): Promise<PartlyMadeError> {
  const target = profilePath(profileBefore);
  const because = cause instanceof Error ? ` ${cause.message}` : "";
  const message =
    lost === undefined
      ? `Microsoft Graph issued a token on ${target}, but does not show it yet.${because} ` +
        "Run `pulumi up` again: it reads the token and issues no other. If this happens often, raise intune:propagationTimeoutInSeconds."
      : `A token was requested on ${target}, and nothing shows whether it was issued. ${lost.message}${because} ` +
        "Run `pulumi up` again: it looks for the token first.";
  const { token } = profileBefore;
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
  return errorThatKeeps(pendingIssue, inputs, profileBefore, state, message, cause ?? lost);
}

/** The error that keeps a resource in state with its pending issue. */
async function errorThatKeeps(
  pendingIssue: PendingIssue,
  inputs: TokenInputs,
  profile: Profile,
  state: TokenState | undefined,
  message: string,
  cause?: unknown,
): Promise<PartlyMadeError> {
  const code = pendingIssue.accepted ? "not-readable-yet" : "outcome-unknown";
  const properties = await pendingState(inputs, profile, pendingIssue, state);
  return new PartlyMadeError(code, message, profilePath(inputs), properties, cause);
}

/**
 * Settles the issue that an earlier run left pending. It only reads. Returns the state with the requested token.
 * Undefined if that token was not issued, or another one has replaced it.
 *
 * @param news the arguments of this `up`. If they need a new token anyway, a token that does not show is given up
 * @throws {PartlyMadeError} if Graph issued the token and still does not show it
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
  throw await errorThatKeeps(
    pendingIssue,
    news,
    await context.profiles.get(olds),
    olds,
    `Microsoft Graph issued a token on ${profilePath(olds)} at ${pendingIssue.requestedDateTime}, and still does not show it. ` +
      "Run `pulumi up` again later. To issue another token instead, change rotateWhenChanged.",
  );
}

/** The state of a resource after its pending token has shown. */
export function answeredState(olds: PendingTokenState, shown: ShownToken): Promise<SettledTokenState> {
  const issued = issuedToken(shown, olds.pendingIssue.requestedDateTime);
  return tokenState(olds, { ...issued, tokenOrigin: "issued" }, (olds.generation ?? 0) + 1);
}

/**
 * Reads the profile until it shows the pending token, or until the propagation time-out. The time-out counts from now
 * if Graph accepted the request, and otherwise from when the request was given up.
 */
export function lookForPending(
  context: Context,
  state: PendingTokenState,
  situation: "waiting" | "delete pending",
): Promise<Seen | undefined> {
  const { accepted } = state.pendingIssue;
  const history = historyFrom(state);
  const read = () =>
    situation === "waiting"
      ? context.profiles.get(state)
      : context.profiles.find(state, state.profileTenantId);
  return lookUntilClear(
    context,
    read,
    situation,
    history,
    accepted ? undefined : history.request?.answeredDateTime,
  );
}

/** What a resource's state remembers of tokens and requests. */
export function historyFrom(state: TokenState): TokenHistory {
  const { tokenExpirationDateTime, tokenIssuedDateTime, pendingIssue } = state;
  const own: KnownToken | undefined =
    tokenExpirationDateTime === undefined
      ? undefined
      : {
          tokenExpirationDateTime,
          tokenCreationDateTime: tokenIssuedDateTime,
          hasValue: memoized((tokenValue) => isTokenInState(tokenValue, state)),
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
            hasValue: memoized((tokenValue) => matchesDigest(tokenValue, digest)),
          },
        ];
  // States of earlier releases have no answeredDateTime.
  const { requestedDateTime, answeredDateTime = requestedDateTime } = pendingIssue;
  const { tokenValidityInSeconds } = state;
  return { own, previous, request: { requestedDateTime, answeredDateTime, tokenValidityInSeconds } };
}

/** A digest is slow on purpose, and many looks show the same token. */
function memoized(hasValue: (tokenValue: string) => Promise<boolean>): KnownToken["hasValue"] {
  const results = new Map<string, Promise<boolean>>();
  return (tokenValue) => {
    const result = results.get(tokenValue) ?? hasValue(tokenValue);
    results.set(tokenValue, result);
    return result;
  };
}

async function isTokenInState(
  tokenValue: string,
  state: Pick<TokenState, "tokenValue" | "tokenDigest">,
): Promise<boolean> {
  if (state.tokenDigest !== undefined) return matchesDigest(tokenValue, state.tokenDigest);
  return tokenValue === state.tokenValue;
}

/** How many tokens a resource has issued. A pending token counts if Graph said that it issued it. */
export function issuedSoFar({ generation = 0, pendingIssue }: TokenState): number {
  return pendingIssue?.accepted === true ? generation + 1 : generation;
}
