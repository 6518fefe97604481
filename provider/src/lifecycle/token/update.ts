import { IntuneError } from "../../errors";
import { type Profile, profilePath } from "../../graph/profile";
import type { Context } from "../session";
import { graphClock } from "../waiting";
import { notifyReplacement } from "./create";
import { type TokenChange, tokenChange } from "./diff";
import { outlasts } from "./expiry";
import { issueToken } from "./issue";
import {
  issuedToken,
  seenToken,
  type ShownToken,
  shownToken,
  interpret,
  lookUntilClear,
  somebodyElsesToken,
} from "./looks";
import { historyFrom, issuedSoFar, settlePending } from "./pending";
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
 * The `update` hook. It issues a new token in place if the arguments or the token's status require one. It sends no
 * request if only the state has to record a change.
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
  const isUsable = (by: TokenChange) => mayKeep && by.unusable.length === 0;
  const readsValue = news.storeToken && !state.storeToken;
  if (settled !== undefined && isUsable(change) && !readsValue) return keptState(settled, news);

  const history = historyFrom(state);
  const { apiVersion, profileTenantId } = olds;
  const foundBefore = { apiVersion, ...(profileTenantId !== undefined && { profileTenantId }) };
  const profile = await context.profiles.get({ ...news, ...foundBefore });
  const now = graphClock(context.clock, profile.date)();
  const isStillUsable = settled !== undefined && isUsable(tokenChange(settled, news, now));
  if (isStillUsable && change.unusable.length > 0) notifyNotDue(context, profile);
  if (isStillUsable && !readsValue) return keptState(settled, news);
  const mayFollow = mayKeep && news.whenReplaced === "adopt";
  const read = startingWith(profile, () => context.profiles.get(news));
  const clear =
    isStillUsable || mayFollow
      ? await lookUntilClear(context, read, isStillUsable ? "read back" : "update", history)
      : undefined;
  if (isStillUsable && clear === undefined) throw notReadBack(profile);
  const seen = clear ?? (await interpret(context, profile, "update", history));
  const shown = shownToken(seen);
  if (settled !== undefined && shown !== undefined && seen.sighting === "own") {
    const { tokenExpirationDateTime } = shown.token;
    const isUsableAsShown = isUsable(tokenChange({ ...settled, tokenExpirationDateTime }, news, seen.now));
    if (isUsableAsShown) return readState(settled, news, shown);
  }
  if (mayKeep && shown !== undefined && seen.reaction === "take") {
    const { requestedDateTime = "" } = history.request ?? {};
    const issued = issuedToken(shown, requestedDateTime);
    return tokenState(news, { ...issued, tokenOrigin: "issued" }, (olds.generation ?? 0) + 1);
  }
  const generation = settled?.generation ?? issuedSoFar(olds);
  if (
    mayFollow &&
    clear?.reaction === "adopt" &&
    shown !== undefined &&
    outlasts(shown.token, news, seen.now)
  ) {
    return follow(context, shown, seen.now, news, generation);
  }
  if (seen.sighting === "foreign") {
    const how = 'use whenReplaced: "adopt" and run `pulumi up --refresh`';
    notifyReplacement(context, seen, `To take it over instead, ${how}.`);
  } else if (seen.sighting === "own" && isTakenOver(state)) {
    notifyReplacement(context, seen);
  }
  const profileBefore = seen.profile ?? profile;
  return tokenState(news, await issueToken(context, profileBefore, news, state), generation + 1);
}

/** Takes over the token that the profile holds, in place of the token in state. */
function follow(
  { notify }: Context,
  shown: ShownToken,
  now: Date,
  news: TokenInputs,
  generation: number,
): Promise<SettledTokenState> {
  notify(`Taking over ${somebodyElsesToken(shown)}.`);
  return tokenState(news, { ...seenToken(shown, now), tokenOrigin: "followed" }, generation);
}

/** Whether the token in state is one that the resource did not issue. */
function isTakenOver({ tokenOrigin }: TokenState): boolean {
  return tokenOrigin === "followed" || tokenOrigin === "adopted";
}

/** Like `read`, but the first call returns a profile that was read already. */
function startingWith(profile: Profile, read: () => Promise<Profile>): () => Promise<Profile> {
  let first: Profile | undefined = profile;
  return () => {
    const next = first === undefined ? read() : Promise.resolve(first);
    first = undefined;
    return next;
  };
}

/** This machine's clock said that the token is due, but Graph's clock decides. */
function notifyNotDue({ notify }: Context, profile: Profile): void {
  notify(`The token of ${profilePath(profile)} is not due yet by Microsoft Graph's clock: it is kept.`);
}

function notReadBack(profile: Profile): IntuneError {
  return new IntuneError(
    "not-readable-yet",
    `Could not read the token of ${profilePath(profile)} for storeToken: Microsoft Graph still shows an older one. ` +
      "Nothing was changed. Run `pulumi up` again later.",
  );
}

/** The same token with changed arguments. */
async function keptState(state: SettledTokenState, news: TokenInputs): Promise<SettledTokenState> {
  const kept = { ...outputsOf(state), ...inputsOf(news) };
  if (news.storeToken === state.storeToken) return kept;
  return { ...kept, ...(await valueOutputs(state, false)) };
}

/** The same token, as it was just read. */
function readState(
  { tokenIssuedDateTime, tokenOrigin, generation }: SettledTokenState,
  news: TokenInputs,
  shown: ShownToken,
): Promise<SettledTokenState> {
  return tokenState(news, { ...shown, tokenIssuedDateTime, tokenOrigin }, generation);
}
