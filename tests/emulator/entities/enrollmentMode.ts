import type { ProfileSettings, ProfileType } from "./profile";

/** The two fields that decide what a profile's tokens look like. */
type Enrollment = Pick<ProfileSettings, "enrollmentMode" | "enrollmentTokenType"> & {
  readonly type: ProfileType;
};

/** Devices without Google Mobile Services: another QR format, another id in the actions' path. */
export function isAosp({ type, enrollmentMode }: Enrollment): boolean {
  return type === "androidDeviceOwner" && String(enrollmentMode).startsWith("corporateOwnedAOSP");
}

/** Fully managed and corporate work-profile devices, whose users may type the token by hand. */
export function isUserDriven({ type, enrollmentMode }: Enrollment): boolean {
  return (
    type === "androidDeviceOwner" &&
    (enrollmentMode === "corporateOwnedFullyManaged" || enrollmentMode === "corporateOwnedWorkProfile")
  );
}

export function isStaging({ enrollmentTokenType }: Enrollment): boolean {
  return enrollmentTokenType === "deviceStaging";
}
