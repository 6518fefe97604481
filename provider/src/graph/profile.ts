import { dateTime, noExpiration } from "./dateTime";

export { noExpiration };

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

/** What a property holds. Null stands for nothing, undefined for a value of another kind. */
const kinds = {
  text: (value: unknown) => (typeof value === "string" ? value : undefined),
  // The mode of Intune's own default profile comes as a number, too.
  "text or number": (value: unknown) =>
    typeof value === "string" || typeof value === "number" ? String(value) : undefined,
  "a date": (value: unknown) => (typeof value === "string" ? dateTime(value) : undefined),
  "a date, or none": (value: unknown) => {
    const date = typeof value === "string" ? dateTime(value) : undefined;
    return date === null ? "" : date;
  },
  "true or false": (value: unknown) => (typeof value === "boolean" ? value : undefined),
  "a number": (value: unknown) => (typeof value === "number" ? value : undefined),
  // Items of a collection may be null.
  "a list of texts": (value: unknown) => {
    const items = Array.isArray(value) ? (value as unknown[]).filter((item) => item !== null) : undefined;
    return items?.every((item) => typeof item === "string") === true ? items : undefined;
  },
} as const;

type Kind = keyof typeof kinds;
type Properties = Readonly<Record<string, Kind>>;

const settingsOfBoth = { displayName: "text", description: "text" } as const;

const settings: Readonly<Record<ProfileType, Properties>> = {
  androidForWork: settingsOfBoth,
  androidDeviceOwner: {
    ...settingsOfBoth,
    enrollmentMode: "text or number",
    enrollmentTokenType: "text",
    deviceNameTemplate: "text",
    roleScopeTagIds: "a list of texts",
    isTeamsDeviceProfile: "true or false",
    configureWifi: "true or false",
    wifiSsid: "text",
    wifiSecurityType: "text",
    wifiHidden: "true or false",
  },
};

const listed = { id: "text", displayName: "text", createdDateTime: "a date, or none" } as const;
const inLists = { enrolledDeviceCount: "a number", tokenExpirationDateTime: "a date" } as const;
const token = { tokenValue: "text", tokenExpirationDateTime: "a date", qrCodeContent: "text" } as const;

/**
 * What is asked of a profile: its place in a list, its token, or its settings. Each is selected by name: a plain GET is
 * not sure to carry tokens, and nothing should carry secrets that nobody needs.
 */
const views = {
  listed: {
    androidForWork: { ...listed, ...inLists },
    androidDeviceOwner: { ...listed, ...inLists, enrollmentMode: "text or number" },
  },
  token: {
    androidForWork: { ...listed, ...token },
    androidDeviceOwner: {
      ...listed,
      ...token,
      tokenCreationDateTime: "a date",
      enrollmentMode: "text or number",
    },
  },
  settings: {
    androidForWork: { ...listed, enrolledDeviceCount: "a number", ...settings.androidForWork },
    androidDeviceOwner: { ...listed, enrolledDeviceCount: "a number", ...settings.androidDeviceOwner },
  },
} as const satisfies Record<string, Record<ProfileType, Properties>>;

export type ProfileView = keyof typeof views;

/** For `$select`. */
export function selectedProperties(profileType: ProfileType, view: ProfileView): string {
  return Object.keys(views[view][profileType]).join(",");
}

/** What an answer is instead, in words that follow it. */
export interface Fault {
  readonly fault: string;
}

interface Entity {
  readonly id?: string;
  readonly displayName?: string;
  readonly createdDateTime?: string;
  readonly tokenValue?: string;
  readonly tokenExpirationDateTime?: string;
  readonly tokenCreationDateTime?: string;
  readonly qrCodeContent?: string;
  readonly enrollmentMode?: string;
  readonly enrolledDeviceCount?: number;
}

/**
 * Reads Graph's entity, with or without `value` around it. Values of enumerations pass through as they are: ones that
 * Microsoft does not document are met in the field.
 *
 * Sources: https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androidforworkenrollmentprofile,
 * https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androiddeviceownerenrollmentprofile
 *
 * @param reference what was asked for, whose id is kept as it was asked by; without an id, the entity's counts
 */
export function parseProfile(
  reference: Partial<ProfileReference> & Pick<ProfileReference, "profileType">,
  apiVersion: string,
  body: unknown,
  view: ProfileView = "token",
): Profile | Fault {
  const { profileType } = reference;
  const entity = parseEntity(views[view][profileType], body);
  if ("fault" in entity) return entity;
  const { id, displayName = "", createdDateTime = "", enrollmentMode, enrolledDeviceCount } = entity;
  if (id === undefined || (reference.profileId === undefined && profileIdFault(id) !== undefined)) {
    return { fault: "has no id" };
  }
  if (view === "settings") {
    // A count that is missing must not pass for "no devices": profiles are deleted by it.
    if (enrolledDeviceCount === undefined) return { fault: "has no enrolledDeviceCount" };
    if (entity.createdDateTime === undefined) return { fault: "has no createdDateTime" };
  }
  const held = parseToken(entity);
  const end = view === "listed" ? entity.tokenExpirationDateTime : undefined;
  const names = Object.keys(settings[profileType]);
  return {
    profileType,
    profileId: reference.profileId ?? id,
    displayName,
    createdDateTime,
    ...(enrollmentMode !== undefined && { enrollmentMode }),
    settings: Object.fromEntries(Object.entries(entity).filter(([name]) => names.includes(name))),
    ...(enrolledDeviceCount !== undefined && { enrolledDeviceCount }),
    ...(end !== undefined && { tokenExpirationDateTime: end }),
    isAosp: enrollmentMode?.startsWith("corporateOwnedAOSP") ?? false,
    apiVersion,
    ...(held !== undefined && { token: held }),
  };
}

function parseEntity(properties: Properties, body: unknown): Entity | Fault {
  const object = inValue(body);
  if (object === undefined) return { fault: "is not an object" };
  const entity: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(properties)) {
    const given = Object.hasOwn(object, name) ? object[name] : undefined;
    if (given === undefined || given === null || given === "") continue;
    const value = kinds[kind](given);
    if (value === undefined) return { fault: `has a ${name} that is not ${kind}` };
    if (value !== null) entity[name] = value;
  }
  return entity;
}

/** The entity itself, where Microsoft's samples have it in `value`. */
function inValue(body: unknown): Readonly<Record<string, unknown>> | undefined {
  const object = asObject(body);
  return object?.id === undefined ? (asObject(object?.value) ?? object) : object;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** The modes whose tokens always expire; androidForWork profiles have no mode, and theirs do too. */
const endingModes = new Set([
  undefined,
  "corporateOwnedDedicatedDevice",
  "corporateOwnedAOSPUserlessDevice",
  "corporateOwnedAOSPUserAssociatedDevice",
]);

function parseToken({
  tokenValue,
  tokenExpirationDateTime,
  tokenCreationDateTime,
  qrCodeContent = "",
  enrollmentMode,
}: Entity): ProfileToken | undefined {
  if (tokenValue === undefined) return undefined;
  // Fully managed and work profile tokens have no end. Any other token without one was withdrawn.
  if (tokenExpirationDateTime === undefined && endingModes.has(enrollmentMode)) return undefined;
  return {
    tokenValue,
    tokenExpirationDateTime: tokenExpirationDateTime ?? noExpiration,
    qrCodeContent,
    ...(tokenCreationDateTime !== undefined && { tokenCreationDateTime }),
  };
}

/** One page of a list. */
export interface ProfilePage {
  readonly profiles: readonly ListedProfile[];
  /** The address of the next page; absent on the last. */
  readonly nextLink?: string;
}

export function parseProfileList(
  profileType: ProfileType,
  apiVersion: string,
  body: unknown,
): ProfilePage | Fault {
  if (typeof body !== "object" || body === null) return { fault: "is not an object" };
  const { value, "@odata.nextLink": nextLink } = body as Readonly<Record<string, unknown>>;
  if (!Array.isArray(value)) return { fault: "has no list" };
  const profiles: ListedProfile[] = [];
  for (const item of value as unknown[]) {
    const profile = parseProfile({ profileType }, apiVersion, item, "listed");
    if ("fault" in profile) return { fault: `lists something that ${profile.fault}` };
    profiles.push(profile);
  }
  return { profiles, ...(typeof nextLink === "string" && nextLink !== "" ? { nextLink } : {}) };
}
