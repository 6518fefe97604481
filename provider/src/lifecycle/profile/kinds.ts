/** Graph's androidDeviceOwnerEnrollmentMode. */
export const enrollmentModes = [
  "corporateOwnedDedicatedDevice",
  "corporateOwnedFullyManaged",
  "corporateOwnedWorkProfile",
  "corporateOwnedAOSPUserlessDevice",
  "corporateOwnedAOSPUserAssociatedDevice",
] as const;

/** Graph's androidDeviceOwnerEnrollmentTokenType. */
export const enrollmentTokenTypes = [
  "default",
  "corporateOwnedDedicatedDeviceWithAzureADSharedMode",
  "deviceStaging",
] as const;

/** The modes for devices without Google Mobile Services. */
export const aospModes = enrollmentModes.filter((mode) => mode.includes("AOSP"));

const knownValues: Readonly<Record<string, readonly unknown[]>> = {
  enrollmentMode: enrollmentModes,
  enrollmentTokenType: enrollmentTokenTypes,
};

/** False for what Microsoft does not document, such as the mode `5` that is met in the field, and for no value. */
export function isKnownValue(name: "enrollmentMode" | "enrollmentTokenType", value: unknown): boolean {
  return knownValues[name]?.includes(value) === true;
}
