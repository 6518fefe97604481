import { GraphError } from "../../graph/errors";
import { type Profile, profilePath } from "../../graph/profile";
import type { Context } from "../session";
import type { PartlyMadeError } from "../engine";
import { graphClock } from "../waiting";
import { issuedToken, type IssuedToken, requestOf, shownToken, lookUntilClear } from "./looks";
import { becomePending, knownFrom } from "./pending";
import type { Known, TokenRequest } from "./recognise";
import type { TokenInputs, TokenOrigin, TokenState } from "./state";

/** How often a token is asked for, where reads show each time that none was issued. */
const mostAttempts = 3;

/**
 * Issues a token: POST createToken, then GET until the profile shows the token that was asked for.
 *
 * createToken has no idempotency key. Where its answer was lost, the profile tells: a token that was not there before,
 * and that may be the one asked for, was issued; where none shows in the time that it may take, none was.
 *
 * @param before the profile, read just before
 * @param state the resource with the token it has so far, if any: kept where the request stays pending
 * @throws {PartlyMadeError} where a token may have been issued and was not seen
 * @throws {GraphError} where certainly none was issued
 */
export async function issueToken(
  context: Context,
  before: Profile,
  inputs: TokenInputs,
  state?: TokenState,
): Promise<IssuedToken & { readonly tokenOrigin: TokenOrigin }> {
  const { clock, profiles, notify } = context;
  const { tokenValidityInSeconds } = inputs;
  const now = graphClock(clock, before.date);
  const known = knownBefore(before, state);
  const earlier: TokenRequest[] = [];
  let lostBefore: { readonly answer: GraphError; readonly request: TokenRequest } | undefined;

  for (let attempt = 1; ; attempt++) {
    const pending = (
      profile: Profile,
      request: TokenRequest,
      lost?: Error,
      cause?: unknown,
    ): Promise<PartlyMadeError> => becomePending(inputs, state, profile, request, lost, cause);
    const requestedDateTime = now().toISOString();
    const lost = await requestToken(context, before, tokenValidityInSeconds).catch(async (error: unknown) => {
      // A refusal speaks for this request, and not for one before it whose answer was lost.
      if (lostBefore === undefined) throw error;
      throw await pending(before, lostBefore.request, lostBefore.answer, error);
    });
    const request = { requestedDateTime, answeredDateTime: now().toISOString(), tokenValidityInSeconds };
    // Any of those whose answers were lost may have been carried out.
    const unsettled =
      lost === undefined
        ? request
        : { ...request, requestedDateTime: (lostBefore?.request ?? request).requestedDateTime };
    const sought: Known = { ...known, request, earlierRequests: earlier };
    const seen = await lookUntilClear(context, () => profiles.get(before), "waiting", sought).catch(
      async (error: unknown) => {
        throw await pending(before, unsettled, lost, error);
      },
    );
    const shown = seen && shownToken(seen);
    const isLate = seen?.sighting === "late answer";
    // A late token is the last one issued, unless Graph says that it issued another since.
    if (shown !== undefined && (!isLate || lost !== undefined)) {
      const answered = isLate ? requestOf(shown.token, request, earlier) : request;
      // A creation that does not fit the request tells that somebody else issued the token since.
      const isOthers = seen?.sighting === "foreign" && shown.token.tokenCreationDateTime !== undefined;
      if (isOthers) {
        const { tokenExpirationDateTime: end } = shown.token;
        const others = `the token that somebody else issued on ${profilePath(before)} since, valid until ${end}`;
        if (inputs.whenReplaced === "reissue") {
          throw await pending(
            before,
            unsettled,
            lost,
            new Error(`The next \`pulumi up\` replaces ${others}.`),
          );
        }
        notify(`Taking over ${others}.`);
      }
      const tokenOrigin = isOthers ? "followed" : "issued";
      return { ...issuedToken(shown, answered.requestedDateTime), tokenOrigin };
    }
    if (lost === undefined || attempt === mostAttempts)
      throw await pending(shown?.profile ?? before, unsettled, lost);
    notify(`No token was issued on ${profilePath(before)} (${lost.message}) Asking again.`);
    lostBefore = { answer: lost, request: unsettled };
    earlier.push(request);
  }
}

/** What is known before a token is asked for. A request that is pending so far is given up. */
function knownBefore({ token }: Profile, state: TokenState | undefined): Known {
  const { own, previous = [], request } = state === undefined ? ({} as Known) : knownFrom(state);
  const shown = token && { ...token, hasValue: (value: string) => value === token.tokenValue };
  return { own, previous: shown === undefined ? previous : [...previous, shown], abandonedRequest: request };
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
