import { type Resource, runtime } from "@pulumi/pulumi";

/** Which resource has which profile, for each run: an Automation API program can have several runs in one process. */
const claimed = new WeakMap<Resource, Map<string, string>>();

/**
 * Refuses a second token resource on the same profile in a stack. A profile has one token, so two resources would replace
 * each other's token at every `up`. It is called before the second resource is registered, so nothing is sent for it.
 *
 * @param key the profile, in the same text for every spelling of its id and tenant
 * @param target the profile as this resource spells it, for the message
 * @param name the name of the resource
 * @throws {Error} naming both resources
 */
export function claimProfile(key: string, target: string, name: string): void {
  const stack = runtime.getStackResource();
  // Without a stack there is no run: this is a unit test of somebody's program.
  if (stack === undefined) return;
  const names = claimed.get(stack) ?? new Map<string, string>();
  claimed.set(stack, names);
  const other = names.get(key);
  if (other !== undefined) {
    throw new Error(
      `The enrollment tokens "${other}" and "${name}" are both on ${target}, which has one token only: ` +
        "remove one of them, or give it a profile of its own.",
    );
  }
  names.set(key, name);
}
