import type { TokenState } from "../../provider/src/lifecycle/token/state";
import type { IssuedToken, RecordedRequest } from "../emulator";
import type { Shown, Slot, World } from "./world";

/** What the laws compare a step's end with. */
export interface Before {
  /** The value of the token in state. */
  readonly held: string | undefined;
  readonly tokens: readonly IssuedToken[];
  readonly shown: Shown | undefined;
  readonly state: TokenState | undefined;
  readonly now: number;
  readonly isLate: boolean;
  readonly shownLate: Shown | undefined;
}

export async function look(world: World, slot: Slot): Promise<Before> {
  const held = (await world.tokenInState(slot))?.value;
  const { state, emulator, profileId } = slot;
  return {
    held,
    tokens: emulator.tokens(profileId),
    shown: world.shown(slot),
    state,
    now: world.now(),
    isLate: world.isLate(slot),
    shownLate: world.shownLate(slot),
  };
}

export function issuedSince({ emulator, profileId }: Slot, before: Before): IssuedToken[] {
  return emulator
    .tokens(profileId)
    .slice(before.tokens.length)
    .filter(({ issuedBy }) => issuedBy === "createToken");
}

/** How many requests for a token were delivered, and carried out, twice: each issued one more. */
export function deliveredTwice(asked: readonly RecordedRequest[]): number {
  return asked.filter(
    ({ action, fault, status }) => action === "createToken" && fault === "delivered twice" && status === 204,
  ).length;
}
