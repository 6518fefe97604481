import { dateTime } from "./dateTime";

/** Which of Graph's two entity sets a profile is in. */
export type ProfileType = "androidForWork" | "androidDeviceOwner";

export const profileTypes = ["androidForWork", "androidDeviceOwner"] as const satisfies ProfileType[];

/** Names one profile to Graph. */
export interface ProfileReference {
  readonly profileType: ProfileType;
  readonly profileId: string;
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

/** An enrollment profile, as far as its token is concerned. */
export interface Profile extends ProfileReference {
  readonly displayName: string;
  /** ISO 8601, UTC; undefined where Graph does not tell. */
  readonly createdDateTime?: string;
  /** What Graph says it is for: `5` for what cannot be managed. Only androidDeviceOwner profiles tell. */
  readonly enrollmentMode?: string;
  /** Undefined where no token was ever issued, or the last one is gone. */
  readonly token?: ProfileToken;
  /** AOSP profiles have their actions under another id. */
  readonly isAosp: boolean;
  /** The API version that answered. */
  readonly apiVersion: string;
  /** When it answered, by Graph's own clock. */
  readonly date?: Date;
  /** The id of the tenant that it is in, as far as the access token told. */
  readonly tenantId?: string;
}

/** What stands for the expiry of a token that does not expire: the last second that four-digit years can name. */
export const noExpiration = "9999-12-31T23:59:59Z";

export const entitySets = {
  androidForWork: "androidForWorkEnrollmentProfiles",
  androidDeviceOwner: "androidDeviceOwnerEnrollmentProfiles",
} as const satisfies Record<ProfileType, string>;

/** The resource's id in a stack, and the profile's name in messages. */
export function profilePath({ profileType, profileId }: ProfileReference): string {
  return `${entitySets[profileType]}/${profileId}`;
}

const properties = [
  "id",
  "displayName",
  "createdDateTime",
  "tokenValue",
  "tokenExpirationDateTime",
  "qrCodeContent",
  "tokenCreationDateTime",
  "enrollmentMode",
] as const;

/** Only a GET by id that names these properties is sure to carry them. */
export const tokenProperties = {
  androidForWork: properties.slice(0, 6),
  androidDeviceOwner: properties,
} satisfies Record<ProfileType, readonly string[]>;

/**
 * Reads Graph's entity. Returns the fault, in words that follow "the answer", where it is not one.
 *
 * Sources: https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androidforworkenrollmentprofile,
 * https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androiddeviceownerenrollmentprofile
 */
export function parseProfile(
  reference: ProfileReference,
  apiVersion: string,
  body: unknown,
): Profile | { readonly fault: string } {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return { fault: "is not an object" };
  const entity = body as Readonly<Record<string, unknown>>;
  const texts: Partial<Record<(typeof properties)[number], string>> = {};
  for (const name of tokenProperties[reference.profileType]) {
    const value = Object.hasOwn(entity, name) ? entity[name] : undefined;
    if (value === undefined || value === null || value === "") continue;
    // The mode of Intune's own default profile comes as a number, too.
    if (name === "enrollmentMode" && typeof value === "number") {
      texts[name] = String(value);
      continue;
    }
    if (typeof value !== "string") return { fault: `has a ${name} that is not text` };
    if (name.endsWith("DateTime") && dateTime(value) === undefined) {
      return { fault: `has a ${name} that is not a date` };
    }
    texts[name] = value;
  }
  if (texts.id === undefined) return { fault: "has no id" };
  const token = parseToken(texts);
  const createdDateTime = utc(texts.createdDateTime);
  return {
    ...reference,
    displayName: texts.displayName ?? "",
    ...(createdDateTime !== undefined && { createdDateTime }),
    ...(texts.enrollmentMode !== undefined && { enrollmentMode: texts.enrollmentMode }),
    isAosp: texts.enrollmentMode?.startsWith("corporateOwnedAOSP") ?? false,
    apiVersion,
    ...(token === undefined ? {} : { token }),
  };
}

function parseToken({
  tokenValue,
  tokenExpirationDateTime,
  tokenCreationDateTime,
  qrCodeContent,
  enrollmentMode,
}: Partial<Record<(typeof properties)[number], string>>): ProfileToken | undefined {
  const expiration = utc(tokenExpirationDateTime);
  const creation = utc(tokenCreationDateTime);
  if (tokenValue === undefined) return undefined;
  // Fully managed and work profile tokens have no end. Any other token without one was withdrawn.
  if (expiration === undefined && (enrollmentMode === undefined || endingModes.has(enrollmentMode)))
    return undefined;
  return {
    tokenValue,
    tokenExpirationDateTime: expiration ?? noExpiration,
    qrCodeContent: qrCodeContent ?? "",
    ...(creation === undefined ? {} : { tokenCreationDateTime: creation }),
  };
}

/** The modes whose tokens always expire; androidForWork profiles have no mode, and theirs do too. */
const endingModes = new Set([
  "corporateOwnedDedicatedDevice",
  "corporateOwnedAOSPUserlessDevice",
  "corporateOwnedAOSPUserAssociatedDevice",
]);

/** In the one form that all dates have here. Graph writes "no date" as null or as the year 1. */
function utc(text: string | undefined): string | undefined {
  if (text === undefined || text.startsWith("0001-01-01")) return undefined;
  // With whatever fraction of the last second.
  return text.startsWith("9999-12-31") ? noExpiration : dateTime(text);
}
