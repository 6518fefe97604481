import { GraphError } from "../../graph/GraphError";
import type { ProfileToken } from "../../graph/profile";
import type { Context } from "../context";
import { isPendingToken, isTokenInState } from "./recognise";
import type { TokenState } from "./state";

const mostAttempts = 3;

/**
 * The `delete` hook: revokes the profile's token, but only if it is this resource's own and still valid, so that
 * nobody else's token is ever revoked. A profile that is gone took its token with it.
 */
export async function deleteToken({ profiles, clock }: Context, state: TokenState): Promise<void> {
  if (!state.revokeOnDelete) return;
  for (let attempt = 1; ; attempt++) {
    const profile = await profiles.find(state);
    const token = profile?.token;
    if (profile === undefined || token === undefined || !(await isOwn(token, state))) return;
    if (Date.parse(token.tokenExpirationDateTime) <= clock.now().getTime()) return;
    try {
      await profiles.revokeToken(profile);
      return;
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      if (error.code === "not-found") return;
      // The answer was lost: what the profile holds now tells whether there is anything left to revoke.
      if (error.certainlyNotDone || attempt === mostAttempts) throw error;
    }
  }
}

async function isOwn(token: ProfileToken, state: TokenState): Promise<boolean> {
  if (state.pendingIssue !== undefined && (await isPendingToken(token, state.pendingIssue))) return true;
  return isTokenInState(token, state);
}
