export { noExpiration } from "./dateTime";

/** Which of Graph's two entity sets a profile is in. */
export type ProfileType = "androidForWork" | "androidDeviceOwner";

export const profileTypes = ["androidForWork", "androidDeviceOwner"] as const satisfies ProfileType[];

export const entitySets = {
  androidForWork: "androidForWorkEnrollmentProfiles",
  androidDeviceOwner: "androidDeviceOwnerEnrollmentProfiles",
} as const satisfies Record<ProfileType, string>;

/** Names one profile to Graph. */
export interface ProfileReference {
  readonly profileType: ProfileType;
  readonly profileId: string;
  /** The API version in which the profile was found before. If it is beta, v1.0 is not tried first. */
  readonly apiVersion?: string;
  /** The id of the tenant in which the profile was found before. */
  readonly profileTenantId?: string;
}

/** The token that a profile holds now. */
export interface ProfileToken {
  /** Secret. */
  readonly tokenValue: string;
  /** ISO 8601, UTC. A token without an end has {@link noExpiration}. */
  readonly tokenExpirationDateTime: string;
  /** Secret. JSON, or base64 of JSON for AOSP profiles. Empty if the profile has none. */
  readonly qrCodeContent: string;
  /** ISO 8601, UTC. Only androidDeviceOwner profiles have it. */
  readonly tokenCreationDateTime?: string;
}

/** The settings of a profile, by Graph's names. What Graph leaves empty is absent. The Wi-Fi password is not read. */
export interface ProfileSettings {
  readonly displayName?: string;
  readonly description?: string;
  readonly enrollmentMode?: string;
  readonly enrollmentTokenType?: string;
  readonly deviceNameTemplate?: string;
  readonly roleScopeTagIds?: readonly string[];
  readonly isTeamsDeviceProfile?: boolean;
  readonly configureWifi?: boolean;
  readonly wifiSsid?: string;
  readonly wifiSecurityType?: string;
  readonly wifiHidden?: boolean;
}

/** A profile as lists show it. */
export interface ListedProfile extends ProfileReference {
  /** Empty if it has none. */
  readonly displayName: string;
  /** ISO 8601, UTC. Empty if Graph does not tell it. */
  readonly createdDateTime: string;
  /** How the devices are used; `5` is Intune's own default profile. Only androidDeviceOwner profiles have it. */
  readonly enrollmentMode?: string;
  /** Absent if only the token was read. */
  readonly enrolledDeviceCount?: number;
  /** ISO 8601, UTC. Absent if there is no token. Only lists have it, without the token itself. */
  readonly tokenExpirationDateTime?: string;
}

/** An enrollment profile, with what was read of it. */
export interface Profile extends ListedProfile {
  /** Undefined if the profile has no token, or if the token was not read. */
  readonly token?: ProfileToken;
  readonly settings: ProfileSettings;
  /** AOSP profiles have another id for their actions. */
  readonly isAosp: boolean;
  /** The API version that answered. */
  readonly apiVersion: string;
  /** When it answered, by Graph's own clock. */
  readonly date?: Date;
  /** The id of the tenant that it is in, if the access token tells it. */
  readonly tenantId?: string;
  /** The end of the token that Graph issued when this process created the profile. */
  readonly firstTokenExpirationDateTime?: string;
}

/** The resource's id in a stack, and the profile's name in messages. */
export function profilePath({ profileType, profileId }: ProfileReference): string {
  return `${entitySets[profileType]}/${profileId}`;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
  return guid.test(text);
}

/** The same text for every spelling of one id: the case of a GUID's letters does not matter. */
export function canonicalId(id: string): string {
  return isGuid(id) ? id.toLowerCase() : id;
}

/** The same text for every spelling of one profile of a tenant. */
export function profileKey({ profileType, profileId }: ProfileReference): string {
  return profilePath({ profileType, profileId: canonicalId(profileId) });
}

/** Says why a text is not a profile's id, in words that follow "it". Undefined if it is one. Not every id is a GUID. */
export function profileIdFault(id: string): string | undefined {
  if (id === "") return "is empty";
  if (/[/?#%\\]/.test(id)) return "holds one of / \\ ? # %";
  if (/[\s\p{Cc}\p{Cf}\p{Cs}]/u.test(id)) return "holds white space or a control character";
  // Dots would change the address of a request.
  if (id === "." || id === ".." || id.length > 200) return "is not an id";
  return undefined;
}
