import type { Rule } from "../../rules";

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

const knownValues: Readonly<Record<string, readonly unknown[]>> = {
  enrollmentMode: enrollmentModes,
  enrollmentTokenType: enrollmentTokenTypes,
};

/** False for what Microsoft does not document, such as the mode `5` that is met in the field, and for no value. */
export function isKnownValue(name: "enrollmentMode" | "enrollmentTokenType", value: unknown): boolean {
  return knownValues[name]?.includes(value) === true;
}

const aospModes = enrollmentModes.filter((mode) => mode.includes("AOSP"));

/** An argument that only androidDeviceOwner profiles have. */
export function ofDeviceOwner(rule: Rule): Rule {
  return (value, inputs) =>
    inputs.profileType === "androidForWork"
      ? 'belongs to profileType "androidDeviceOwner", and this is "androidForWork"'
      : rule(value, inputs);
}

/** An argument that only profiles for devices without Google Mobile Services have. */
export function ofAosp(rule: Rule): Rule {
  return ofDeviceOwner((value, inputs) => {
    // A mode that is unknown or faulty says nothing of this argument.
    const mode = enrollmentModes.find((known) => known === inputs.enrollmentMode);
    if (mode === undefined || aospModes.includes(mode)) return rule(value, inputs);
    if (value === undefined) return undefined;
    const allowed = aospModes.map((name) => `"${name}"`).join(" or ");
    return `belongs to enrollmentMode ${allowed}, and this is "${mode}"`;
  });
}
