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
  /** The API version in which the profile was found before: where that is beta, v1.0 is not asked first. */
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
  /** Secret. JSON; base64 of JSON for AOSP profiles. Empty where the profile has none. */
  readonly qrCodeContent: string;
  /** ISO 8601, UTC. Only androidDeviceOwner profiles tell. */
  readonly tokenCreationDateTime?: string;
}

/** What a profile is set to, by Graph's names; what Graph leaves empty is absent. The Wi-Fi password is not read. */
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
  /** Empty where it has none. */
  readonly displayName: string;
  /** ISO 8601, UTC; empty where Graph does not tell. */
  readonly createdDateTime: string;
  /** What its devices are for; `5` is Intune's own default profile. Only androidDeviceOwner profiles tell. */
  readonly enrollmentMode?: string;
  /** Not asked for with the token. */
  readonly enrolledDeviceCount?: number;
  /** ISO 8601, UTC; absent where there is no token. Asked for in lists only, where the token itself is not. */
  readonly tokenExpirationDateTime?: string;
}

/** An enrollment profile as Graph shows it, as far as it was asked for. */
export interface Profile extends ListedProfile {
  /** Undefined where no token was ever issued, or the last one is gone; and where it was not asked for. */
  readonly token?: ProfileToken;
  readonly settings: ProfileSettings;
  /** AOSP profiles have their actions under another id. */
  readonly isAosp: boolean;
  /** The API version that answered. */
  readonly apiVersion: string;
  /** When it answered, by Graph's own clock. */
  readonly date?: Date;
  /** The id of the tenant that it is in, as far as the access token told. */
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

/** One text for each profile of a tenant, to know it again by. */
export function profileKey({ profileType, profileId }: ProfileReference): string {
  return profilePath({ profileType, profileId: canonicalId(profileId) });
}

/** Why a text cannot be a profile's id, in words that follow "it"; undefined where it can. Not every id is a GUID. */
export function profileIdFault(id: string): string | undefined {
  if (id === "") return "is empty";
  if (/[/?#%\\]/.test(id)) return "holds one of / \\ ? # %";
  if (/[\s\p{Cc}\p{Cf}\p{Cs}]/u.test(id)) return "holds white space or a control character";
  // Dots would lead the address of a request elsewhere.
  if (id === "." || id === ".." || id.length > 200) return "is not an id";
  return undefined;
}
