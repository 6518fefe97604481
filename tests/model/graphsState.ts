import assert from "node:assert/strict";
import type { TokenState } from "../../provider/src/lifecycle/token/state";
import type { Before } from "./before";
import { excuse } from "./exceptions";
import { mayBeLate, passesForAnswer } from "./leftOpen";
import type { Slot, World } from "./world";

/** After a refresh, state is what the profile shows, or says what became of the token. */
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
    assert.equal(withoutEnd(state.tokenExpirationDateTime), shown.expires);
  } else {
    assert.ok(state.tokenStatus === "expired" || state.tokenStatus === "revoked");
  }
}

/** Where Graph tells when a token was created, a late copy leads nobody back to an earlier one. */
async function goesNotBack(world: World, slot: Slot, before: Before): Promise<void> {
  if (slot.kind === "androidForWork" || before.held === undefined) return;
  const order = before.tokens.map(({ value }) => value);
  const held = (await world.tokenInState(slot))?.value ?? "";
  if (passesForAnswer(slot, before.state, held)) return;
  assert.ok(order.indexOf(held) >= order.indexOf(before.held), "a refresh went back to an earlier token");
}

function hadEnd(state: TokenState | undefined): boolean {
  return withoutEnd(state?.tokenExpirationDateTime ?? "") < Infinity;
}

function withoutEnd(dateTime: string): number {
  return dateTime === "9999-12-31T23:59:59Z" ? Infinity : Date.parse(dateTime);
}
