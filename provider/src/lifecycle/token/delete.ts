import { IntuneError } from "../../errors";
import { GraphError } from "../../graph/errors";
import { profilePath } from "../../graph/profile";
import type { Context } from "../session";
import { isPast } from "./expiry";
import { type Seen, shownToken, interpret, lookUntilClear } from "./looks";
import { knownFrom, lookForPending } from "./pending";
import type { TokenState } from "./state";

const mostAttempts = 3;

/**
 * The `delete` hook: revokes the profile's token, but only if it is this resource's own and still valid by Graph's
 * clock, so that nobody else's token is ever revoked. A profile that is gone took its token with it.
 */
export async function deleteToken(context: Context, state: TokenState): Promise<void> {
  if (!state.revokeOnDelete) {
    tellOfLeft(context, state);
    return;
  }
  if (state.pendingIssue !== undefined) {
    const seen = await lookForPending(context, state, "delete pending");
    if (seen !== undefined) return act(context, state, seen);
    if (state.pendingIssue.accepted) return revokeUnseen(context, state);
  }
  if (state.tokenOrigin === "followed") tellOfFollowed(context, state);
  // A request that issued nothing says nothing of what the profile shows.
  else if (state.tokenExpirationDateTime !== undefined) {
    await act(context, state, await look(context, state, { own: knownFrom(state).own }));
  }
}

async function act(context: Context, state: TokenState, seen: Seen): Promise<void> {
  if (seen.reaction === "revoke") await revokeShown(context, state, seen);
  else leave(context, state, seen);
}

/** Tells of the tokens that stay because of `revokeOnDelete: false`, from the state alone: Graph is not asked. */
function tellOfLeft({ notify }: Context, state: TokenState): void {
  const { pendingIssue } = state;
  const because = "because revokeOnDelete is false";
  if (isActive(state)) notify(`${staysActive(state)}, ${because}.`);
  if (pendingIssue === undefined) return;
  const asked = `The token that was asked for at ${pendingIssue.requestedDateTime} on ${profilePath(state)}`;
  notify(
    `${asked} ${pendingIssue.accepted ? "stays active" : "stays active, if it was issued"}, ${because}.`,
  );
}

/** Somebody else's token, which the resource took over, is left. That is told from the state alone, too. */
function tellOfFollowed({ notify }: Context, state: TokenState): void {
  if (!isActive(state)) return;
  notify(
    `${staysActive(state)}: somebody else issued it. To end it, revoke it in Intune, on the profile's page.`,
  );
}

/** By the state. This machine's clock has no say: it may be fast. */
function isActive({ tokenStatus }: TokenState): boolean {
  return tokenStatus === "active";
}

function staysActive(state: TokenState): string {
  return `The token of ${profilePath(state)} stays active until ${state.tokenExpirationDateTime ?? ""}`;
}

/** Looks until it is clear whether the profile holds the resource's token. */
async function look(context: Context, state: TokenState, known = knownFrom(state)): Promise<Seen> {
  const read = () => context.profiles.find(state, state.profileTenantId);
  const seen = await lookUntilClear(context, read, "delete", known);
  if (seen !== undefined) return seen;
  throw notClear(state);
}

function notClear(state: TokenState): IntuneError {
  return new IntuneError(
    "not-readable-yet",
    `Could not revoke the token of ${profilePath(state)}: what Microsoft Graph shows does not tell whether the profile ` +
      "still holds it. Run the same command again later.",
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
      if (seen.reaction !== "revoke") {
        leave(context, state, seen);
        return;
      }
      if (error.code === "not-found") throw error;
    }
  }
}

/**
 * A token that was certainly issued and does not show is revoked all the same: `revokeToken` ends what the profile holds.
 * Graph may refuse where the token is gone by now, and the profile holds none.
 */
async function revokeUnseen(context: Context, state: TokenState): Promise<void> {
  const { profiles, notify } = context;
  const profile = await profiles.find(state, state.profileTenantId);
  const { sighting } = await interpret(context, profile, "delete pending", knownFrom(state));
  if (profile === undefined || sighting === "foreign") throw notClear(state);
  try {
    await profiles.revokeToken(profile);
  } catch (error) {
    const isRefused = error instanceof GraphError && error.code === "invalid-request";
    if (!isRefused || profile.token !== undefined) throw error;
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
