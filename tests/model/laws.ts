import assert from "node:assert/strict";
import type { IssuedToken } from "../emulator";
import type { Before } from "./before";
import { isGivenUp, isHiddenAnswer, isOutOfReach, passesForAnswer } from "./leftOpen";
import { propagationTimeoutInSeconds } from "./scene";
import { bearer, type Slot, type World } from "./world";

/**
 * Never two where one was asked for. The documented exceptions: a request was delivered twice; an answer was lost, and
 * the token lagged for longer than the propagation time-out.
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
  if (issued.length <= most + doubled) return;
  const earlier = slot.emulator
    .tokens(slot.profileId)
    .filter(({ issuedBy, value }) => issuedBy === "createToken" && value !== issued[0]?.value);
  const chain = most === 0 ? [...earlier.slice(-1), ...issued] : issued;
  const hasty = chain.filter((token, index) => {
    const next = chain[index + 1]?.issuedDateTime.getTime() ?? Infinity;
    return next - token.issuedDateTime.getTime() < propagationTimeoutInSeconds * 1000;
  });
  const told = `${issued.length} tokens were issued where ${most} was asked for, and ${doubled} delivered twice`;
  assert.ok(world.lags && hasty.length <= doubled, told);
  slot.outrun = true;
}

/** Only what is this resource's own is ever revoked. */
export function nobodyElsesRevoked(slot: Slot, before: Before): void {
  const revoked = slot.emulator
    .tokens(slot.profileId)
    .filter(({ state }, index) => state === "revoked" && before.tokens[index]?.state === "active");
  if (revoked.length === 0 || passesForAnswer(slot, before.state, before.shown?.value)) return;
  // revokeToken names the profile and not the token: the one that counts is the one that the profile held, or that a
  // late copy of it showed.
  const held = [before.shown, before.shownLate].map((shown) => shown?.value ?? "");
  assert.ok(
    held.some((value) => slot.ours.has(value)),
    "a token that somebody else issued was revoked",
  );
}

/** A token of ours that works is in state, or can be found from state, so that a destroy can revoke it. */
export async function noneForgotten(world: World, slot: Slot, before: Before): Promise<void> {
  const latest = slot.emulator.tokens(slot.profileId).at(-1);
  if (latest?.issuedBy !== "createToken" || latest.state !== "active") return;
  if (slot.released.has(latest.value)) return;
  if (isGivenUp(world, before)) slot.outrun = true;
  const standIns = world.onProfileOf(slot);
  if (standIns.some(({ outrun, misled }) => outrun || misled)) return;
  const inState = standIns.filter(({ state }) => state !== undefined);
  assert.ok(inState.length > 0, "a token that still works is in no state");
  for (const standIn of inState) {
    if ((await world.tokenInState(standIn))?.value === latest.value) return;
    const isPending = standIn.state?.pendingIssue !== undefined;
    if (isPending && latest.value !== standIn.shownBeforePending) return;
  }
  if (isHiddenAnswer(world, slot, before, latest)) {
    slot.released.add(latest.value);
    return;
  }
  assert.fail("a token that still works is not the one in state, and none is pending");
}

/** After a destroy no token of ours works. */
export function noneLeft(world: World, slot: Slot): void {
  if (slot.outrun || slot.misled) return;
  const tokens = slot.emulator.tokens(slot.profileId);
  for (const { value, state, issuedBy } of tokens.filter((token) => !isOutOfReach(world, tokens, token))) {
    const isOurs = issuedBy === "createToken" && !slot.released.has(value);
    assert.ok(!isOurs || state !== "active", "after a destroy a token of ours still works");
  }
}

/** No message, notice or stack says a token, a QR content or the bearer. */
export function noneTold({ emulators }: World, told: readonly string[]): void {
  const tokens = emulators.flatMap((emulator) => emulator.tokens());
  const secrets = [bearer, ...tokens.flatMap(({ value, qrCodeContent }) => [value, qrCodeContent])];
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
