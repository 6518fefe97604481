import assert from "node:assert/strict";
import type { Up } from "../lifecycle/harness";
import { noneLeft } from "./laws";
import { declarationOf, destroy, leftoverOf, noTrouble, processOf, refresh, type Trouble, up } from "./steps";
import type { Resource, World } from "./world";

/**
 * `pulumi up` on one resource. If it is declared on another profile, it is created there first, and the old one is deleted
 * at the end, in the same process. If the creation fails, the deletion is left to the next `up`.
 */
export async function upResource(
  world: World,
  resource: Resource,
  trouble: Trouble,
): Promise<Up | undefined> {
  const { declared, current } = resource;
  const replaced = current === declared ? undefined : current.state;
  if (replaced !== undefined) await saysReplace(world, resource);
  const stack = processOf(world, declared, trouble);
  const result = await up(world, declared, trouble, stack);
  if (declared.state !== undefined || replaced === undefined) {
    if (replaced !== undefined) {
      resource.leftovers.push(leftoverOf(current, replaced));
      current.state = undefined;
    }
    resource.current = declared;
  }
  if (result === undefined || result.error !== undefined) return result;
  const held = await world.tokenInState(declared);
  for (const leftover of [...resource.leftovers]) {
    await destroy(world, leftover, trouble, stack);
    forget(resource);
  }
  const after = await world.tokenInState(declared);
  assert.ok(held?.state !== "active" || after?.state !== "revoked", "the successor's own token was revoked");
  return result;
}

/** The diff says that another profile or tenant replaces the resource, and asks nobody. */
async function saysReplace(world: World, { declared, current }: Resource): Promise<void> {
  const stack = world.run(current);
  assert.equal(await stack.preview(declarationOf(declared)), "replace");
  for (const emulator of world.emulators) assert.equal(emulator.requests.count(), 0);
}

export async function refreshResource(world: World, { current }: Resource, trouble: Trouble): Promise<void> {
  if (current.state !== undefined) await refresh(world, current, trouble);
}

/** `pulumi destroy`: the resource, and leftovers of earlier ones. */
export async function destroyResource(world: World, resource: Resource, trouble: Trouble): Promise<void> {
  const { current, leftovers } = resource;
  for (const slot of [current, ...leftovers]) {
    if (slot.state !== undefined) await destroy(world, slot, trouble);
  }
  forget(resource);
}

/** Forgets the leftovers that are deleted. */
function forget(resource: Resource): void {
  for (const { state, outrun, emulator, profileId } of resource.leftovers) {
    const place = resource.places.find((one) => one.emulator === emulator && one.profileId === profileId);
    if (state === undefined && outrun && place !== undefined) place.outrun = true;
  }
  resource.leftovers = resource.leftovers.filter(({ state }) => state !== undefined);
}

/** Once a resource is destroyed, no token of ours is valid on any profile that it was on. */
export async function destroyAll(world: World, resource: Resource): Promise<void> {
  await destroyResource(world, resource, noTrouble);
  for (const slot of resource.places) noneLeft(world, slot);
}

/** After all trouble, one refresh and one up settle a resource, and a second up finds nothing to do. */
export async function converge(world: World, resource: Resource): Promise<void> {
  // By then, reads show everything.
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
  // The deletion of the old one may take so long that the token becomes due.
  else if (first?.did === "create" || deletes) await upResource(world, resource, noTrouble);
  const second = await upResource(world, resource, noTrouble);
  assert.equal(second?.did, "nothing", "a second up finds nothing to do");
  assert.equal(there.state?.tokenStatus, "active");
  assert.deepEqual(resource.leftovers, [], "nothing is left of earlier resources");
  for (const { behaviour } of world.emulators) behaviour.readLag = readLag;
}

/** A token that was revoked before anybody saw it never shows. The message says how to request another one. */
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
