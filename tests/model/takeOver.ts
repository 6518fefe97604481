import assert from "node:assert/strict";
import type { Before } from "./before";
import { mayMislead, passesForAnswer } from "./leftOpen";
import type { Slot, World } from "./world";

/**
 * Notes what is this resource's by now. A token that somebody else issued becomes so only where the arguments say it:
 * adoptExisting for a create, whenReplaced "adopt" for the rest. Only what a create adopted may be revoked.
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
    if (isFollowed) slot.released.add(held.value);
    return;
  }
  if (before.held === held.value) return;
  const { whenReplaced } = slot.args;
  if (passesForAnswer(slot, before.state, held.value) || mayMislead(world, slot, before)) {
    if (!isFollowed) slot.ours.add(held.value);
    return;
  }
  if (step === "refresh")
    assert.equal(state.whenReplaced, "adopt", "a refresh took over against whenReplaced");
  else if (before.state === undefined) assert.ok(slot.args.adoptExisting, "a create took over unasked");
  else assert.equal(whenReplaced, "adopt", "an update took over against whenReplaced");
  const isAdopted = step === "up" && before.state === undefined;
  assert.equal(state.tokenOrigin, isAdopted ? "adopted" : "followed", "whose the token was is remembered");
  if (step === "up") {
    const left = (before.shown?.expires ?? 0) - start;
    assert.ok(
      left > slot.args.renewBeforeInSeconds * 1000,
      "a token without life enough left was taken over",
    );
  }
  if (!isFollowed) slot.ours.add(held.value);
}
