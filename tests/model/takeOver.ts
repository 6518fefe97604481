import assert from "node:assert/strict";
import type { Before } from "./before";
import type { IssuedToken } from "../emulator";
import { excuse, type LeftOpen } from "./exceptions";
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

/** What is wrong with a take-over; undefined where the arguments ask for it. */
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
