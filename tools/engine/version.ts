import { satisfies, valid } from "semver";

/**
 * The engine this repository pins: the one `pulumi/go.mod` requires, and the oldest accepted from PATH. A unit test
 * keeps the two in step.
 */
export const ENGINE_VERSION = "3.250.0";

/** The version that `pulumi version` answered, without its leading `v`; undefined where the answer is no version. */
export function versionIn(answer: string): string | undefined {
  return valid(answer) ?? undefined;
}

/** A later major version may speak another protocol, so only the pinned one counts. */
export function isNewEnough(version: string): boolean {
  return satisfies(version, `^${ENGINE_VERSION}`, { includePrerelease: true });
}
