import assert from "node:assert/strict";
import { looksToBelieve } from "../../provider/src/lifecycle/token/recognise";
import type { TokenState } from "../../provider/src/lifecycle/token/state";
import type { RecordedRequest } from "../emulator";
import type { Stack, Up } from "../lifecycle/harness";
import { isQuiet, type Moment, wanted } from "./expectation";
import { type Fault, saysGone, script, stalled } from "./happenings";
import {
  nobodyElsesRevoked,
  noneForgotten,
  noneStored,
  noneTold,
  noneTwice,
  noteOwnership,
  stateIsGraphs,
  toldBy,
} from "./laws";
import { excuse } from "./exceptions";
import { mayBeLate, mayMislead, passesForAnswer } from "./leftOpen";
import { kinds } from "./scene";
import { asWritten, type Before, issuedSince, look, type Released, type Slot, type World } from "./world";

/** What goes wrong during a step. */
export interface Trouble {
  readonly faults: readonly Fault[];
  /** A request that gets no answer. Its time-out takes real time, so it is short. */
  readonly stall?: { readonly on: "GET" | "createToken" | "revokeToken"; readonly late: boolean };
}

export const noTrouble: Trouble = { faults: [] };

const shortTimeoutInSeconds = 0.12;

/** The process of a run, in which a slot's state is as it was written to a file. */
export function processOf(world: World, slot: Slot, { stall }: Trouble): Stack {
  return world.run(slot, stall === undefined ? 10 : shortTimeoutInSeconds);
}

interface Outcome<Result> {
  readonly result?: Result;
  readonly error?: unknown;
  /** All that was asked of the service. */
  readonly asked: readonly RecordedRequest[];
}

/** One run of the engine on one slot, under trouble, with the laws that hold for every run. */
async function attempt<Result>(
  world: World,
  slot: Slot,
  trouble: Trouble,
  stack: Stack,
  work: () => Promise<Result>,
): Promise<Outcome<Result>> {
  const before = await look(world, slot);
  const { emulator } = slot;
  for (const fault of trouble.faults) script(slot, world.clock, fault);
  if (trouble.stall !== undefined) {
    const { on, late } = trouble.stall;
    const matcher = on === "GET" ? { method: "GET" } : { action: on };
    emulator.fault({ profileId: slot.profileId, ...matcher }, stalled(late));
  }
  const outcome = await work().then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  const asked = emulator.requests.all();
  for (const each of world.emulators) {
    if (each !== emulator) assert.equal(each.requests.count(), 0, "another tenant was asked");
    each.clearFaults();
    each.requests.clear();
  }
  if (
    slot.state?.pendingIssue !== undefined &&
    before.state?.pendingIssue?.requestedDateTime !== slot.state.pendingIssue.requestedDateTime
  ) {
    // What lags is not shown: an earlier request's token may still pass for the answer to this one.
    const alreadyWaiting = world.lags && before.state?.pendingIssue !== undefined;
    if (!alreadyWaiting) slot.shownBeforePending = before.shown?.value;
    // The earlier one was given up, and may still show.
    slot.outrun ||= alreadyWaiting;
  }
  noneTold(world, [...stack.notices, ...("error" in outcome ? toldBy(outcome.error) : [])]);
  noneStored(world, slot);
  nobodyElsesRevoked(slot, before);
  return { ...outcome, asked };
}

/** Notes if a late copy may have been believed, and if that is corrected. */
async function noteWhatMisled(world: World, slot: Slot, before: Before): Promise<void> {
  if (mayMislead(world, slot, before)) slot.misled = true;
  else if ((await world.tokenInState(slot))?.value === world.shown(slot)?.value) slot.misled = false;
}

export async function up(
  world: World,
  slot: Slot,
  trouble: Trouble,
  stack = processOf(world, slot, trouble),
): Promise<Up | undefined> {
  const before = await look(world, slot);
  const start = await momentOf(world, slot);
  const old = { ...slot };
  const work = () => stack.up(declarationOf(slot)).finally(() => (slot.state = stack.state));
  const { result, error, asked } = await attempt(world, slot, trouble, stack, work);
  const failure = error ?? result?.error;
  if (trouble === noTrouble && world.exists(slot)) isExplained(failure);
  await noteOwnership(world, slot, before, "up", start.now);
  await noteWhatMisled(world, slot, before);

  if (isQuiet(old, start)) {
    assert.equal(result?.did, "nothing", "an up with nothing to do does nothing");
    assert.equal(asked.length, 0, "an up with nothing to do asks nothing");
  }
  assert.ok(!asked.some(({ action }) => action === "revokeToken"), "an up revokes nothing");
  const issued = issuedSince(slot, before);
  const doubled = deliveredTwice(asked);
  const isLate = mayBeLate(world, slot, before);
  // Waiting takes time: what an up decides at its end may be another thing than at its start.
  const expected = [wanted(old, { ...start, isLate }), wanted(old, { ...start, isLate, now: world.now() })];
  const most = expected.every((count) => count === 0) ? 0 : 1;
  noneTwice(world, slot, issued, most, doubled);
  await noneForgotten(world, slot, before);
  if (failure !== undefined || result === undefined) return result;

  // Where answers were lost too, a late copy of an earlier token may have been taken for the answer.
  const isDoubtful = slot.misled && trouble !== noTrouble;
  if (expected.every((count) => count === 1) && issued.length !== 1 + doubled) {
    const isExplained = excuse("L6", world.lags) || excuse("L5", isDoubtful);
    assert.ok(isExplained, "a token was wanted, and none was issued");
  }
  const { state } = slot;
  assert.ok(state);
  assert.equal(state.pendingIssue, undefined, "an up that succeeds leaves nothing pending");
  for (const [name, value] of Object.entries(slot.args)) {
    assert.deepEqual(state[name as keyof typeof state], value, `state has the ${name} declared`);
  }
  const latest = issued.at(-1);
  if (latest !== undefined && !slot.outrun && !isDoubtful) {
    assert.equal((await world.tokenInState(slot))?.value, latest.value, "state has the token issued");
    assert.equal(state.tokenStatus, "active");
    assert.equal(Date.parse(state.tokenExpirationDateTime), latest.expirationDateTime?.getTime() ?? farAway);
    if (state.storeToken) assert.equal(state.qrCodeContent, latest.qrCodeContent);
  }
  return result;
}

const farAway = Date.parse("9999-12-31T23:59:59Z");

/** The arguments, as a program declares them. */
export function declarationOf({ args, kind, profileId, tenantId }: Slot): Parameters<Stack["up"]>[0] {
  return {
    ...args,
    profileId,
    profileType: kinds[kind] === undefined ? "androidForWork" : "androidDeviceOwner",
    ...(tenantId === undefined ? {} : { tenantId }),
  };
}

async function momentOf(world: World, slot: Slot): Promise<Moment> {
  const inState = await world.tokenInState(slot);
  const shown = world.shown(slot);
  return {
    now: world.now(),
    shown,
    inState,
    lags: world.lags,
    hidesAnswers: world.hidesAnswers(slot, slot.state),
    passesForAnswer: passesForAnswer(slot, slot.state, shown?.value),
    isLate: world.isLate(slot),
  };
}

/** Without trouble, an up that fails says what to do next. */
function isExplained(error: unknown): void {
  if (error === undefined) return;
  assert.ok(error instanceof Error);
  assert.match(error.message, /Run `pulumi up` again/);
}

export async function refresh(world: World, slot: Slot, trouble: Trouble): Promise<void> {
  const before = await look(world, slot);
  const stack = processOf(world, slot, trouble);
  const work = () => stack.refresh().finally(() => (slot.state = stack.state));
  const { error, asked } = await attempt(world, slot, trouble, stack, work);
  if (trouble === noTrouble) {
    assert.equal(error, undefined, "a refresh without trouble succeeds");
    if (agrees(world, slot, before))
      assert.equal(asked.length, 1, "what agrees with the state is believed at once");
    else
      assert.ok(asked.length <= looksToBelieve || mayBeLate(world, slot, before), "three looks are enough");
  }
  assert.ok(
    asked.every(({ method }) => method === "GET"),
    "a refresh only reads",
  );
  await noteOwnership(world, slot, before, "refresh", world.now());
  await noteWhatMisled(world, slot, before);
  // A fault may say that the profile is gone: what is believed then is not what is.
  if (slot.state === undefined && world.exists(slot)) {
    assert.ok(trouble.faults.some(saysGone), "a profile that is there was taken for gone");
    letGo(world, slot, before, "L4");
    return;
  }
  await noneForgotten(world, slot, before);
  if (error === undefined) await stateIsGraphs(world, slot, before);
}

/** Whether the profile shows what is in state, to every reader. */
function agrees(world: World, slot: Slot, { held, shown, state }: Before): boolean {
  if (world.lags || world.isLate(slot) || !world.exists(slot) || state === undefined) return false;
  // What the profile held when the pending token was asked for was perhaps not what was read.
  if (state.pendingIssue !== undefined && slot.misled) return false;
  if (state.pendingIssue !== undefined) {
    const { previousTokenExpirationDateTime: end = "" } = state.pendingIssue;
    return shown === undefined || (shown.value === slot.shownBeforePending && sameEnd(end, shown.expires));
  }
  return shown !== undefined && shown.value === held && sameEnd(state.tokenExpirationDateTime, shown.expires);
}

function sameEnd(dateTime: string, expires: number): boolean {
  return Date.parse(dateTime) === (expires === Infinity ? farAway : expires);
}

/** Deletes what the slot's state stands for: in a run of its own, or in that of an up. */
export async function destroy(
  world: World,
  slot: Slot,
  trouble: Trouble,
  stack = processOf(world, slot, trouble),
): Promise<void> {
  const before = await look(world, slot);
  const state = asWritten(slot.state ?? assert.fail("there is nothing to delete"));
  const work = async () => {
    await stack.provider.delete("", state);
    slot.state = undefined;
  };
  const { error, asked } = await attempt(world, slot, trouble, stack, work);
  assert.equal(issuedSince(slot, before).length, 0, "a destroy issues nothing");
  if (!state.revokeOnDelete)
    assert.equal(asked.length, 0, "a destroy with revokeOnDelete false sends nothing");
  const reason = error === undefined ? whyLetLive(world, slot, before, trouble, asked) : undefined;
  if (reason !== undefined) letGo(world, slot, before, reason);
  if (trouble === noTrouble && !world.lags)
    assert.equal(error, undefined, "a destroy without trouble succeeds");
  await noteWhatMisled(world, slot, before);
  await noneForgotten(world, slot, before);
}

/** Why a deletion may leave a token of ours valid. Undefined if it may not. */
function whyLetLive(
  world: World,
  slot: Slot,
  before: Before,
  trouble: Trouble,
  asked: readonly RecordedRequest[],
): Released | undefined {
  if (before.state?.revokeOnDelete === false) return "as declared";
  // A deletion does not look at a profile that another resource of the run has now.
  const successor = world.onProfileOf(slot).find((other) => other !== slot && other.state !== undefined);
  if (successor !== undefined && asked.length === 0) return "as declared";
  if (trouble.faults.some(saysGone)) return "L4";
  // A pending token whose validity Graph changed passes for somebody else's.
  if (world.hidesAnswers(slot, before.state)) return "L10";
  // An accepted token that does not show counts as gone if Graph refuses to revoke any.
  const isRefused = asked.some(
    ({ action, status }) => action === "revokeToken" && (status === 400 || status === 409),
  );
  if (world.lags && before.state?.pendingIssue?.accepted === true && isRefused) return "L9";
  return slot.misled || mayMislead(world, slot, before) ? "L5" : undefined;
}

/** Its tokens stay valid. One that nobody saw may appear later as the answer to the next request. */
function letGo(world: World, slot: Slot, before: Before, why: Released): void {
  for (const { value } of before.tokens) slot.released.set(value, slot.released.get(value) ?? why);
  slot.outrun ||= world.lags && before.state?.pendingIssue !== undefined;
}

/** A copy of a slot for what was there before a replacement. What is known about the profile's tokens is shared. */
export function leftoverOf(slot: Slot, state: TokenState): Slot {
  return { ...slot, state };
}

/** How many requests for a token were delivered, and carried out, twice: each issued one more. */
function deliveredTwice(asked: readonly RecordedRequest[]): number {
  return asked.filter(
    ({ action, fault, status }) => action === "createToken" && fault === "delivered twice" && status === 204,
  ).length;
}
