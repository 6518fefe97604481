import { type Resource, runtime } from "@pulumi/pulumi";
import { type Claim, Claims } from "../lifecycle/token/claims";

/** For each run: an Automation API program can have several runs in one process. */
const claimed = new WeakMap<Resource, Claims>();

/**
 * Refuses a second token resource on the same profile in a stack. It is called before the second resource is registered,
 * so nothing is sent for it. The hooks cannot do this: they are not told which resource they work for.
 *
 * @param name the name of the resource
 * @throws {Error} naming both resources
 */
export function claimProfile(claim: Claim, name: string): void {
  const stack = runtime.getStackResource();
  // Without a stack there is no run: this is a unit test of somebody's program.
  if (stack === undefined) return;
  const claims = claimed.get(stack) ?? new Claims();
  claimed.set(stack, claims);
  const fault = claims.add(claim, name, Symbol(name));
  if (fault !== undefined) throw new Error(fault);
}
