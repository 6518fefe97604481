import { IntuneError } from "../../errors";
import { GraphError } from "../../graph/errors";
import { profilePath } from "../../graph/profile";
import type { Context } from "../session";
import { isPast } from "./expiry";
import { type Seen, shownToken, interpret, lookUntilClear } from "./looks";
import { historyFrom, lookForPending } from "./pending";
import type { TokenState } from "./state";

const mostAttempts = 3;

/**
 * The `delete` hook. It revokes the profile's token only if the token is this resource's own and still valid by Graph's
 * clock. It never revokes somebody else's token. If the profile is gone, there is nothing to revoke.
 */
export async function deleteToken(context: Context, state: TokenState): Promise<void> {
  if (!state.revokeOnDelete) {
    notifyLeftActive(context, state);
    return;
  }
  if (state.pendingIssue !== undefined) {
    const seen = await lookForPending(context, state, "delete pending");
    if (seen !== undefined) return act(context, state, seen);
    if (state.pendingIssue.accepted) return revokeUnseen(context, state);
  }
  if (state.tokenOrigin === "followed") notifyFollowed(context, state);
  // The pending request issued nothing, so only the token in state helps to recognise the profile's token.
  else if (state.tokenExpirationDateTime !== undefined) {
    await act(context, state, await look(context, state, { own: historyFrom(state).own }));
  }
}

async function act(context: Context, state: TokenState, seen: Seen): Promise<void> {
  if (seen.reaction === "revoke") await revokeShown(context, state, seen);
  else leave(context, state, seen);
}

/** Says which tokens stay active because of `revokeOnDelete: false`. Only the state is used: Graph is not asked. */
function notifyLeftActive({ notify }: Context, state: TokenState): void {
  const { pendingIssue } = state;
  const because = "because revokeOnDelete is false";
  if (isActive(state)) notify(`${staysActive(state)}, ${because}.`);
  if (pendingIssue === undefined) return;
  const pending = `The token that was requested at ${pendingIssue.requestedDateTime} on ${profilePath(state)}`;
  notify(
    `${pending} ${pendingIssue.accepted ? "stays active" : "stays active, if it was issued"}, ${because}.`,
  );
}

/** Says that a followed token stays active. Only the state is used here, too. */
function notifyFollowed({ notify }: Context, state: TokenState): void {
  if (!isActive(state)) return;
  notify(
    `${staysActive(state)}: somebody else issued it. To end it, revoke it in Intune, on the profile's page.`,
  );
}

/** By the state alone. This machine's clock may be fast, so it does not count. */
function isActive({ tokenStatus }: TokenState): boolean {
  return tokenStatus === "active";
}

function staysActive(state: TokenState): string {
  return `The token of ${profilePath(state)} stays active until ${state.tokenExpirationDateTime ?? ""}`;
}

/** Looks until it is clear whether the profile holds the resource's token. */
async function look(context: Context, state: TokenState, history = historyFrom(state)): Promise<Seen> {
  const read = () => context.profiles.find(state, state.profileTenantId);
  const seen = await lookUntilClear(context, read, "delete", history);
  if (seen !== undefined) return seen;
  throw notClear(state);
}

function notClear(state: TokenState): IntuneError {
  return new IntuneError(
    "not-readable-yet",
    `Could not revoke the token of ${profilePath(state)}: Microsoft Graph does not show clearly whether the profile still ` +
      "holds it. Run the same command again later.",
  );
}

/** Revokes the token that was seen. If the answer is lost, another look tells whether the token was revoked. */
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
      // Actions may use another id than reads, and so miss a profile that exists. Its token is then still valid.
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
 * Revokes a token that Graph accepted and never showed: `revokeToken` ends whatever token the profile holds. Graph may
 * refuse if the profile holds no token any more.
 */
async function revokeUnseen(context: Context, state: TokenState): Promise<void> {
  const { profiles, notify } = context;
  const profile = await profiles.find(state, state.profileTenantId);
  const { sighting } = await interpret(context, profile, "delete pending", historyFrom(state));
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

/** Leaves the profile's token, and says so if it is still valid. */
function leave({ notify }: Context, state: TokenState, seen: Seen): void {
  const shown = shownToken(seen);
  if (shown === undefined || isPast(shown.token.tokenExpirationDateTime, seen.now)) return;
  const { tokenExpirationDateTime: end } = shown.token;
  notify(
    `${profilePath(state)} holds a token that this resource did not issue, valid until ${end}: it is left as it is.`,
  );
}
