import { profilePath } from "../../graph/profile";
import { tokenChange } from "./diff";
import type { Context } from "../context";
import { issueToken } from "./issue";
import { issuedSoFar, settlePending } from "./pending";
import { findUsableToken, isKnownToken, isTokenInState } from "./recognise";
import {
  inputsOf,
  outputsOf,
  type SettledTokenState,
  type TokenInputs,
  type TokenState,
  tokenState,
  valueOutputs,
} from "./state";

/**
 * The `update` hook: issues anew in place where the arguments or the token's condition ask for it, and calls
 * nothing where only bookkeeping changed.
 */
export async function updateToken(
  context: Context,
  olds: TokenState,
  news: TokenInputs,
): Promise<SettledTokenState> {
  const state = await settlePending(context, olds, news);
  const change = tokenChange(state ?? olds, news, context.clock.now());
  const mayKeep = change.reissue.length === 0;
  const generation = state?.generation ?? issuedSoFar(olds);
  if (state !== undefined && mayKeep && change.unusable.length === 0) {
    const kept = await keepToken(context, state, news);
    if (kept !== undefined) return kept;
  }

  const profile = await context.profiles.get(news);
  if (mayKeep && news.whenReplaced === "adopt") {
    const existing = findUsableToken(profile, news, context.clock.now());
    // The token in state was found of no use: that it shows again, after a revocation, makes it no better. And what
    // the profile held before the token was asked for was not to be taken over.
    if (existing !== undefined && !(await isKnownToken(existing.token, state ?? olds, false))) {
      const { tokenExpirationDateTime: end } = existing.token;
      context.notify(`Taking over the token that ${profilePath(profile)} holds by now, valid until ${end}.`);
      return tokenState(news, existing, generation);
    }
  }
  const issued = await issueToken(context, profile, news.tokenValidityInSeconds, state ?? olds);
  return tokenState(news, issued, generation + 1);
}

/**
 * The same token under changed arguments. Graph is asked only for a value that was not stored so far; undefined
 * where the profile does not hold that token any more.
 */
async function keepToken(
  context: Context,
  state: SettledTokenState,
  news: TokenInputs,
): Promise<SettledTokenState | undefined> {
  const kept = { ...outputsOf(state), ...inputsOf(news) };
  if (news.storeToken === state.storeToken) return kept;
  if (!news.storeToken) return { ...kept, ...(await valueOutputs(state, false)) };
  const profile = await context.profiles.get(news);
  const { token } = profile;
  if (token === undefined || !(await isTokenInState(token, state))) return undefined;
  const { tokenIssuedDateTime, generation } = state;
  return tokenState(news, { profile, token, tokenIssuedDateTime }, generation);
}
