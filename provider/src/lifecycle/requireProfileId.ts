import { IntuneError } from "../errors";
import { profileIdFault } from "../graph/profile";
import { kindOf, type Rule } from "../rules";

export const profileId: Rule = (value) => {
  const expected = "expected the id of an enrollment profile, for example a GUID";
  if (typeof value !== "string") return `is ${kindOf(value)}, ${expected}`;
  const fault = profileIdFault(value);
  return fault === undefined ? undefined : `${fault}, ${expected}`;
};

/**
 * For look-ups, whose arguments nobody has checked: an id that cannot be one would ask Graph for something else.
 *
 * @throws {IntuneError} `configuration`
 */
export function requireProfileId(id: unknown): void {
  const fault = profileId(id, {});
  if (fault !== undefined) throw new IntuneError("configuration", `profileId ${fault}.`);
}
