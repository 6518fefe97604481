import type * as pulumi from "@pulumi/pulumi";
import { EnrollmentToken, getEnrollmentProfileOutput, secondsIn } from "pulumi-intune-enrollment";

/** A token for each site, renewed a week before it expires. */
export function kioskTokens(profiles: Readonly<Record<string, pulumi.Input<string>>>): EnrollmentToken[] {
  return Object.entries(profiles).map(([site, displayName]) => {
    const { profileId } = getEnrollmentProfileOutput({ displayName });
    return new EnrollmentToken(site, {
      profileId,
      tokenValidityInSeconds: secondsIn("P30D"),
      renewBeforeInSeconds: secondsIn("P7D"),
    });
  });
}
