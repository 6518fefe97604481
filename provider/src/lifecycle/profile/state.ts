import { type Profile, profilePath, type ProfileReference } from "../../graph/profile";
import { inputsOf, type ProfileInputs } from "./arguments";

export { inputsOf, type ProfileInputs };

/** What only Graph knows of the profile. */
export interface ProfileOutputs {
  readonly profileId: string;
  /** ISO 8601, UTC. */
  readonly createdDateTime: string;
  /** As of the last read or write. */
  readonly enrolledDeviceCount: number;
  readonly apiVersion: string;
  /** The id of the tenant in which the profile was found; absent where no access token told, and in states of earlier releases. */
  readonly profileTenantId?: string;
}

/** The outputs of a profile that programs see. A program derives `profileId` from the resource's id. */
export const profileOutputNames = [
  "profileId",
  "createdDateTime",
  "enrolledDeviceCount",
  "apiVersion",
] as const satisfies (keyof ProfileOutputs)[];

/**
 * A profile that Graph was asked for, while nothing shows whether it was made. It stays in state until that is
 * settled, so that nothing is made twice and nothing is left behind.
 */
export interface PendingCreation {
  /** ISO 8601, UTC, by Graph's clock; in states of 0.1 by that of the machine. */
  readonly firstRequestedDateTime: string;
  /** When the last request was given up, by the same clock: it may have been carried out as late as that. */
  readonly lastRequestedDateTime: string;
  /** All profiles that were there before; the one asked for is none of them. */
  readonly knownProfileIds: readonly string[];
}

/**
 * The resource in state. The properties are what Graph was last seen to hold; one that it holds no value for is
 * absent, declared or not.
 */
export type SettledProfileState = ProfileInputs &
  ProfileOutputs & {
    readonly pendingCreation?: never;
  };

/** The resource in state while it is open whether the profile exists. */
export type PendingProfileState = ProfileInputs & { readonly pendingCreation: PendingCreation };

export type ProfileState = SettledProfileState | PendingProfileState;

/** The resource's id: where the profile is in Graph. */
export const profileResourceId = profilePath;

/** Stands in the resource's id while Graph's is not known. */
const pendingProfileId = "pending";

export function pendingResourceId({ profileType }: Pick<ProfileReference, "profileType">): string {
  return profilePath({ profileType, profileId: pendingProfileId });
}

/** The resource in state once it is written: as declared, which leaves it to a refresh to show what Graph made of it. */
export function settledState(inputs: ProfileInputs, profile: ProfileOutputs | Profile): SettledProfileState {
  return { ...inputsOf(inputs), ...("settings" in profile ? outputsOf(profile) : pickOutputs(profile)) };
}

function outputsOf({
  enrolledDeviceCount = 0,
  tenantId: profileTenantId,
  ...profile
}: Profile): ProfileOutputs {
  return pickOutputs({
    ...profile,
    enrolledDeviceCount,
    ...(profileTenantId !== undefined && { profileTenantId }),
  });
}

function pickOutputs(outputs: ProfileOutputs): ProfileOutputs {
  const { profileId, createdDateTime, enrolledDeviceCount, apiVersion, profileTenantId } = outputs;
  return {
    ...{ profileId, createdDateTime, enrolledDeviceCount, apiVersion },
    ...(profileTenantId !== undefined && { profileTenantId }),
  };
}
