import type { Context } from "../session";
import { isPast } from "./expiry";
import {
  type Seen,
  seenToken,
  type ShownToken,
  shownToken,
  lookUntilClear,
  somebodyElsesToken,
} from "./looks";
import { answeredState, historyFrom, issuedSoFar } from "./pending";
import {
  profileOutputs,
  type SettledTokenState,
  type TokenState,
  tokenState,
  type TokenStatus,
} from "./state";

/** What a refresh found. */
export interface Refreshed {
  /** The resource in state. Undefined if the profile is gone. */
  readonly state: TokenState | undefined;
  /** True if the resource took over somebody else's token. */
  readonly isFollowed: boolean;
}

/**
 * The `read` hook. It reads what the profile holds now, with a single GET if that agrees with the state. `tokenStatus`
 * says what happened to the token.
 */
export async function readToken(context: Context, olds: TokenState): Promise<Refreshed> {
  const situation = olds.pendingIssue === undefined ? "refresh" : "refresh pending";
  const read = () => context.profiles.find(olds, olds.profileTenantId);
  const seen = await lookUntilClear(context, read, situation, historyFrom(olds));
  if (seen?.reaction === "forget") return { state: undefined, isFollowed: false };
  const state = seen?.profile === undefined ? olds : { ...olds, ...profileOutputs(seen.profile) };
  const shown = seen && shownToken(seen);
  if (seen?.reaction === "adopt" && shown !== undefined) return follow(context, state, shown, seen.now);
  if (seen?.reaction === "take" && shown !== undefined && state.pendingIssue !== undefined) {
    const answered = await answeredState(state, shown);
    return { state: { ...answered, tokenStatus: statusOf(shown, seen.now) }, isFollowed: false };
  }
  if (seen === undefined || state.pendingIssue !== undefined) return { state, isFollowed: false };
  return { state: observed(state, seen), isFollowed: false };
}

/**
 * Takes over somebody else's token under `whenReplaced: "adopt"`, unless it has expired. If it has expired, the next
 * `up` issues a token, and a pending token is still looked for.
 */
async function follow(
  { notify }: Context,
  state: TokenState,
  shown: ShownToken,
  now: Date,
): Promise<Refreshed> {
  const others = somebodyElsesToken(shown);
  const hasExpired = isPast(shown.token.tokenExpirationDateTime, now);
  if (hasExpired || state.whenReplaced === "reissue") {
    if (state.pendingIssue !== undefined) return { state, isFollowed: false };
    if (!hasExpired && state.tokenStatus !== "replaced") notify(`The next \`pulumi up\` replaces ${others}.`);
    return { state: { ...state, tokenStatus: "replaced" }, isFollowed: false };
  }
  notify(`Taking over ${others}. A deletion leaves it active.`);
  const followed = { ...seenToken(shown, now), tokenOrigin: "followed" } as const;
  const taken = await tokenState(state, followed, issuedSoFar(state));
  return { state: taken, isFollowed: true };
}

/** The state, with what the profile shows of the resource's own token. */
function observed(state: SettledTokenState, { sighting, reaction, profile, now }: Seen): SettledTokenState {
  if (reaction === "mark") {
    // A token that disappears before it expires was revoked.
    return { ...state, tokenStatus: isPast(state.tokenExpirationDateTime, now) ? "expired" : "revoked" };
  }
  const token = profile?.token;
  if (sighting !== "own" || token === undefined) return state;
  const { qrCodeContent, tokenExpirationDateTime } = token;
  return {
    ...state,
    // It may show later than the token, and then it is not in state yet.
    ...(state.storeToken && qrCodeContent !== "" ? { qrCodeContent } : {}),
    tokenExpirationDateTime,
    tokenStatus: isPast(tokenExpirationDateTime, now) ? "expired" : "active",
  };
}

function statusOf({ token }: ShownToken, now: Date): TokenStatus {
  return isPast(token.tokenExpirationDateTime, now) ? "expired" : "active";
}
