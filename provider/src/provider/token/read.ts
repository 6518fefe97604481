import { noExpiration, type Profile } from "../../graph/profile";
import type { Context } from "../context";
import { issuedToken } from "./issued";
import { isPendingToken, isTokenInState } from "./recognise";
import {
  profileOutputs,
  type SettledTokenState,
  type TokenState,
  tokenState,
  type TokenStatus,
} from "./state";

/**
 * The `read` hook: what the profile holds now. Undefined where the profile is gone. Calls GET once and changes
 * nothing; what became of the token shows in `tokenStatus`.
 */
export async function readToken(context: Context, olds: TokenState): Promise<TokenState | undefined> {
  const profile = await context.profiles.find(olds);
  if (profile === undefined) return undefined;
  if (olds.pendingIssue === undefined) return observe(olds, profile, context.clock.now());

  const { token } = profile;
  if (token === undefined || !(await isPendingToken(token, olds.pendingIssue))) {
    return { ...olds, ...profileOutputs(profile) };
  }
  const issued = issuedToken({ profile, token }, olds.pendingIssue.requestedDateTime);
  return observe(await tokenState(olds, issued, (olds.generation ?? 0) + 1), profile, context.clock.now());
}

async function observe(olds: SettledTokenState, profile: Profile, now: Date): Promise<SettledTokenState> {
  const state = { ...olds, ...profileOutputs(profile) };
  const { token } = profile;
  if (token === undefined) return { ...state, tokenStatus: withdrawn(state, now) };
  if (!(await isTokenInState(token, state))) {
    if (state.whenReplaced === "reissue") return { ...state, tokenStatus: "replaced" };
    const adopted = await tokenState(
      state,
      issuedToken({ profile, token }, now.toISOString()),
      state.generation,
    );
    return isPast(adopted.tokenExpirationDateTime, now) ? { ...adopted, tokenStatus: "expired" } : adopted;
  }
  const { tokenExpirationDateTime: shown } = token;
  // Graph does not say "revoked": a token whose end was taken back, or away, was.
  const endTakenAway = shown === noExpiration && state.tokenExpirationDateTime !== noExpiration;
  if (endTakenAway || (isPast(shown, now) && shown !== state.tokenExpirationDateTime)) {
    return { ...state, tokenStatus: withdrawn(state, now) };
  }
  return { ...state, tokenExpirationDateTime: shown, tokenStatus: isPast(shown, now) ? "expired" : "active" };
}

/** A token that is gone before its time was revoked. */
function withdrawn(state: SettledTokenState, now: Date): TokenStatus {
  return isPast(state.tokenExpirationDateTime, now) ? "expired" : "revoked";
}

function isPast(dateTime: string, now: Date): boolean {
  return Date.parse(dateTime) <= now.getTime();
}
