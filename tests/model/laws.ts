import assert from "node:assert/strict";
import type { IssuedToken } from "../emulator";
import type { Before } from "./before";
import { excuse } from "./exceptions";
import { isGivenUp, isHiddenAnswer, isOutOfReach, passesForAnswer } from "./leftOpen";
import { propagationTimeoutInSeconds } from "./scene";
import { bearer, type Shown, type Slot, type World } from "./world";

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
  if (issued.length <= most || excuse("L11", issued.length <= most + doubled)) return;
  const earlier = slot.emulator
    .tokens(slot.profileId)
    .filter(({ issuedBy, value }) => issuedBy === "createToken" && value !== issued[0]?.value);
  const chain = most === 0 ? [...earlier.slice(-1), ...issued] : issued;
  const hasty = chain.filter((token, index) => {
    const next = chain[index + 1]?.issuedDateTime.getTime() ?? Infinity;
    return next - token.issuedDateTime.getTime() < propagationTimeoutInSeconds * 1000;
  });
  const told = `${issued.length} tokens were issued where ${most} was asked for, and ${doubled} delivered twice`;
  assert.ok(excuse("L6", world.lags && hasty.length <= doubled), told);
  slot.outrun = true;
}

/** Only what is this resource's own is ever revoked. */
export function nobodyElsesRevoked(slot: Slot, before: Before): void {
  const revoked = slot.emulator
    .tokens(slot.profileId)
    .filter(({ state }, index) => state === "revoked" && before.tokens[index]?.state === "active");
  const isOurs = (shown: Shown | undefined) => shown !== undefined && slot.ours.has(shown.value);
  if (revoked.length === 0 || isOurs(before.shown)) return;
  if (excuse("L7", passesForAnswer(slot, before.state, before.shown?.value))) return;
  // revokeToken names the profile and not the token: a late copy showed ours.
  assert.ok(excuse("L5", isOurs(before.shownLate)), "a token that somebody else issued was revoked");
}

/** A token of ours that works is in state, or can be found from state, so that a destroy can revoke it. */
export async function noneForgotten(world: World, slot: Slot, before: Before): Promise<void> {
  const latest = slot.emulator.tokens(slot.profileId).at(-1);
  if (latest?.issuedBy !== "createToken" || latest.state !== "active") return;
  if (isGivenUp(world, before)) slot.outrun = true;
  const standIns = world.onProfileOf(slot);
  for (const standIn of standIns.filter(({ state }) => state !== undefined)) {
    if ((await world.tokenInState(standIn))?.value === latest.value) return;
    const isPending = standIn.state?.pendingIssue !== undefined;
    if (isPending && latest.value !== standIn.shownBeforePending) return;
  }
  if (isExcused(slot, latest.value)) return;
  if (
    excuse(
      "L6",
      standIns.some(({ outrun }) => outrun),
    )
  )
    return;
  if (
    excuse(
      "L5",
      standIns.some(({ misled }) => misled),
    )
  )
    return;
  if (excuse("L10", isHiddenAnswer(world, slot, before, latest))) {
    slot.released.set(latest.value, "L10");
    return;
  }
  assert.fail("a token that still works is not the one in state, and none is pending");
}

/** After a destroy no token of ours works. */
export function noneLeft(world: World, slot: Slot): void {
  const tokens = slot.emulator.tokens(slot.profileId);
  for (const token of tokens) {
    const { value, state, issuedBy } = token;
    if (issuedBy !== "createToken" || state !== "active" || isExcused(slot, value)) continue;
    const isExplained =
      excuse("L12", isOutOfReach(world, tokens, token)) ||
      excuse("L6", slot.outrun) ||
      excuse("L5", slot.misled);
    assert.ok(isExplained, "after a destroy a token of ours still works");
  }
}

function isExcused({ released }: Slot, value: string): boolean {
  const why = released.get(value);
  return why !== undefined && (why === "as declared" || excuse(why, true));
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
