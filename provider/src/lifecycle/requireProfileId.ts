import { IntuneError } from "../errors";
import { profileId as rule } from "./rules";

/**
 * For look-ups, whose arguments nobody has checked: an id that cannot be one would ask Graph for something else.
 *
 * @throws {IntuneError} `configuration`
 */
export function requireProfileId(profileId: unknown): void {
  const fault = rule(profileId, {});
  if (fault !== undefined) throw new IntuneError("configuration", `profileId ${fault}.`);
}
