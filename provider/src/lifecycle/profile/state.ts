import { profilePath, type ProfileReference, type ProfileType } from "../../graph/profile";

/** The arguments as they stand in state: checked, and with defaults applied. What is not declared is absent. */
export interface ProfileInputs {
  readonly displayName: string;
  readonly description?: string;
  readonly profileType: ProfileType;
  readonly enrollmentMode?: string;
  readonly enrollmentTokenType?: string;
  readonly deviceNameTemplate?: string;
  readonly roleScopeTagIds?: readonly string[];
  readonly isTeamsDeviceProfile?: boolean;
  readonly wifiSsid?: string;
  /** Secret. */
  readonly wifiPassword?: string;
  readonly wifiSecurityType?: string;
  readonly wifiHidden?: boolean;
  readonly forceDestroy: boolean;
  readonly tenantId?: string;
}

const inputNames = [
  "displayName",
  "description",
  "profileType",
  "enrollmentMode",
  "enrollmentTokenType",
  "deviceNameTemplate",
  "roleScopeTagIds",
  "isTeamsDeviceProfile",
  "wifiSsid",
  "wifiPassword",
  "wifiSecurityType",
  "wifiHidden",
  "forceDestroy",
  "tenantId",
] as const satisfies (keyof ProfileInputs)[];

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
export function settledState(inputs: ProfileInputs, profile: ProfileOutputs): SettledProfileState {
  const { profileId, createdDateTime, enrolledDeviceCount, apiVersion, profileTenantId } = profile;
  const outputs = { profileId, createdDateTime, enrolledDeviceCount, apiVersion };
  return { ...inputsOf(inputs), ...outputs, ...(profileTenantId !== undefined && { profileTenantId }) };
}

/** The arguments among a resource's properties, without anything else. */
export function inputsOf(properties: ProfileInputs): ProfileInputs {
  const given = inputNames.filter((name) => properties[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, properties[name]])) as unknown as ProfileInputs;
}
