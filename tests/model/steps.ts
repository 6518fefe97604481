import assert from "node:assert/strict";
import type { Up } from "../lifecycle/harness";
import { type Moment, wanted } from "./expectation";
import { type Fault, script, stalled } from "./happenings";
import {
  type Before,
  issuedSince,
  look,
  nobodyElsesRevoked,
  noneForgotten,
  noneStored,
  noneTold,
  noneTwice,
  stateIsGraphs,
  toldBy,
} from "./laws";
import { kinds } from "./scene";
import { noteOwnership } from "./takeOver";
import type { Slot, World } from "./world";

/** What goes wrong during a step. */
export interface Trouble {
  readonly faults: readonly Fault[];
  /** A request that gets no answer; the time-out for it is real, and so it is short. */
  readonly stall?: { readonly on: "GET" | "createToken" | "revokeToken"; readonly late: boolean };
}

export const noTrouble: Trouble = { faults: [] };

const shortTimeoutInSeconds = 0.12;

/** One run of the engine on one slot, under trouble, and every law that holds whatever the run does. */
async function attempt<Result>(
  world: World,
  slot: Slot,
  trouble: Trouble,
  work: (stack: ReturnType<World["run"]>) => Promise<Result>,
): Promise<{ readonly result?: Result; readonly error?: unknown }> {
  const before = await look(world, slot);
  const stack = world.run(slot, trouble.stall === undefined ? 10 : shortTimeoutInSeconds);
  for (const fault of trouble.faults) script(world.emulator, world.clock, slot.profileId, fault);
  if (trouble.stall !== undefined) {
    const { on, late } = trouble.stall;
    const matcher = on === "GET" ? { method: "GET" } : { action: on };
    world.emulator.fault({ profileId: slot.profileId, ...matcher }, stalled(late));
  }
  const outcome = await work(stack).then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  world.emulator.clearFaults();
  world.emulator.requests.clear();
  slot.state = stack.state;
  if (
    slot.state?.pendingIssue !== undefined &&
    before.state?.pendingIssue?.requestedDateTime !== slot.state.pendingIssue.requestedDateTime
  ) {
    // What lags is not shown: an earlier request's token may still pass for the answer to this one.
    const alreadyWaiting = world.lags && before.state?.pendingIssue !== undefined;
    if (!alreadyWaiting) slot.shownBeforePending = before.shown?.value;
  }
  noneTold(world, [...stack.notices, ...("error" in outcome ? toldBy(outcome.error) : [])]);
  noneStored(world, slot);
  nobodyElsesRevoked(world, slot, before);
  return outcome;
}

export async function up(world: World, slot: Slot, trouble: Trouble): Promise<Up | undefined> {
  const before = await look(world, slot);
  const start = await momentOf(world, slot);
  const old = { ...slot };
  const { result, error } = await attempt(world, slot, trouble, (stack) =>
    stack.up({
      ...slot.args,
      profileType: kinds[slot.kind] === undefined ? "androidForWork" : "androidDeviceOwner",
    }),
  );
  const failure = error ?? result?.error;
  if (trouble === noTrouble && world.exists(slot)) isExplained(failure);
  await noteOwnership(world, slot, before, "up", start.now);

  const issued = issuedSince(world, slot, before);
  // Waiting takes time: what an up decides at its end may be another thing than at its start.
  const expected = [wanted(old, start), wanted(old, { ...start, now: world.now() })];
  const most = expected.every((count) => count === 0) ? 0 : 1;
  noneTwice(world, slot, issued, most);
  await noneForgotten(world, slot, before);
  if (failure !== undefined || result === undefined) return result;

  if (expected.every((count) => count === 1) && !world.lags) {
    assert.equal(issued.length, 1, "a token was wanted, and none was issued");
  }
  const { state } = slot;
  assert.ok(state);
  assert.equal(state.pendingIssue, undefined, "an up that succeeds leaves nothing pending");
  for (const [name, value] of Object.entries(slot.args)) {
    assert.deepEqual(state[name as keyof typeof state], value, `state has the ${name} declared`);
  }
  const latest = issued.at(-1);
  if (latest !== undefined && !slot.outrun) {
    assert.equal((await world.tokenInState(slot))?.value, latest.value, "state has the token issued");
    assert.equal(state.tokenStatus, "active");
    assert.equal(Date.parse(state.tokenExpirationDateTime), latest.expirationDateTime?.getTime() ?? farAway);
    if (state.storeToken) assert.equal(state.qrCodeContent, latest.qrCodeContent);
  }
  return result;
}

const farAway = Date.parse("9999-12-31T23:59:59Z");

async function momentOf(world: World, slot: Slot): Promise<Moment> {
  const inState = await world.tokenInState(slot);
  return {
    now: world.now(),
    shown: world.shown(slot),
    inState,
    lags: world.lags,
    hidesAnswers: world.hidesAnswers(slot),
  };
}

/** Without trouble an up fails only where it says what to do next. */
function isExplained(error: unknown): void {
  if (error === undefined) return;
  assert.ok(error instanceof Error);
  assert.match(error.message, /Run `pulumi up` again/);
}

export async function refresh(world: World, slot: Slot, trouble: Trouble): Promise<void> {
  const before = await look(world, slot);
  const { error } = await attempt(world, slot, trouble, (stack) => stack.refresh());
  if (trouble === noTrouble) assert.equal(error, undefined, "a refresh without trouble succeeds");
  assert.equal(issuedSince(world, slot, before).length, 0, "a refresh issues nothing");
  await noteOwnership(world, slot, before, "refresh", world.now());
  // A fault may say that the profile is gone: what is believed then is not what is.
  if (slot.state === undefined && world.exists(slot)) {
    letGo(world, slot, before);
    return;
  }
  await noneForgotten(world, slot, before);
  if (error === undefined) await stateIsGraphs(world, slot, before);
}

export async function destroy(world: World, slot: Slot, trouble: Trouble): Promise<void> {
  const before = await look(world, slot);
  const { error } = await attempt(world, slot, trouble, (stack) => stack.destroy());
  assert.equal(issuedSince(world, slot, before).length, 0, "a destroy issues nothing");
  const mayBeToldGone = trouble.faults.some(({ kind }) => "status" in kind && kind.status === 404);
  // A pending token whose validity Graph changed passes for somebody else's, and is left alone.
  const isDoubtful = before.state?.pendingIssue !== undefined && world.hidesAnswers(slot);
  if (before.state?.revokeOnDelete === false || mayBeToldGone || isDoubtful) {
    if (error === undefined) letGo(world, slot, before);
  }
  if (trouble === noTrouble && !world.lags)
    assert.equal(error, undefined, "a destroy without trouble succeeds");
  await noneForgotten(world, slot, before);
}

/** Its tokens live on, and one that was let go unseen may turn up as the answer to the next request for one. */
function letGo(world: World, slot: Slot, before: Before): void {
  for (const { value } of before.tokens) slot.released.add(value);
  slot.outrun ||= world.lags && before.state?.pendingIssue !== undefined;
}
