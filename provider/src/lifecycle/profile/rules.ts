import { isGuid } from "../../graph/profile";
import { boolean, kindOf, oneOf, type Properties, type Rule } from "../../rules";
import { hasPassword, passwordFault } from "../../wifi";

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

/** False if there is no value, or one that Microsoft does not document, such as the mode `5` of some real profiles. */
export function isKnownValue(name: "enrollmentMode" | "enrollmentTokenType", value: unknown): boolean {
  return knownValues[name]?.includes(value) === true;
}

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
    // If the mode is unknown or faulty, it says nothing about this argument.
    const mode = enrollmentModes.find((known) => known === inputs.enrollmentMode);
    if (mode === undefined || aospModes.includes(mode)) return rule(value, inputs);
    if (value === undefined) return undefined;
    const allowed = aospModes.map((name) => `"${name}"`).join(" or ");
    return `belongs to enrollmentMode ${allowed}, and this is "${mode}"`;
  });
}

/** An argument that only androidDeviceOwner profiles for devices with Google Mobile Services have. */
export function notOfAosp(rule: Rule): Rule {
  return ofDeviceOwner((value, inputs) =>
    aospModes.some((mode) => mode === inputs.enrollmentMode)
      ? `has no effect with enrollmentMode "${String(inputs.enrollmentMode)}": AOSP devices join no group while they enroll`
      : rule(value, inputs),
  );
}

export const groupId: Rule = (value) => {
  if (typeof value !== "string") return `is ${kindOf(value)}, expected the id of an Entra group`;
  return isGuid(value) ? undefined : "is not a GUID, expected the object id of an Entra group";
};

/** A setting of the network that wifiSsid names. */
export function ofNetwork(rule: Rule): Rule {
  return ofAosp((value, inputs) => {
    const fault = rule(value, inputs);
    return fault ?? (inputs.wifiSsid === undefined ? "has no effect without wifiSsid" : undefined);
  });
}

/** The modes that a token type is for. A type that is not here is for all modes. */
const modesOfTokenType: Readonly<Record<string, readonly string[]>> = {
  corporateOwnedDedicatedDeviceWithAzureADSharedMode: ["corporateOwnedDedicatedDevice"],
  // Source: https://learn.microsoft.com/intune/intune-service/enrollment/device-staging-overview
  deviceStaging: ["corporateOwnedFullyManaged", "corporateOwnedWorkProfile"],
};

export const enrollmentTokenType: Rule = (value, inputs) => {
  const fault = oneOf(...enrollmentTokenTypes)(value, inputs);
  const modes = typeof value === "string" ? modesOfTokenType[value] : undefined;
  const { enrollmentMode: mode } = inputs;
  const isKnownMode = typeof mode === "string" && enrollmentModes.some((known) => known === mode);
  if (fault !== undefined || modes === undefined || !isKnownMode || modes.includes(mode)) return fault;
  return `is "${String(value)}", which belongs to enrollmentMode ${modes.map((name) => `"${name}"`).join(" or ")}`;
};

/** All androidDeviceOwner profiles have it in Graph, but it can be true on AOSP profiles only. */
export const isTeamsDeviceProfile: Rule = (value, inputs) =>
  boolean(value, inputs) ?? (value === true ? ofAosp(() => undefined)(value, inputs) : undefined);

/** Whether the profile's network has a password. */
export function needsPassword({ profileType, wifiSecurityType }: Properties): boolean {
  return profileType === "androidDeviceOwner" && hasPassword(wifiSecurityType);
}

export const wifiPassword: Rule = (value, { wifiSecurityType }) =>
  passwordFault(value, wifiSecurityType ?? "none", "wifiSecurityType");
