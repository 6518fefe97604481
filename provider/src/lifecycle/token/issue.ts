import { GraphError } from "../../graph/GraphError";
import { type Profile, profilePath, type ProfileToken } from "../../graph/profile";
import type { Context } from "../context";
import { graphsTime } from "../graphsTime";
import type { TokenRequest } from "./answers";
import { type IssuedToken, issuedToken } from "./issued";
import { becomePending } from "./IssuePending";
import { requestOf } from "./pending";
import { isKnownToken, isNewToken } from "./recognise";
import { seekToken } from "./seek";
import type { TokenState } from "./state";

/** How often a token is asked for, where it is certain each time that none was issued. */
const mostAttempts = 3;

/**
 * Issues a token: POST createToken, then GET until the profile shows the token that was asked for.
 *
 * createToken has no idempotency key. Where its answer was lost, the profile tells: a token that was not there before,
 * and that may be the one asked for, was issued; where none shows in the time that it may take, none was.
 *
 * @param before the profile, read just before
 * @param state the resource with the token it has so far, if any: kept where the issue stays pending
 * @throws {IssuePending} where a token may have been issued and was not seen
 * @throws {GraphError} where certainly none was issued
 */
export async function issueToken(
  context: Context,
  before: Profile,
  tokenValidityInSeconds: number,
  state?: TokenState,
): Promise<IssuedToken> {
  const { clock, propagationTimeoutInSeconds } = context;
  const now = graphsTime(clock, before.date);
  const isKnown = async (token: ProfileToken, isAnswer: boolean) =>
    !isNewToken(token, before.token, isAnswer) ||
    (state !== undefined && (await isKnownToken(token, state, isAnswer)));
  const givenUp = state?.pendingIssue === undefined ? undefined : requestOf(state);
  const earlier: TokenRequest[] = [];
  let lostBefore: { readonly answer: GraphError; readonly request: TokenRequest } | undefined;

  for (let attempt = 1; ; attempt++) {
    const requestedDateTime = now().toISOString();
    const lost = await requestToken(context, before, tokenValidityInSeconds).catch((error: unknown) => {
      // A refusal speaks for this request, and not for one before it whose answer was lost.
      if (lostBefore === undefined) throw error;
      return becomePending(before, lostBefore.request, state, lostBefore.answer, error);
    });
    const request = { requestedDateTime, answeredDateTime: now().toISOString(), tokenValidityInSeconds };
    // Any of those whose answers were lost may have been carried out.
    const open =
      lost === undefined
        ? request
        : { ...request, requestedDateTime: (lostBefore?.request ?? request).requestedDateTime };
    const deadline = clock.now().getTime() + propagationTimeoutInSeconds * 1000;
    const sought = { request, earlier, givenUp, isKnown };
    const found = await seekToken(context, before, deadline, sought).catch((error: unknown) =>
      becomePending(before, open, state, lost, error),
    );
    const isLate = found?.what === "late";
    // A late token is the last one issued, unless Graph says that it issued another since.
    if (found !== undefined && (!isLate || lost !== undefined)) {
      return issuedToken(found, found.request.requestedDateTime);
    }
    const seen = isLate ? found.profile : before;
    if (lost === undefined || attempt === mostAttempts) return becomePending(seen, open, state, lost);
    context.notify(`No token was issued on ${profilePath(before)} (${lost.message}) Asking again.`);
    lostBefore = { answer: lost, request: open };
    earlier.push(request);
  }
}

/** Sends the POST. Returns the error where its outcome is unknown, undefined where Graph accepted it. */
async function requestToken(
  { profiles }: Context,
  before: Profile,
  tokenValidityInSeconds: number,
): Promise<GraphError | undefined> {
  try {
    await profiles.createToken(before, tokenValidityInSeconds);
    return undefined;
  } catch (error) {
    if (error instanceof GraphError && !error.certainlyNotDone) return error;
    throw error;
  }
}
