import { GraphError } from "../../graph/GraphError";
import { type Profile, profilePath, type ProfileReference, type ProfileToken } from "../../graph/profile";
import type { Context } from "../context";
import { poll } from "../poll";
import { digestOf } from "./digest";
import { type IssuedToken, issuedToken, type ShownToken } from "./issued";
import { IssuePending } from "./IssuePending";
import { isNewToken } from "./recognise";
import type { TokenState } from "./state";

/** How often a token is asked for, where it is certain each time that none was issued. */
const mostAttempts = 3;

/**
 * Issues a token: POST createToken, then GET until the profile shows another token than `before`.
 *
 * createToken has no idempotency key. Where its answer was lost, the profile tells: a token other than before was
 * issued; the same one as before, after the time that a new one may take to show, was not.
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
  let lostBefore: GraphError | undefined;
  for (let attempt = 1; ; attempt++) {
    const requested = context.clock.now();
    const lost = await requestToken(context, before, tokenValidityInSeconds).catch(async (error: unknown) => {
      // A refusal speaks for this request, and not for one before it whose answer was lost.
      if (lostBefore === undefined) throw error;
      throw await becomePending(before, requested, state, lostBefore, error);
    });
    lostBefore = lost;
    const deadline = context.clock.now().getTime() + context.propagationTimeoutInSeconds * 1000;
    const pending = (cause: unknown) => becomePending(before, requested, state, lost, cause);
    const shown = await pollForToken(context, before, deadline, (token) =>
      isNewToken(token, before.token),
    ).catch(async (error: unknown) => {
      throw await pending(error);
    });
    if (shown !== undefined) return issuedToken(shown, requested.toISOString());
    if (lost === undefined || attempt === mostAttempts) throw await pending(lost);
    context.notify(`No token was issued on ${profilePath(before)} (${lost.message}) Asking again.`);
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

/** Reads the profile, once at least and until the deadline, until it shows the token looked for. */
export function pollForToken(
  { profiles, clock }: Context,
  reference: ProfileReference,
  deadline: number,
  isLookedFor: (token: ProfileToken) => boolean | Promise<boolean>,
): Promise<ShownToken | undefined> {
  return poll(clock, deadline, async () => {
    const profile = await profiles.get(reference);
    const { token } = profile;
    return token !== undefined && (await isLookedFor(token)) ? { profile, token } : undefined;
  });
}

async function becomePending(
  before: Profile,
  requested: Date,
  state: TokenState | undefined,
  lost: GraphError | undefined,
  cause: unknown,
): Promise<IssuePending> {
  const target = profilePath(before);
  const because = cause instanceof Error && cause !== lost ? ` ${cause.message}` : "";
  const message =
    lost === undefined
      ? `Microsoft Graph issued a token on ${target}, but does not show it yet.${because} ` +
        "Run `pulumi up` again: it reads the token back and issues no other. Raise intune:propagationTimeoutInSeconds where this happens often."
      : `A token was asked for on ${target}, and nothing shows whether it was issued. ${lost.message}${because} ` +
        "Run `pulumi up` again: it looks for the token first.";
  const { token } = before;
  return new IssuePending(
    message,
    before,
    {
      accepted: lost === undefined,
      requestedDateTime: requested.toISOString(),
      ...(token === undefined
        ? {}
        : {
            previousTokenDigest: await digestOf(token.tokenValue),
            previousTokenExpirationDateTime: token.tokenExpirationDateTime,
          }),
    },
    state,
    cause,
  );
}
