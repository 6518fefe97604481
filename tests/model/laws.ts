import assert from "node:assert/strict";
import type { TokenState } from "../../provider/src/provider/token/state";
import type { IssuedToken } from "../emulator";
import { propagationTimeoutInSeconds } from "./scene";
import { bearer, type Shown, type Slot, type World } from "./world";

/** What the laws compare a step's end with. */
export interface Before {
  /** The value of the token in state. */
  readonly held: string | undefined;
  readonly tokens: readonly IssuedToken[];
  readonly shown: Shown | undefined;
  readonly state: TokenState | undefined;
}

export async function look(world: World, slot: Slot): Promise<Before> {
  const held = (await world.tokenInState(slot))?.value;
  const { state, profileId } = slot;
  return { held, tokens: world.emulator.tokens(profileId), shown: world.shown(slot), state };
}

export function issuedSince(world: World, slot: Slot, before: Before): IssuedToken[] {
  return world.emulator
    .tokens(slot.profileId)
    .slice(before.tokens.length)
    .filter(({ issuedBy }) => issuedBy === "createToken");
}

/**
 * Never two where one was asked for. The one documented exception: an answer was lost, and the token lagged for
 * longer than the propagation time-out.
 */
export function noneTwice(world: World, slot: Slot, issued: readonly IssuedToken[], most: number): void {
  if (issued.length <= most) return;
  const earlier = world.emulator
    .tokens(slot.profileId)
    .filter(({ issuedBy, value }) => issuedBy === "createToken" && value !== issued[0]?.value);
  const chain = most === 0 ? [...earlier.slice(-1), ...issued] : issued;
  const patient = chain.every((token, index) => {
    const next = chain[index + 1]?.issuedDateTime.getTime() ?? Infinity;
    return next - token.issuedDateTime.getTime() >= propagationTimeoutInSeconds * 1000;
  });
  assert.ok(world.lags && patient, `${issued.length} tokens were issued where ${most} was asked for`);
  slot.outrun = true;
}

/** Only what is this resource's own is ever revoked. */
export function nobodyElsesRevoked(world: World, slot: Slot, before: Before): void {
  const revoked = world.emulator
    .tokens(slot.profileId)
    .filter(({ state }, index) => state === "revoked" && before.tokens[index]?.state === "active");
  if (revoked.length === 0) return;
  // revokeToken names the profile and not the token: the one that counts is the one that the profile held.
  const held = before.shown?.value ?? "";
  assert.ok(slot.ours.has(held), "a token that somebody else issued was revoked");
}

/** A token of ours that works is in state, or can be found from state, so that a destroy can revoke it. */
export async function noneForgotten(world: World, slot: Slot, before: Before): Promise<void> {
  const latest = world.emulator.tokens(slot.profileId).at(-1);
  if (latest?.issuedBy !== "createToken" || latest.state !== "active") return;
  if (slot.released.has(latest.value)) return;
  const { state } = slot;
  if (isGivenUp(world, before)) slot.outrun = true;
  assert.ok(state ?? slot.outrun, "a token that still works is in no state");
  if (state === undefined) return;
  if ((await world.tokenInState(slot))?.value === latest.value) return;
  if (state.pendingIssue !== undefined && latest.value !== slot.shownBeforePending) return;
  assert.ok(slot.outrun, "a token that still works is not the one in state, and none is pending");
}

/** The documented exception again: the answer was lost, and the token lagged for longer than anybody waits. */
function isGivenUp(world: World, { state }: Before): boolean {
  const { milliseconds = 0, reads = 0 } = world.scene.behaviour.readLag ?? {};
  const timeout = propagationTimeoutInSeconds * 1000;
  return (
    state?.pendingIssue?.accepted === false &&
    (milliseconds > timeout || reads > 0) &&
    world.now() - Date.parse(state.pendingIssue.requestedDateTime) >= timeout
  );
}

/** No message, notice or stack says a token, a QR content or the bearer. */
export function noneTold(world: World, told: readonly string[]): void {
  const secrets = [
    bearer,
    ...world.emulator.tokens().flatMap(({ value, qrCodeContent }) => [value, qrCodeContent]),
  ];
  for (const text of told) {
    for (const secret of secrets) assert.ok(!text.includes(secret), "a secret was told");
  }
}

/** With storeToken false, no state holds a token. */
export function noneStored(world: World, { state }: Slot): void {
  if (state === undefined || state.storeToken) return;
  noneTold(world, [JSON.stringify(state)]);
}

/** Everything that an error and its causes say. */
export function toldBy(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  return [
    error.message,
    String(error),
    error.stack ?? "",
    ...(error.cause === undefined ? [] : toldBy(error.cause)),
  ];
}

/** After a refresh, state is what the profile shows, or says what became of the token. */
export async function stateIsGraphs(world: World, slot: Slot, before: Before): Promise<void> {
  const { state } = slot;
  const shown = world.shown(slot);
  if (!world.exists(slot)) {
    assert.equal(state, undefined, "a profile that is gone takes its resource with it");
    return;
  }
  assert.ok(state, "a resource on a profile that is there stays in state");
  if (state.pendingIssue !== undefined) {
    const nothingNew = shown === undefined || shown.value === slot.shownBeforePending;
    const isDoubtful = shown?.isSomebodyElses === true || world.hidesAnswers(slot);
    const isLeft = isDoubtful && state.whenReplaced === "reissue";
    assert.ok(nothingNew || isLeft || world.lags, "what is pending and shows by now is settled");
    return;
  }
  if (world.lags && before.state?.pendingIssue !== undefined) return;
  const held = await world.tokenInState(slot);
  const isOver = Date.parse(state.tokenExpirationDateTime) <= world.now();
  if (shown === undefined) {
    assert.equal(state.tokenStatus, isOver ? "expired" : "revoked");
  } else if (shown.value !== held?.value) {
    if (slot.outrun) return;
    assert.equal(state.tokenStatus, "replaced");
    assert.equal(state.whenReplaced, "reissue");
  } else if (shown.expires === Infinity && before.held === held.value && hadEnd(before.state)) {
    // Its end was taken away, which is one of the ways in which a revocation may show.
    assert.equal(state.tokenStatus, isOver ? "expired" : "revoked");
  } else if (shown.expires > world.now()) {
    assert.equal(state.tokenStatus, "active");
    assert.equal(withoutEnd(state.tokenExpirationDateTime), shown.expires);
  } else {
    assert.ok(state.tokenStatus === "expired" || state.tokenStatus === "revoked");
  }
}

function hadEnd(state: TokenState | undefined): boolean {
  return withoutEnd(state?.tokenExpirationDateTime ?? "") < Infinity;
}

function withoutEnd(dateTime: string): number {
  return dateTime === "9999-12-31T23:59:59Z" ? Infinity : Date.parse(dateTime);
}
