import { IntuneError } from "../../errors";
import { GraphError } from "../../graph/GraphError";
import { type Profile, profilePath, type ProfileToken } from "../../graph/profile";
import type { Context } from "../context";
import { poll } from "../poll";
import { answers } from "./answers";
import { isPast } from "./expiry";
import { requestOf, seekPendingToken } from "./pending";
import { isKnownToken, isOlderToken, isTokenInState } from "./recognise";
import type { TokenState } from "./state";

const mostAttempts = 3;

/**
 * The `delete` hook: revokes the profile's token, but only if it is this resource's own and still valid, so that
 * nobody else's token is ever revoked. A profile that is gone took its token with it.
 */
export async function deleteToken(context: Context, state: TokenState): Promise<void> {
  if (!state.revokeOnDelete) return;
  try {
    await revokePendingToken(context, state);
    await revokeOwnToken(context, state);
  } catch (error) {
    if (!(error instanceof GraphError && error.code === "not-found")) throw error;
    // An action may miss a profile that a read finds, under another id: then the token is still there.
    if ((await context.profiles.find(state, state.profileTenantId)) !== undefined) throw error;
  }
}

/** A token that was asked for and has not shown yet is waited for; one that was certainly issued is revoked unseen. */
async function revokePendingToken(context: Context, state: TokenState): Promise<void> {
  if (state.pendingIssue === undefined) return;
  const found = await seekPendingToken(context, state);
  if (found === undefined && state.pendingIssue.accepted) await revokeUnseen(context, state);
  if (found?.what === "other") {
    context.notify(
      `${profilePath(state)} holds a token that does not answer the request of this resource: it is left as it is.`,
    );
  }
}

/** Graph may refuse where the token is gone by now, and the profile holds none. */
async function revokeUnseen({ profiles, notify }: Context, state: TokenState): Promise<void> {
  const profile = await profiles.get(state);
  try {
    await profiles.revokeToken(profile);
  } catch (error) {
    if (profile.token !== undefined) throw error;
    if (!(error instanceof GraphError && error.code === "invalid-request")) throw error;
    notify(
      `${profilePath(state)} holds no token, and Microsoft Graph refused to revoke any: nothing is left to revoke.`,
    );
  }
}

async function revokeOwnToken(context: Context, state: TokenState): Promise<void> {
  const { profiles, clock } = context;
  for (let attempt = 1; ; attempt++) {
    const profile = await currentProfile(context, state);
    const { token } = profile;
    if (token === undefined || !(await isOwn(token, state))) return;
    if (isPast(token.tokenExpirationDateTime, clock.now())) return;
    try {
      await profiles.revokeToken(profile);
      return;
    } catch (error) {
      // The answer was lost: what the profile holds now tells whether there is anything left to revoke.
      if (!(error instanceof GraphError) || error.certainlyNotDone || attempt === mostAttempts) throw error;
    }
  }
}

/**
 * The profile, as soon as it shows no older token than the one in state.
 *
 * @throws {IntuneError} `not-readable-yet` where it goes on showing one
 */
async function currentProfile(context: Context, state: TokenState): Promise<Profile> {
  const { profiles, clock, arrivals, propagationTimeoutInSeconds } = context;
  const deadline = clock.now().getTime() + propagationTimeoutInSeconds * 1000;
  const look = async () => {
    const profile = await profiles.get(state);
    const { token } = profile;
    const isLate = token !== undefined && isOlderToken(token, state) && !(await isTokenInState(token, state));
    return isLate ? undefined : profile;
  };
  const current = await arrivals.during(() => poll(clock, deadline, look));
  if (current !== undefined) return current;
  throw new IntuneError(
    "not-readable-yet",
    `Could not revoke the token of ${profilePath(state)}: Microsoft Graph goes on showing an older one, so that nothing ` +
      "tells whether it still holds this resource's. Run the same command again later.",
  );
}

async function isOwn(token: ProfileToken, state: TokenState): Promise<boolean> {
  if (await isTokenInState(token, state)) return true;
  if (state.pendingIssue === undefined || answers(token, requestOf(state)) !== "yes") return false;
  return !(await isKnownToken(token, state, true));
}
