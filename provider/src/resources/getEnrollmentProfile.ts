import * as pulumi from "@pulumi/pulumi";
import { findProfile, listProfiles, type ProfileResult } from "../lifecycle/profileLookUp";
import type { ProfileType } from "../lifecycle/token/state";
import { lookUp } from "./programSession";

/** Names one profile, by its id or by its exact name; not both. */
export interface GetEnrollmentProfileArgs {
  /** The profile's id. */
  profileId?: string;
  /** The profile's name in Intune, exactly. */
  displayName?: string;
  /** Which of Graph's two kinds of profile it is. Default `androidForWork`. */
  profileType?: ProfileType;
  /** The tenant to look in. Default: `intune:tenantId`. */
  tenantId?: string;
}

/** As {@link GetEnrollmentProfileArgs}, from other resources' outputs. */
export interface GetEnrollmentProfileOutputArgs {
  profileId?: pulumi.Input<string | undefined>;
  displayName?: pulumi.Input<string | undefined>;
  profileType?: pulumi.Input<ProfileType | undefined>;
  tenantId?: pulumi.Input<string | undefined>;
}

/** An enrollment profile as Intune has it. */
export type GetEnrollmentProfileResult = ProfileResult;

/**
 * Looks an enrollment profile up, in previews too.
 *
 * Source: https://learn.microsoft.com/graph/api/intune-androidforwork-androidforworkenrollmentprofile-list
 *
 * @throws {IntuneError} `not-found` where no profile, or more than one, has the name; the message lists what there is.
 *   `configuration` where the arguments name no profile, or the settings cannot be used
 */
export async function getEnrollmentProfile(
  args: GetEnrollmentProfileArgs,
): Promise<GetEnrollmentProfileResult> {
  return lookUp("getEnrollmentProfile", args, (session) =>
    findProfile(session.profiles(args.tenantId), args),
  );
}

/** As {@link getEnrollmentProfile}, for arguments that are known only once other resources are made. */
export function getEnrollmentProfileOutput(
  args: GetEnrollmentProfileOutputArgs,
): pulumi.Output<GetEnrollmentProfileResult> {
  return pulumi.output(args).apply((known) => getEnrollmentProfile(known as GetEnrollmentProfileArgs));
}

/** Which profiles to list. */
export interface ListEnrollmentProfilesArgs {
  /** Default `androidForWork`. */
  profileType?: ProfileType;
  /** Default: `intune:tenantId`. */
  tenantId?: string;
}

/** Lists all enrollment profiles of a kind, in Graph's order. Lists carry no tokens. */
export async function listEnrollmentProfiles(
  args: ListEnrollmentProfilesArgs = {},
): Promise<GetEnrollmentProfileResult[]> {
  const { profiles } = await lookUp("listEnrollmentProfiles", args, async (session) => ({
    profiles: await listProfiles(session.profiles(args.tenantId), args.profileType),
  }));
  return profiles;
}

/** As {@link listEnrollmentProfiles}, for arguments that are known only once other resources are made. */
export function listEnrollmentProfilesOutput(
  args: pulumi.Input<ListEnrollmentProfilesArgs> = {},
): pulumi.Output<GetEnrollmentProfileResult[]> {
  return pulumi.output(args).apply((known) => listEnrollmentProfiles(known));
}
