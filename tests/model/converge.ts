import assert from "node:assert/strict";
import { noTrouble, refresh, up } from "./steps";
import type { Slot, World } from "./world";

/** Once all trouble is over, one refresh and one up settle a slot, and a second up finds nothing to do. */
export async function converge(world: World, slot: Slot): Promise<void> {
  // Whatever lags has arrived by then.
  world.clock.advance(600);
  if (slot.state !== undefined) await refresh(world, slot, noTrouble);
  if (!world.exists(slot)) {
    assert.equal(slot.state, undefined);
    return;
  }
  const { readLag } = world.emulator.behaviour;
  world.emulator.behaviour.readLag = {};
  const first = await up(world, slot, noTrouble);
  if (first?.error !== undefined) await giveUp(world, slot);
  const second = await up(world, slot, noTrouble);
  assert.equal(second?.did, "nothing", "a second up finds nothing to do");
  assert.equal(slot.state?.tokenStatus, "active");
  world.emulator.behaviour.readLag = readLag;
}

/** A token that was withdrawn before anybody saw it never shows; the message says how to ask for another one. */
async function giveUp(world: World, slot: Slot): Promise<void> {
  const shown = world.shown(slot);
  assert.ok(
    shown === undefined || shown.value === slot.shownBeforePending,
    "a token that shows is read back",
  );
  slot.args = { ...slot.args, rotateWhenChanged: { season: "the next" } };
  const again = await up(world, slot, noTrouble);
  assert.equal(again?.error, undefined);
}
