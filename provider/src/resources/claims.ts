import { type Resource, runtime } from "@pulumi/pulumi";

/** Which resource stands for which profile, in each run: Automation API programs have several in one process. */
const claimed = new WeakMap<Resource, Map<string, string>>();

/**
 * Refuses a second resource of a stack on a profile: a profile holds one token, so two resources would take it
 * from each other at every `up`. Called before the second one is registered, so nothing is called for it.
 *
 * @param key the same text for every spelling of what both stand for
 * @param target what this one stands for, for the message
 * @param name the resource's name
 * @throws {Error} naming both resources
 */
export function claimProfile(key: string, target: string, name: string): void {
  const stack = runtime.getStackResource();
  // Without a stack this is a unit test of somebody's program, and no run.
  if (stack === undefined) return;
  const names = claimed.get(stack) ?? new Map<string, string>();
  claimed.set(stack, names);
  const other = names.get(key);
  if (other !== undefined) {
    throw new Error(
      `The enrollment tokens "${other}" and "${name}" are both on ${target}, which holds one token only: ` +
        "remove one of them, or give it a profile of its own.",
    );
  }
  names.set(key, name);
}
