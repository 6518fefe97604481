import { dateTime } from "./dateTime";
import type { ProfileReference, ProfileType } from "./profile";
import { profileIdFault } from "./profileId";

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

/** A profile as Graph shows it, without its token. */
export interface ShownProfile extends ProfileReference {
  readonly settings: ProfileSettings;
  /** ISO 8601, UTC. */
  readonly createdDateTime: string;
  readonly enrolledDeviceCount: number;
  /** The API version that answered. */
  readonly apiVersion: string;
  /** The id of the tenant that it is in, as far as the access token told. */
  readonly profileTenantId?: string;
}

type Kind = "text" | "boolean" | "texts";

const both = { displayName: "text", description: "text" } as const;

const kinds: Readonly<Record<ProfileType, Readonly<Partial<Record<keyof ProfileSettings, Kind>>>>> = {
  androidForWork: both,
  androidDeviceOwner: {
    ...both,
    enrollmentMode: "text",
    enrollmentTokenType: "text",
    deviceNameTemplate: "text",
    roleScopeTagIds: "texts",
    isTeamsDeviceProfile: "boolean",
    configureWifi: "boolean",
    wifiSsid: "text",
    wifiSecurityType: "text",
    wifiHidden: "boolean",
  },
};

/** For `$select`. */
export function shownProperties(profileType: ProfileType): string[] {
  return ["id", "createdDateTime", "enrolledDeviceCount", ...Object.keys(kinds[profileType])];
}

/**
 * Reads Graph's entity. Returns the fault, in words that follow "the answer", where it is not one. Values of
 * enumerations pass through as they are: ones that Microsoft does not document are met in the field.
 *
 * Sources: https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androidforworkenrollmentprofile,
 * https://learn.microsoft.com/graph/api/resources/intune-androidforwork-androiddeviceownerenrollmentprofile
 */
export function parseShownProfile(
  profileType: ProfileType,
  apiVersion: string,
  body: unknown,
): ShownProfile | { readonly fault: string } {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return { fault: "is not an object" };
  const entity = body as Readonly<Record<string, unknown>>;
  const { id, createdDateTime, enrolledDeviceCount } = entity;
  if (typeof id !== "string" || profileIdFault(id) !== undefined) return { fault: "has no id" };
  const created = typeof createdDateTime === "string" ? dateTime(createdDateTime) : undefined;
  if (created === undefined) return { fault: "has no createdDateTime" };
  // A count that is not there must not pass for "no devices": profiles are deleted by it.
  if (typeof enrolledDeviceCount !== "number") return { fault: "has no enrolledDeviceCount" };
  const settings: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(kinds[profileType])) {
    const value = Object.hasOwn(entity, name) ? entity[name] : undefined;
    if (value === undefined || value === null || value === "") continue;
    if (!isOf(kind, value)) return { fault: `has a ${name} of another kind` };
    settings[name] = value;
  }
  return {
    profileType,
    profileId: id,
    settings,
    createdDateTime: created,
    enrolledDeviceCount,
    apiVersion,
  };
}

function isOf(kind: Kind, value: unknown): boolean {
  if (kind === "texts") return Array.isArray(value) && value.every((item) => typeof item === "string");
  return typeof value === (kind === "text" ? "string" : "boolean");
}
