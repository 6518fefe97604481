import assert from "node:assert/strict";
import type { TokenState } from "../../provider/src/lifecycle/token/state";
import type { IssuedToken } from "../emulator";
import { excuse, type LeftOpen } from "./exceptions";
import { isGivenUp, isHiddenAnswer, isOutOfReach, mayBeLate, mayMislead, passesForAnswer } from "./leftOpen";
import { propagationTimeoutInSeconds } from "./scene";
import { type Before, bearer, type Shown, type Slot, type World, withoutEnd } from "./world";

/**
 * Never two tokens where one was requested. The documented exceptions: a request was delivered twice; an answer was lost,
 * and the token lagged for longer than the propagation time-out.
 *
 * @param doubled how many requests were delivered twice
 */
export function noneTwice(
  world: World,
  slot: Slot,
  issued: readonly IssuedToken[],
  most: 0 | 1,
  doubled: number,
): void {
  if (issued.length <= most || excuse("L11", issued.length <= most + doubled)) return;
  const earlier = slot.emulator
    .tokens(slot.profileId)
    .filter(({ issuedBy, value }) => issuedBy === "createToken" && value !== issued[0]?.value);
  const chain = most === 0 ? [...earlier.slice(-1), ...issued] : issued;
  const hasty = chain.filter((token, index) => {
    const next = chain[index + 1]?.issuedDateTime.getTime() ?? Infinity;
    return next - token.issuedDateTime.getTime() < propagationTimeoutInSeconds * 1000;
  });
  const told = `${issued.length} tokens were issued where ${most} was asked for, and ${doubled} delivered twice`;
  assert.ok(excuse("L6", world.lags && hasty.length <= doubled), told);
  slot.outrun = true;
}

/** Only a resource's own tokens are ever revoked. */
export function nobodyElsesRevoked(slot: Slot, before: Before): void {
  const revoked = slot.emulator
    .tokens(slot.profileId)
    .filter(({ state }, index) => state === "revoked" && before.tokens[index]?.state === "active");
  const isOurs = (shown: Shown | undefined) => shown !== undefined && slot.ours.has(shown.value);
  if (revoked.length === 0 || isOurs(before.shown)) return;
  if (excuse("L7", passesForAnswer(slot, before.state, before.shown?.value))) return;
  // revokeToken names the profile and not the token: a late copy showed ours.
  assert.ok(excuse("L5", isOurs(before.shownLate)), "a token that somebody else issued was revoked");
}

/** A valid token of ours is in state, or can be found from the state, so that a destroy can revoke it. */
export async function noneForgotten(world: World, slot: Slot, before: Before): Promise<void> {
  const latest = slot.emulator.tokens(slot.profileId).at(-1);
  if (latest?.issuedBy !== "createToken" || latest.state !== "active") return;
  if (isGivenUp(world, before)) slot.outrun = true;
  const standIns = world.onProfileOf(slot);
  for (const standIn of standIns.filter(({ state }) => state !== undefined)) {
    if ((await world.tokenInState(standIn))?.value === latest.value) return;
    const isPending = standIn.state?.pendingIssue !== undefined;
    if (isPending && latest.value !== standIn.shownBeforePending) return;
  }
  if (isExcused(slot, latest.value)) return;
  const isOutrun = standIns.some(({ outrun }) => outrun);
  const isMisled = standIns.some(({ misled }) => misled);
  if (excuse("L6", isOutrun) || excuse("L5", isMisled)) return;
  if (excuse("L10", isHiddenAnswer(world, slot, before, latest))) {
    slot.released.set(latest.value, "L10");
    return;
  }
  assert.fail("a token that still works is not the one in state, and none is pending");
}

/** After a destroy, no token of ours is valid. */
export function noneLeft(world: World, slot: Slot): void {
  const tokens = slot.emulator.tokens(slot.profileId);
  for (const token of tokens) {
    const { value, state, issuedBy } = token;
    if (issuedBy !== "createToken" || state !== "active" || isExcused(slot, value)) continue;
    const isExplained =
      excuse("L12", isOutOfReach(world, tokens, token)) ||
      excuse("L6", slot.outrun) ||
      excuse("L5", slot.misled);
    assert.ok(isExplained, "after a destroy a token of ours still works");
  }
}

function isExcused({ released }: Slot, value: string): boolean {
  const why = released.get(value);
  return why !== undefined && (why === "as declared" || excuse(why, true));
}

/** No message, notice or call stack contains a token, a QR code's content or the access token. */
export function noneTold({ emulators }: World, told: readonly string[]): void {
  const tokens = emulators.flatMap((emulator) => emulator.tokens());
  const secrets = [bearer, ...tokens.flatMap(({ value, qrCodeContent }) => [value, qrCodeContent])];
  for (const text of told) {
    for (const secret of secrets) assert.ok(!text.includes(secret), "a secret was told");
  }
}

/** With storeToken false, no state contains a token. */
export function noneStored(world: World, { state }: Slot): void {
  if (state === undefined || state.storeToken) return;
  noneTold(world, [JSON.stringify(state)]);
}

/** All texts of an error and its causes. */
export function toldBy(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  return [
    error.message,
    String(error),
    error.stack ?? "",
    ...(error.cause === undefined ? [] : toldBy(error.cause)),
  ];
}

/** After a refresh, the state has what the profile shows, or says what became of the token. */
export async function stateIsGraphs(world: World, slot: Slot, before: Before): Promise<void> {
  const { state } = slot;
  const shown = world.shown(slot);
  const showsOver = shown !== undefined && shown.expires <= world.now();
  if (!world.exists(slot)) {
    assert.equal(state, undefined, "a profile that is gone takes its resource with it");
    return;
  }
  assert.ok(state, "a resource on a profile that is there stays in state");
  if (mayBeLate(world, slot, before)) {
    await goesNotBack(world, slot, before);
    return;
  }
  if (state.pendingIssue !== undefined) {
    const nothingNew = shown === undefined || shown.value === slot.shownBeforePending;
    const isDoubtful = shown?.isSomebodyElses === true || world.hidesAnswers(slot, before.state);
    // Its own token, if it was revoked, ends when no token of its request would.
    const token = slot.emulator.tokens(slot.profileId).find(({ value }) => value === shown?.value);
    const isDead = showsOver && (isDoubtful || token?.expirationDateTime?.getTime() !== shown.expires);
    const isLeft = isDead || (isDoubtful && state.whenReplaced === "reissue");
    assert.ok(
      nothingNew || isLeft || world.lags || slot.misled,
      "what is pending and shows by now is settled",
    );
    return;
  }
  if (world.lags && before.state?.pendingIssue !== undefined) return;
  const held = await world.tokenInState(slot);
  const isOver = Date.parse(state.tokenExpirationDateTime) <= world.now();
  if (shown === undefined) {
    assert.equal(state.tokenStatus, isOver ? "expired" : "revoked");
  } else if (shown.value !== held?.value) {
    if (state.tokenStatus === "replaced" && (state.whenReplaced === "reissue" || showsOver)) return;
    const isExplained = excuse("L6", slot.outrun) || excuse("L5", slot.misled);
    assert.ok(isExplained, "somebody else's token shows, and the state does not say so");
  } else if (shown.expires === Infinity && before.held === held.value && hadEnd(before.state)) {
    // Its end was taken away, which is one of the ways in which a revocation may show.
    assert.equal(state.tokenStatus, isOver ? "expired" : "revoked");
  } else if (shown.expires > world.now()) {
    assert.equal(state.tokenStatus, "active");
    assert.equal(withoutEnd(Date.parse(state.tokenExpirationDateTime)), shown.expires);
  } else {
    assert.ok(state.tokenStatus === "expired" || state.tokenStatus === "revoked");
  }
}

/** If Graph says when a token was created, a late copy does not bring an earlier one back. */
async function goesNotBack(world: World, slot: Slot, before: Before): Promise<void> {
  if (slot.kind === "androidForWork" || before.held === undefined) return;
  const order = before.tokens.map(({ value }) => value);
  const held = (await world.tokenInState(slot))?.value ?? "";
  if (passesForAnswer(slot, before.state, held)) return;
  assert.ok(order.indexOf(held) >= order.indexOf(before.held), "a refresh went back to an earlier token");
}

function hadEnd(state: TokenState | undefined): boolean {
  return withoutEnd(Date.parse(state?.tokenExpirationDateTime ?? "")) < Infinity;
}

/**
 * Notes which tokens are this resource's by now. Somebody else's token becomes so only if the arguments say it:
 * adoptExisting for a create, whenReplaced "adopt" otherwise. Only what a create adopted may be revoked.
 */
export async function noteOwnership(
  world: World,
  slot: Slot,
  before: Before,
  step: "up" | "refresh",
  start: number,
): Promise<void> {
  for (const { value, issuedBy } of slot.emulator.tokens(slot.profileId)) {
    if (issuedBy === "createToken") slot.ours.add(value);
  }
  const { state } = slot;
  const held = await world.tokenInState(slot);
  if (state === undefined || held === undefined || state.tokenStatus === "replaced") return;
  const isFollowed = state.tokenOrigin === "followed";
  if (slot.ours.has(held.value)) {
    // One of our own that passed for somebody else's is left by a destroy.
    if (isFollowed) slot.released.set(held.value, whyHidden(world, slot, before));
    return;
  }
  if (before.held === held.value) return;
  if (!isFollowed) slot.ours.add(held.value);
  const fault = unlawful(slot, before, held, step, start);
  if (fault === undefined) return;
  if (excuse("L7", passesForAnswer(slot, before.state, held.value))) return;
  assert.ok(excuse("L5", mayMislead(world, slot, before)), fault);
}

function whyHidden(world: World, slot: Slot, before: Before): LeftOpen {
  if (world.hidesAnswers(slot, before.state)) return "L10";
  return slot.misled || mayMislead(world, slot, before) ? "L5" : "L6";
}

/** What is wrong with a take-over. Undefined if the arguments ask for it. */
function unlawful(
  slot: Slot,
  before: Before,
  taken: IssuedToken,
  step: "up" | "refresh",
  start: number,
): string | undefined {
  const { state } = slot;
  const { whenReplaced, adoptExisting, renewBeforeInSeconds } = slot.args;
  const isCreate = step === "up" && before.state === undefined;
  if (step === "refresh" && state?.whenReplaced !== "adopt")
    return "a refresh took over against whenReplaced";
  if (isCreate && !adoptExisting) return "a create took over unasked";
  if (step === "up" && !isCreate && whenReplaced !== "adopt")
    return "an update took over against whenReplaced";
  if (state?.tokenOrigin !== (isCreate ? "adopted" : "followed"))
    return "whose the token was is not remembered";
  // If reads lag, they may have shown an earlier token than the profile holds.
  const { shown } = before;
  const end =
    shown?.value === taken.value ? shown.expires : (taken.expirationDateTime?.getTime() ?? Infinity);
  const hasLife = end - start > (step === "refresh" ? 0 : renewBeforeInSeconds * 1000);
  return hasLife ? undefined : "a token without life enough left was taken over";
}
