import { IntuneError } from "../errors";
import { profilePath, type ProfileReference } from "./profile";

/**
 * Sees to it that a profile is not taken for gone because another tenant does not have it.
 *
 * @param before the id of the tenant in which the profile was found before
 * @param now the id of the tenant that answered; either undefined where no access token told
 * @throws {IntuneError} `configuration`
 */
export function requireSameTenant(
  reference: ProfileReference,
  before: string | undefined,
  now: string | undefined,
): void {
  if (before === undefined || now === undefined || before === now) return;
  throw new IntuneError(
    "configuration",
    `${profilePath(reference)} is not in tenant ${now}, which the sign-in is for; it was found in tenant ${before} before. ` +
      "Nothing was done, and the resource stays in state. Sign in to the tenant of before: set intune:tenantId, or the resource's tenantId, " +
      "and run `pulumi up`, or the same command with --run-program.",
  );
}
