import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { profileTypes, type ProfileType } from "../../graph/profile";
import { boolean, nonEmptyTexts, oneOf, type Properties, tenantId, text } from "../../rules";
import { ssid } from "../../wifi";
import { type ArgumentTable, argumentsAmong, checkArguments } from "../arguments";
import {
  enrollmentModes,
  enrollmentTokenType,
  groupId,
  isTeamsDeviceProfile,
  needsPassword,
  notOfAosp,
  ofAosp,
  ofDeviceOwner,
  ofNetwork,
  wifiPassword,
} from "./rules";

/** The arguments as state has them: checked, and with defaults. What is not declared is absent. */
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
  /** The id of the static Entra group that devices join while they enroll. */
  readonly enrollmentTimeGroupId?: string;
  readonly forceDestroy: boolean;
  /** States of 0.1 do not have it, which means false. */
  readonly adoptExisting?: boolean;
  readonly tenantId?: string;
}

/** Intune documents no limit for names. A longer one is surely a mistake. */
const longestName = 256;
/** The same holds for descriptions. */
const longestDescription = 1024;
/** Documented with Graph's property. */
const longestDeviceNameTemplate = 63;

/**
 * All arguments of an EnrollmentProfile. A change of an argument replaces the profile, is sent to Graph as a property
 * or as the group, or is only kept in state. If you add an argument, say what its absence means in states of earlier
 * releases.
 */
export const profileArguments = {
  // Graph has to return the name exactly as it was sent: if an answer is lost, the new profile is recognised by its name.
  displayName: {
    rule: text({ least: 1, most: longestName, trimmed: true }),
    required: true,
    change: "patch",
  },
  description: { rule: text({ least: 0, most: longestDescription, lines: true }), change: "patch" },
  profileType: { rule: oneOf(...profileTypes), default: "androidForWork", change: "replace" },
  enrollmentMode: {
    rule: ofDeviceOwner(oneOf(...enrollmentModes)),
    required: isDeviceOwner,
    change: "replace",
  },
  enrollmentTokenType: {
    rule: ofDeviceOwner(enrollmentTokenType),
    default: (inputs: Properties) => (isDeviceOwner(inputs) ? "default" : undefined),
    change: "replace",
  },
  deviceNameTemplate: {
    rule: ofDeviceOwner(text({ least: 1, most: longestDeviceNameTemplate })),
    change: "patch",
  },
  roleScopeTagIds: { rule: ofDeviceOwner(nonEmptyTexts), change: "patch" },
  isTeamsDeviceProfile: { rule: ofDeviceOwner(isTeamsDeviceProfile), change: "patch" },
  wifiSsid: { rule: ofAosp(ssid), change: "patch" },
  wifiPassword: { rule: ofNetwork(wifiPassword), required: needsPassword, secret: "always", change: "patch" },
  wifiSecurityType: { rule: ofNetwork(oneOf("none", "wpa", "wep")), change: "patch" },
  wifiHidden: { rule: ofNetwork(boolean), change: "patch" },
  enrollmentTimeGroupId: { rule: notOfAosp(groupId), change: "group" },
  forceDestroy: { rule: boolean, default: false, change: "keep" },
  adoptExisting: { rule: boolean, default: false, change: "keep" },
  // Another name for the same tenant is only kept in state.
  tenantId: { rule: tenantId, change: "replace" },
} as const satisfies ArgumentTable<ProfileInputs, "replace" | "patch" | "group" | "keep">;

/** The arguments among a resource's properties. */
export function inputsOf(properties: ProfileInputs): ProfileInputs {
  return argumentsAmong(profileArguments, properties);
}

/** Checks all arguments of an EnrollmentProfile at once, and applies the defaults. */
export function checkProfile(news: Properties): {
  readonly inputs: Properties;
  readonly failures: CheckFailure[];
} {
  return checkArguments(profileArguments, news);
}

function isDeviceOwner({ profileType }: Properties): boolean {
  return profileType === "androidDeviceOwner";
}
