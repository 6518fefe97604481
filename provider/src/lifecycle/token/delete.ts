import { IntuneError } from "../../errors";
import { GraphError } from "../../graph/errors";
import { profilePath } from "../../graph/profile";
import type { Context } from "../context";
import { isPast } from "./expiry";
import { type Seen, shownToken, watch } from "./looks";
import { knownFrom, watchPending } from "./pending";
import type { TokenState } from "./state";

const mostAttempts = 3;

/**
 * The `delete` hook: revokes the profile's token, but only if it is this resource's own and still valid by Graph's
 * clock, so that nobody else's token is ever revoked. A profile that is gone took its token with it.
 */
export async function deleteToken(context: Context, state: TokenState): Promise<void> {
  const reason = reasonToLeave(state, context.clock.now());
  if (reason !== undefined) {
    context.notify(reason);
    return;
  }
  if (!state.revokeOnDelete) return;
  if (state.pendingIssue !== undefined) {
    const seen = await watchPending(context, state, "delete pending");
    if (seen !== undefined) return act(context, state, seen);
    if (state.pendingIssue.accepted) await revokeUnseen(context, state);
  }
  // The token before a pending one may be somebody else's, though the pending one is not.
  const hasOwn = state.tokenExpirationDateTime !== undefined && state.tokenOrigin !== "followed";
  if (hasOwn) await act(context, state, await look(context, state));
}

async function act(context: Context, state: TokenState, seen: Seen): Promise<void> {
  if (seen.reaction === "revoke") await revokeShown(context, state, seen);
  else leave(context, state, seen);
}

/** Why a live token stays active, for the person at the terminal; told from the state alone. */
function reasonToLeave(state: TokenState, now: Date): string | undefined {
  const { tokenStatus, tokenExpirationDateTime: end } = state;
  if (end === undefined || tokenStatus !== "active" || isPast(end, now)) return undefined;
  const token = `The token of ${profilePath(state)} stays active until ${end}`;
  if (!state.revokeOnDelete) return `${token}, because revokeOnDelete is false.`;
  if (state.tokenOrigin !== "followed" || state.pendingIssue !== undefined) return undefined;
  return `${token}: somebody else issued it. To end it, revoke it in Intune, on the profile's page.`;
}

/** Looks until it is clear whether the profile holds the resource's token. */
async function look(context: Context, state: TokenState): Promise<Seen> {
  const read = () => context.profiles.find(state, state.profileTenantId);
  const seen = await watch(context, read, "delete", knownFrom(state));
  if (seen !== undefined) return seen;
  throw new IntuneError(
    "not-readable-yet",
    `Could not revoke the token of ${profilePath(state)}: Microsoft Graph goes on showing an older one, so that nothing ` +
      "tells whether it still holds this resource's. Run the same command again later.",
  );
}

/** What was seen is revoked, even where a later look would miss it. After a lost answer a look tells whether it was. */
async function revokeShown(context: Context, state: TokenState, first: Seen): Promise<void> {
  let seen = first;
  for (let attempt = 1; ; attempt++) {
    const shown = shownToken(seen);
    if (shown === undefined || isPast(shown.token.tokenExpirationDateTime, seen.now)) return;
    try {
      await context.profiles.revokeToken(shown.profile);
      return;
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      // An action may miss a profile that a read finds, under another id: then the token is still there.
      const mayBeDone = !error.certainlyNotDone || error.code === "not-found";
      if (!mayBeDone || attempt === mostAttempts) throw error;
      seen = await look(context, state);
      if (seen.reaction !== "revoke") return;
      if (error.code === "not-found") throw error;
    }
  }
}

/** A token that was certainly issued and does not show. Graph may refuse where it is gone by now, and the profile holds none. */
async function revokeUnseen({ profiles, notify }: Context, state: TokenState): Promise<void> {
  const profile = await profiles.find(state, state.profileTenantId);
  if (profile === undefined) return;
  try {
    await profiles.revokeToken(profile);
  } catch (error) {
    if (error instanceof GraphError && error.code === "not-found") return;
    if (profile.token !== undefined) throw error;
    if (!(error instanceof GraphError && error.code === "invalid-request")) throw error;
    notify(
      `${profilePath(state)} holds no token, and Microsoft Graph refused to revoke any: nothing is left to revoke.`,
    );
  }
}

/** Somebody else's live token is left, and that is said. */
function leave({ notify }: Context, state: TokenState, seen: Seen): void {
  const shown = shownToken(seen);
  if (shown === undefined || isPast(shown.token.tokenExpirationDateTime, seen.now)) return;
  const { tokenExpirationDateTime: end } = shown.token;
  notify(
    `${profilePath(state)} holds a token that this resource did not issue, valid until ${end}: it is left as it is.`,
  );
}
