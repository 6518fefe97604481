import { dateTime, noExpiration } from "./dateTime";
import {
  type ListedProfile,
  type Profile,
  profileIdFault,
  type ProfileReference,
  type ProfileToken,
  type ProfileType,
} from "./profile";

/** Reads a value of each kind. Null means that there is none; undefined means a value of another kind. */
const kinds = {
  text: (value: unknown) => (typeof value === "string" ? value : undefined),
  // Graph also gives the mode of Intune's own default profile as a number.
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
 * What a read asks for: the entry in a list, the token, or the settings. Each property is selected by name: a plain GET
 * may leave the token out, and no answer should hold secrets that nobody needs.
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

/** What is wrong with an answer, in words that follow "the answer". */
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
 * Reads Graph's entity, with or without `value` around it. Values of enumerations are not checked, because real
 * profiles have values that Microsoft does not document.
 *
 * Sources: https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androidforworkenrollmentprofile,
 * https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androiddeviceownerenrollmentprofile
 *
 * @param reference the requested profile. Its id is kept as it was spelled. If it has no id, the entity's id is used
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
    // A missing count must not be read as "no devices": then the profile could be deleted.
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
    const raw = Object.hasOwn(object, name) ? object[name] : undefined;
    if (raw === undefined || raw === null || raw === "") continue;
    const value = kinds[kind](raw);
    if (value === undefined) return { fault: `has a ${name} that is not ${kind}` };
    if (value !== null) entity[name] = value;
  }
  return entity;
}

/** The entity itself, which is in `value` in Microsoft's samples. */
function inValue(body: unknown): Readonly<Record<string, unknown>> | undefined {
  const object = asObject(body);
  return object?.id === undefined ? (asObject(object?.value) ?? object) : object;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** The modes whose tokens always expire. androidForWork profiles have no mode, and their tokens always expire too. */
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
  // Fully managed and work profile tokens have no end. Any other token without an end was revoked.
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
  /** The address of the next page. Absent on the last page. */
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
