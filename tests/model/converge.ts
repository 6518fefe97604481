import assert from "node:assert/strict";
import { refreshResource, upResource } from "./engine";
import { noTrouble } from "./steps";
import type { Resource, World } from "./world";

/** Once all trouble is over, one refresh and one up settle a resource, and a second up finds nothing to do. */
export async function converge(world: World, resource: Resource): Promise<void> {
  // Whatever lags has arrived by then.
  world.clock.advance(600);
  for (const { behaviour } of world.emulators) behaviour.lateCopies = {};
  await refreshResource(world, resource, noTrouble);
  const { declared, current, places } = resource;
  const there = [declared, current, ...places].find((slot) => world.exists(slot));
  if (there === undefined) {
    assert.equal(current.state, undefined);
    return;
  }
  there.args = declared.args;
  resource.declared = there;
  const { readLag } = there.emulator.behaviour;
  for (const { behaviour } of world.emulators) behaviour.readLag = {};
  const deletes = resource.leftovers.length > 0;
  const first = await upResource(world, resource, noTrouble);
  if (first?.error !== undefined) await giveUp(world, resource);
  // To delete what was before may take so long that the token falls due meanwhile.
  else if (first?.did === "create" || deletes) await upResource(world, resource, noTrouble);
  const second = await upResource(world, resource, noTrouble);
  assert.equal(second?.did, "nothing", "a second up finds nothing to do");
  assert.equal(there.state?.tokenStatus, "active");
  assert.deepEqual(resource.leftovers, [], "nothing is left of earlier resources");
  for (const { behaviour } of world.emulators) behaviour.readLag = readLag;
}

/** A token that was withdrawn before anybody saw it never shows; the message says how to ask for another one. */
async function giveUp(world: World, resource: Resource): Promise<void> {
  const { declared } = resource;
  const shown = world.shown(declared);
  assert.ok(
    shown === undefined || shown.value === declared.shownBeforePending,
    "a token that shows is read back",
  );
  declared.args = { ...declared.args, rotateWhenChanged: { season: "the next" } };
  const again = await upResource(world, resource, noTrouble);
  assert.equal(again?.error, undefined);
}
