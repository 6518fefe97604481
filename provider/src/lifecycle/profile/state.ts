import { type Profile, profilePath, type ProfileReference } from "../../graph/profile";
import { inputsOf, type ProfileInputs } from "./arguments";

export { inputsOf, type ProfileInputs };

/** What only Graph knows about the profile. */
export interface ProfileOutputs {
  readonly profileId: string;
  /** ISO 8601, UTC. */
  readonly createdDateTime: string;
  /** As of the last read or write. */
  readonly enrolledDeviceCount: number;
  readonly apiVersion: string;
  /**
   * The id of the tenant in which the profile was found, if the access token told it. States of earlier releases do not
   * have it.
   */
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
 * A profile that was requested, while nothing shows whether it was created. This stays in state until it is settled, so
 * that no profile is created twice and none is left behind.
 */
export interface PendingCreation {
  /** ISO 8601, UTC, by Graph's clock; in states of 0.1, by the machine's. */
  readonly firstRequestedDateTime: string;
  /** When the last request was given up, by the same clock. The profile was not created later. */
  readonly lastRequestedDateTime: string;
  /** All profiles that existed before the request. */
  readonly knownProfileIds: readonly string[];
}

/**
 * The resource in state. The properties are those that Graph showed last. A property without a value in Graph is
 * absent, even if it is declared.
 */
export type SettledProfileState = ProfileInputs &
  ProfileOutputs & {
    readonly pendingCreation?: never;
  };

/** The resource in state while it is not known whether the profile exists. */
export type PendingProfileState = ProfileInputs & { readonly pendingCreation: PendingCreation };

export type ProfileState = SettledProfileState | PendingProfileState;

/** The resource's id: the path of the profile in Graph. */
export const profileResourceId = profilePath;

/** The end of the resource's id while the profile's id is not known. */
const pendingProfileId = "pending";

export function pendingResourceId({ profileType }: Pick<ProfileReference, "profileType">): string {
  return profilePath({ profileType, profileId: pendingProfileId });
}

/** The resource in state after a write: as declared. If Graph stored something else, a refresh shows it. */
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
