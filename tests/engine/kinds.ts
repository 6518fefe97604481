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
