import { GraphError } from "../../graph/errors";
import { type Profile, profilePath } from "../../graph/profile";
import type { Context } from "../session";
import type { PartlyMadeError } from "../engine";
import { graphClock } from "../waiting";
import {
  issuedToken,
  type IssuedToken,
  requestOf,
  shownToken,
  lookUntilClear,
  somebodyElsesToken,
} from "./looks";
import { historyFrom, pendingError } from "./pending";
import type { TokenHistory, TokenRequest } from "./recognise";
import type { TokenInputs, TokenOrigin, TokenState } from "./state";

/** How many times a token is requested, if reads show each time that none was issued. */
const mostAttempts = 3;

/**
 * Issues a token: POST createToken, then GET until the profile shows the requested token.
 *
 * createToken has no idempotency key. If its answer is lost, the profile tells what happened. If a new token shows that
 * may be the requested one, it was issued. If none shows before the propagation time-out, none was issued.
 *
 * @param profileBefore the profile as it was just read
 * @param state the resource in state, if there is one; it keeps its token if the request stays pending
 * @throws {PartlyMadeError} if a token may have been issued and was not seen
 * @throws {GraphError} if certainly no token was issued
 */
export async function issueToken(
  context: Context,
  profileBefore: Profile,
  inputs: TokenInputs,
  state?: TokenState,
): Promise<IssuedToken & { readonly tokenOrigin: TokenOrigin }> {
  const { clock, profiles, notify } = context;
  const { tokenValidityInSeconds } = inputs;
  const now = graphClock(clock, profileBefore.date);
  const history = historyBefore(profileBefore, state);
  const earlier: TokenRequest[] = [];
  let lostBefore: { readonly answer: GraphError; readonly request: TokenRequest } | undefined;

  for (let attempt = 1; ; attempt++) {
    const pending = (
      profile: Profile,
      request: TokenRequest,
      lost?: Error,
      cause?: unknown,
    ): Promise<PartlyMadeError> => pendingError(inputs, state, profile, request, lost, cause);
    const requestedDateTime = now().toISOString();
    const lost = await requestToken(context, profileBefore, tokenValidityInSeconds).catch(
      async (error: unknown) => {
        // Only this request was refused. An earlier one whose answer was lost may have issued a token.
        if (lostBefore === undefined) throw error;
        throw await pending(profileBefore, lostBefore.request, lostBefore.answer, error);
      },
    );
    const request = { requestedDateTime, answeredDateTime: now().toISOString(), tokenValidityInSeconds };
    // Any of the requests whose answers were lost may have issued a token.
    const unsettled =
      lost === undefined
        ? request
        : { ...request, requestedDateTime: (lostBefore?.request ?? request).requestedDateTime };
    const withRequest: TokenHistory = { ...history, request, earlierRequests: earlier };
    const seen = await lookUntilClear(
      context,
      () => profiles.get(profileBefore),
      "waiting",
      withRequest,
    ).catch(async (error: unknown) => {
      throw await pending(profileBefore, unsettled, lost, error);
    });
    const shown = seen && shownToken(seen);
    const isLate = seen?.sighting === "late answer";
    // The token of an earlier request counts only if this request may have issued none.
    if (shown !== undefined && (!isLate || lost !== undefined)) {
      const answered = isLate ? requestOf(shown.token, request, earlier) : request;
      // If the token's creation does not fit the request, somebody else issued it.
      const isSomebodyElses = seen?.sighting === "foreign" && shown.token.tokenCreationDateTime !== undefined;
      if (isSomebodyElses) {
        const othersToken = somebodyElsesToken(shown);
        if (inputs.whenReplaced === "reissue") {
          throw await pending(
            profileBefore,
            unsettled,
            lost,
            new Error(`The next \`pulumi up\` replaces ${othersToken}.`),
          );
        }
        notify(`Taking over ${othersToken}.`);
      }
      const tokenOrigin = isSomebodyElses ? "followed" : "issued";
      return { ...issuedToken(shown, answered.requestedDateTime), tokenOrigin };
    }
    if (lost === undefined || attempt === mostAttempts)
      throw await pending(shown?.profile ?? profileBefore, unsettled, lost);
    notify(`No token was issued on ${profilePath(profileBefore)} (${lost.message}) Requesting again.`);
    lostBefore = { answer: lost, request: unsettled };
    earlier.push(request);
  }
}

/** The history before a new request. A request that is still pending is given up. */
function historyBefore({ token }: Profile, state: TokenState | undefined): TokenHistory {
  const { own, previous = [], request } = state === undefined ? ({} as TokenHistory) : historyFrom(state);
  const shown = token && { ...token, hasValue: (value: string) => value === token.tokenValue };
  return { own, previous: shown === undefined ? previous : [...previous, shown], abandonedRequest: request };
}

/** Sends the POST. Returns the error if the outcome is unknown, and undefined if Graph accepted the request. */
async function requestToken(
  { profiles }: Context,
  profileBefore: Profile,
  tokenValidityInSeconds: number,
): Promise<GraphError | undefined> {
  try {
    await profiles.createToken(profileBefore, tokenValidityInSeconds);
    return undefined;
  } catch (error) {
    if (error instanceof GraphError && !error.certainlyNotDone) return error;
    throw error;
  }
}
