import { noExpiration, type Profile } from "../../graph/profile";
import type { Context } from "../context";
import { answers } from "./answers";
import { isPast } from "./expiry";
import { issuedToken, takenOverToken } from "./issued";
import { issuedSoFar, requestOf } from "./pending";
import { isKnownToken, isOlderToken, isTokenInState } from "./recognise";
import {
  type PendingTokenState,
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
  const profile = await context.profiles.find(olds, olds.profileTenantId);
  if (profile === undefined) return undefined;
  if (olds.pendingIssue === undefined) return observe(olds, profile, context.clock.now());

  return (await settled(olds, profile, context.clock.now())) ?? { ...olds, ...profileOutputs(profile) };
}

/** What became of a token that was pending; undefined while nothing shows that. */
async function settled(
  olds: PendingTokenState,
  profile: Profile,
  now: Date,
): Promise<SettledTokenState | undefined> {
  const { token } = profile;
  if (token === undefined) return undefined;
  const request = requestOf(olds);
  const verdict = answers(token, request);
  if (await isKnownToken(token, olds, verdict === "yes")) return undefined;
  if (verdict === "yes") {
    const issued = issuedToken({ profile, token }, request.requestedDateTime);
    return observe(await tokenState(olds, issued, (olds.generation ?? 0) + 1), profile, now);
  }
  // Somebody else's, or the one asked for with another validity: either is this resource's now, or neither.
  if (verdict === "no" || olds.whenReplaced === "reissue") return undefined;
  const takenOver = takenOverToken({ profile, token }, olds, now);
  return observe(await tokenState(olds, takenOver, issuedSoFar(olds)), profile, now);
}

async function observe(olds: SettledTokenState, profile: Profile, now: Date): Promise<SettledTokenState> {
  const state = { ...olds, ...profileOutputs(profile) };
  const { token } = profile;
  if (token === undefined) return { ...state, tokenStatus: withdrawn(state, now) };
  if (!(await isTokenInState(token, state))) {
    if (isOlderToken(token, state)) return state;
    if (state.whenReplaced === "reissue") return { ...state, tokenStatus: "replaced" };
    const takenOver = takenOverToken({ profile, token }, state, now);
    const adopted = await tokenState(state, takenOver, state.generation);
    return isPast(adopted.tokenExpirationDateTime, now) ? { ...adopted, tokenStatus: "expired" } : adopted;
  }
  const { tokenExpirationDateTime: shown } = token;
  // Graph does not say "revoked": a token whose end was taken back, or away, was.
  const endTakenAway = shown === noExpiration && state.tokenExpirationDateTime !== noExpiration;
  if (endTakenAway || (isPast(shown, now) && shown !== state.tokenExpirationDateTime)) {
    return { ...state, tokenStatus: withdrawn(state, now) };
  }
  return {
    ...state,
    // Late, perhaps, and then not in state yet.
    ...(state.storeToken && token.qrCodeContent !== "" ? { qrCodeContent: token.qrCodeContent } : {}),
    tokenExpirationDateTime: shown,
    tokenStatus: isPast(shown, now) ? "expired" : "active",
  };
}

/** A token that is gone before its time was revoked. */
function withdrawn(state: SettledTokenState, now: Date): TokenStatus {
  return isPast(state.tokenExpirationDateTime, now) ? "expired" : "revoked";
}
