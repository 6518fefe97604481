import type { Emulator } from "../emulator";

/** What tells the kinds of profile apart, as arguments have it. Tokens, QR codes and actions differ among them. */
export const kinds = {
  "for work": { profileType: "androidForWork" },
  dedicated: { profileType: "androidDeviceOwner", enrollmentMode: "corporateOwnedDedicatedDevice" },
  "fully managed": { profileType: "androidDeviceOwner", enrollmentMode: "corporateOwnedFullyManaged" },
  "work profile": { profileType: "androidDeviceOwner", enrollmentMode: "corporateOwnedWorkProfile" },
  "AOSP userless": {
    profileType: "androidDeviceOwner",
    enrollmentMode: "corporateOwnedAOSPUserlessDevice",
  },
  "AOSP with users": {
    profileType: "androidDeviceOwner",
    enrollmentMode: "corporateOwnedAOSPUserAssociatedDevice",
  },
} as const;

export type Kind = keyof typeof kinds;

export const allKinds = Object.keys(kinds) as readonly Kind[];

/** The kinds whose tokens have an end. */
export const endingKinds: readonly Kind[] = allKinds.filter(
  (kind) => kind !== "fully managed" && kind !== "work profile",
);

/** Adds a profile as an administrator would. Returns the arguments that name it. */
export function addProfileOf(kind: Kind, emulator: Emulator, properties: { displayName?: string } = {}) {
  const { profileType, ...mode } = { enrollmentMode: "", ...kinds[kind] };
  const { id: profileId } =
    profileType === "androidForWork"
      ? emulator.addProfile(profileType, properties)
      : emulator.addProfile(profileType, { ...mode, ...properties });
  return { profileType, profileId };
}

/** Arguments of a profile; null takes one away. */
export type Args = Readonly<Record<string, string | boolean | readonly string[] | null>>;

/** What a profile of a kind goes through, and what Graph is to be sent for it. */
interface Life {
  /** Declared first, besides the kind itself and its displayName. */
  readonly first: Args;
  readonly creates: object;
  /** Declared then, in place of some of it. */
  readonly then: Args;
  readonly changes: object;
  /** What somebody else sets it to. */
  readonly drift: object;
  /** What of that a refresh shows, and what the next up sets it back to. */
  readonly shows: object;
  readonly mends: object;
  /** What can only be had of another profile. */
  readonly replaces: Args;
}

export const wifiPassword = "correct horse battery";

const ofDeviceOwner = { enrollmentTokenType: "default" };
const wifi = { wifiSsid: "Staging", wifiPassword, wifiSecurityType: "wpa" };

export const lives: Readonly<Record<Kind, Life>> = {
  "for work": {
    first: { description: "First" },
    creates: { description: "First" },
    then: { displayName: "for work, renamed" },
    changes: { displayName: "for work, renamed" },
    drift: { displayName: "Theirs", description: "Theirs" },
    shows: { displayName: "Theirs", description: "Theirs" },
    mends: { displayName: "for work, renamed", description: "First" },
    replaces: { profileType: "androidDeviceOwner", enrollmentMode: "corporateOwnedDedicatedDevice" },
  },
  dedicated: {
    first: { deviceNameTemplate: "K-{{SERIAL}}", roleScopeTagIds: ["0", "5"], forceDestroy: true },
    creates: { ...ofDeviceOwner, deviceNameTemplate: "K-{{SERIAL}}", roleScopeTagIds: ["0", "5"] },
    // Scope tags are a set: another order is no change.
    then: { deviceNameTemplate: null, roleScopeTagIds: ["5", "0"] },
    changes: { deviceNameTemplate: "" },
    drift: { roleScopeTagIds: ["0"] },
    shows: { roleScopeTagIds: ["0"] },
    mends: { roleScopeTagIds: ["5", "0"] },
    replaces: { enrollmentTokenType: "corporateOwnedDedicatedDeviceWithAzureADSharedMode" },
  },
  "fully managed": {
    first: {},
    creates: ofDeviceOwner,
    then: { description: "Then" },
    changes: { description: "Then" },
    drift: { description: null },
    shows: { description: undefined },
    mends: { description: "Then" },
    replaces: { enrollmentTokenType: "deviceStaging" },
  },
  "work profile": {
    first: { description: "First", deviceNameTemplate: "W-{{rand:4}}" },
    creates: { ...ofDeviceOwner, description: "First", deviceNameTemplate: "W-{{rand:4}}" },
    then: { description: null, deviceNameTemplate: "W-{{rand:6}}" },
    changes: { description: "", deviceNameTemplate: "W-{{rand:6}}" },
    // What is not declared is not watched.
    drift: { description: "Theirs" },
    shows: { description: undefined },
    mends: {},
    replaces: { enrollmentMode: "corporateOwnedFullyManaged" },
  },
  "AOSP userless": {
    first: wifi,
    creates: { ...ofDeviceOwner, ...wifi, configureWifi: true },
    then: { wifiSsid: "Lobby", wifiHidden: true },
    changes: { wifiSsid: "Lobby", wifiPassword, wifiHidden: true },
    drift: { wifiSsid: "Theirs", wifiHidden: false },
    shows: { wifiSsid: "Theirs", wifiHidden: false },
    mends: { wifiSsid: "Lobby", wifiPassword, wifiHidden: true },
    replaces: { enrollmentMode: "corporateOwnedAOSPUserAssociatedDevice" },
  },
  "AOSP with users": {
    first: { isTeamsDeviceProfile: true },
    creates: { ...ofDeviceOwner, isTeamsDeviceProfile: true },
    then: wifi,
    changes: wifi,
    drift: { displayName: "Theirs", wifiSecurityType: "none" },
    shows: { displayName: "Theirs", wifiSecurityType: "none" },
    mends: { displayName: "AOSP with users", wifiSecurityType: "wpa", wifiPassword },
    replaces: { enrollmentMode: "corporateOwnedAOSPUserlessDevice" },
  },
};
