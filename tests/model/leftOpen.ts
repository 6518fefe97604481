import type { TokenState } from "../../provider/src/lifecycle/token/state";
import type { IssuedToken } from "../emulator";
import { propagationTimeoutInSeconds } from "./scene";
import { type Before, issuedSince, type Slot, type World } from "./world";

/** L6: the answer was lost, and the token lagged for longer than anybody waits. */
export function isGivenUp(world: World, { state }: Before): boolean {
  const { milliseconds = 0, reads = 0 } = world.scene.behaviour.readLag ?? {};
  const timeout = propagationTimeoutInSeconds * 1000;
  return (
    state?.pendingIssue?.accepted === false &&
    (milliseconds > timeout || reads > 0) &&
    world.now() - Date.parse(state.pendingIssue.requestedDateTime) >= timeout
  );
}

/** L10: the token that was pending got another validity than was asked for, and passes for somebody else's. */
export function isHiddenAnswer(
  world: World,
  slot: Slot,
  { state, tokens }: Before,
  { value }: IssuedToken,
): boolean {
  return world.hidesAnswers(slot, state) && tokens.some((token) => token.value === value);
}

/** Graph's machines do not agree to the second. */
const toleranceInMilliseconds = 10_000;

/**
 * L7: somebody else's token, which nothing distinguishes from ours. It ends when ours would. Or, if Graph says when it was
 * created, it was created while ours was requested.
 */
export function passesForAnswer(
  slot: Slot,
  state: TokenState | undefined,
  value: string | undefined,
): boolean {
  if (state?.pendingIssue === undefined) return false;
  const token = slot.emulator.tokens(slot.profileId).find((issued) => issued.value === value);
  if (token?.issuedBy !== "somebody else") return false;
  const { requestedDateTime, answeredDateTime = requestedDateTime } = state.pendingIssue;
  const asIfCreated = [
    endOf(slot, token) - state.tokenValidityInSeconds * 1000,
    ...(slot.kind === "androidForWork" ? [] : [token.issuedDateTime.getTime()]),
  ];
  return asIfCreated.some(
    (created) =>
      created >= Date.parse(requestedDateTime) - toleranceInMilliseconds &&
      created <= Date.parse(answeredDateTime) + toleranceInMilliseconds,
  );
}

/** When it ends, according to the profile: a revocation may have moved it. */
function endOf({ emulator, profileId }: Slot, { value, expirationDateTime }: IssuedToken): number {
  const profile = emulator.profile(profileId);
  if (profile?.tokenValue === value) return Date.parse(profile.tokenExpirationDateTime ?? "");
  return expirationDateTime?.getTime() ?? NaN;
}

/** A late copy of the profile may have answered in this step. */
export function mayBeLate(world: World, slot: Slot, before: Before): boolean {
  const { milliseconds = 0 } = world.scene.behaviour.lateCopies ?? {};
  if (milliseconds === 0) return false;
  return before.isLate || world.isLate(slot) || issuedSince(slot, before).length > 0;
}

/**
 * L5: a late copy may have answered that nothing shows to be one. An androidForWork profile does not say when its token was
 * created. Without a token in state there is nothing to compare. A token that somebody else issued just before may pass for
 * an answer. And a copy from before any token looks like a revocation.
 */
export function mayMislead(world: World, slot: Slot, before: Before): boolean {
  if (!mayBeLate(world, slot, before)) return false;
  const nothingTells = slot.kind === "androidForWork" || before.state?.tokenIssuedDateTime === undefined;
  const isJustIssued = before.tokens.some(
    ({ issuedBy, issuedDateTime }) =>
      issuedBy === "somebody else" && issuedDateTime.getTime() >= before.now - toleranceInMilliseconds,
  );
  return nothingTells || isJustIssued || before.shownLate === undefined || before.shown === undefined;
}

/**
 * L12: an earlier token that is still valid is revoked with the latest one only if that one is this resource's and valid,
 * and if a revocation ends more than the latest.
 */
export function isOutOfReach(world: World, tokens: readonly IssuedToken[], token: IssuedToken): boolean {
  const latest = tokens.at(-1);
  if (token === latest || world.scene.behaviour.earlierToken === "invalidated") return false;
  const isLatestOnly = world.scene.behaviour.revokes === "the latest";
  return isLatestOnly || latest?.state === "expired" || latest?.issuedBy === "somebody else";
}
