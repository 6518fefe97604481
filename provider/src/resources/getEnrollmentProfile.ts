import * as pulumi from "@pulumi/pulumi";
import { findProfile, listProfiles, type ProfileResult } from "../lifecycle/profileLookUp";
import type { ProfileType } from "../lifecycle/token/state";
import { lookUp } from "./programSession";

/** Which profile to look up: by its id or by its exact name, not both. */
export interface GetEnrollmentProfileArgs {
  /** The profile's id. */
  profileId?: string;
  /** The exact name of the profile in Intune. */
  displayName?: string;
  /** The kind of the profile; Graph has two. Default `androidForWork`. */
  profileType?: ProfileType;
  /** The tenant to look in. Default: `intune:tenantId`. */
  tenantId?: string;
}

/** The same arguments, which may also be outputs of resources: see {@link GetEnrollmentProfileArgs}. */
export interface GetEnrollmentProfileOutputArgs {
  profileId?: pulumi.Input<string | undefined>;
  displayName?: pulumi.Input<string | undefined>;
  profileType?: pulumi.Input<ProfileType | undefined>;
  tenantId?: pulumi.Input<string | undefined>;
}

/** An enrollment profile as Intune has it. */
export type GetEnrollmentProfileResult = ProfileResult;

/**
 * Looks up an enrollment profile. It does so in previews too.
 *
 * Source: https://learn.microsoft.com/graph/api/intune-androidforwork-androidforworkenrollmentprofile-list
 *
 * @throws {IntuneError} `not-found` if no profile has the id or the name, or several have the name: the message lists
 *   what there is. `configuration` if the arguments name no profile, or the settings cannot be used
 */
export async function getEnrollmentProfile(
  args: GetEnrollmentProfileArgs,
): Promise<GetEnrollmentProfileResult> {
  return lookUp("getEnrollmentProfile", args, (session) =>
    findProfile(session.profiles(args.tenantId), args),
  );
}

/** {@link getEnrollmentProfile} for arguments that may be outputs of resources. */
export function getEnrollmentProfileOutput(
  args: GetEnrollmentProfileOutputArgs,
): pulumi.Output<GetEnrollmentProfileResult> {
  return pulumi.output(args).apply((resolved) => getEnrollmentProfile(resolved as GetEnrollmentProfileArgs));
}

/** Which profiles to list. */
export interface ListEnrollmentProfilesArgs {
  /** The kind of the profiles. Default `androidForWork`. */
  profileType?: ProfileType;
  /** The tenant to look in. Default: `intune:tenantId`. */
  tenantId?: string;
}

/** Lists all enrollment profiles of a kind, in Graph's order. The list holds no tokens. */
export async function listEnrollmentProfiles(
  args: ListEnrollmentProfilesArgs = {},
): Promise<GetEnrollmentProfileResult[]> {
  const { profiles } = await lookUp("listEnrollmentProfiles", args, async (session) => ({
    profiles: await listProfiles(session.profiles(args.tenantId), args.profileType),
  }));
  return profiles;
}

/** {@link listEnrollmentProfiles} for arguments that may be outputs of resources. */
export function listEnrollmentProfilesOutput(
  args: pulumi.Input<ListEnrollmentProfilesArgs> = {},
): pulumi.Output<GetEnrollmentProfileResult[]> {
  return pulumi.output(args).apply((resolved) => listEnrollmentProfiles(resolved));
}
