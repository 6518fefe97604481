import type { Stack } from "./harness";

/** The profile's body as a GET answers it at the moment. */
export function shownNow(stack: Stack): string {
  return JSON.stringify(stack.emulator.profile(stack.profileId));
}
