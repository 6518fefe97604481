import { type Profile, profilePath } from "../../graph/profile";
import type { Context } from "../context";
import { tellOfReplacement } from "./create";
import { tokenChange } from "./diff";
import { outlasts } from "./expiry";
import { issueToken } from "./issue";
import { issuedToken, seenToken, shownToken, sightOf, watch } from "./looks";
import { issuedSoFar, knownFrom, settlePending } from "./pending";
import type { Known } from "./recognise";
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
  const settled = await settlePending(context, olds, news);
  const state = settled ?? olds;
  const change = tokenChange(state, news, context.clock.now());
  const mayKeep = change.reissue.length === 0;
  const isUsable = settled !== undefined && mayKeep && change.unusable.length === 0;
  const readsValue = news.storeToken && !state.storeToken;
  if (isUsable && !readsValue) return keptState(settled, news);

  const known = knownFrom(state);
  const profile = await context.profiles.get({ ...news, apiVersion: olds.apiVersion });
  const seen = await sightOf(context, profile, "update", known);
  const shown = shownToken(seen);
  if (mayKeep && settled !== undefined && seen.sighting === "own" && shown !== undefined) {
    // This machine's clock said that it is due. Graph's decides.
    const { tokenExpirationDateTime } = shown.token;
    const isDue = tokenChange({ ...settled, tokenExpirationDateTime }, news, seen.now).unusable.length > 0;
    if (!isDue && change.unusable.length > 0) {
      context.notify(
        `The token of ${profilePath(profile)} is not due yet by Microsoft Graph's clock: it is kept.`,
      );
    }
    if (!isDue) return readState(settled, news, shown);
  }
  if (mayKeep && shown !== undefined && seen.reaction === "take") {
    const { requestedDateTime = "" } = known.request ?? {};
    const issued = issuedToken(shown, requestedDateTime);
    return tokenState(news, { ...issued, tokenOrigin: "issued" }, (olds.generation ?? 0) + 1);
  }
  const generation = settled?.generation ?? issuedSoFar(olds);
  if (mayKeep && news.whenReplaced === "adopt") {
    const followed = await follow(context, profile, news, known, generation);
    if (followed !== undefined) return followed;
  }
  tellOfReplacement(context, seen, 'use whenReplaced: "adopt" and run `pulumi up --refresh`');
  return tokenState(news, await issueToken(context, profile, news, state), generation + 1);
}

/** Takes over what the profile holds in place of the token in state, if it goes on showing it. */
async function follow(
  context: Context,
  profile: Profile,
  news: TokenInputs,
  known: Known,
  generation: number,
): Promise<SettledTokenState | undefined> {
  let next: Profile | undefined = profile;
  const read = async () => {
    const read = next ?? (await context.profiles.get(news));
    next = undefined;
    return read;
  };
  const seen = await watch(context, read, "update", known);
  const shown = seen?.reaction === "adopt" ? shownToken(seen) : undefined;
  if (seen === undefined || shown === undefined || !outlasts(shown.token, news, seen.now)) return undefined;
  const { tokenExpirationDateTime: end } = shown.token;
  context.notify(
    `Taking over the token that somebody else issued on ${profilePath(profile)}, valid until ${end}.`,
  );
  return tokenState(news, { ...seenToken(shown, seen.now), tokenOrigin: "followed" }, generation);
}

/** The same token under changed arguments. */
async function keptState(state: SettledTokenState, news: TokenInputs): Promise<SettledTokenState> {
  const kept = { ...outputsOf(state), ...inputsOf(news) };
  if (news.storeToken === state.storeToken) return kept;
  return { ...kept, ...(await valueOutputs(state, false)) };
}

/** The same token, as it was just read. */
function readState(
  { tokenIssuedDateTime, tokenOrigin, generation }: SettledTokenState,
  news: TokenInputs,
  shown: NonNullable<ReturnType<typeof shownToken>>,
): Promise<SettledTokenState> {
  return tokenState(news, { ...shown, tokenIssuedDateTime, tokenOrigin }, generation);
}
