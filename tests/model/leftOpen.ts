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
 * L7: somebody else's token, which nothing tells from ours: one that ends when ours would or, where Graph tells when it was
 * created, that was created while ours was under way.
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

/** As the profile tells it: a revocation may have taken it back. */
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
 * L5: a late copy may have answered from which nothing tells that it is one: an androidForWork profile does not say when
 * its token was created; without a token in state there is none to compare another with; what somebody else issued just
 * before may pass for an answer; and a copy from before any token looks like a revocation.
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
 * L12: an earlier token that lives on is revoked with the latest, where that is this resource's and still valid, and where a
 * revocation ends more than the latest.
 */
export function isOutOfReach(world: World, tokens: readonly IssuedToken[], token: IssuedToken): boolean {
  const latest = tokens.at(-1);
  if (token === latest || world.scene.behaviour.earlierToken === "invalidated") return false;
  const isLatestOnly = world.scene.behaviour.revokes === "the latest";
  return isLatestOnly || latest?.state === "expired" || latest?.issuedBy === "somebody else";
}
