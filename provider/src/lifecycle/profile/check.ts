import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { profileTypes } from "../../graph/profile";
import { boolean, nonEmptyTexts, oneOf, type Properties, type Rule, tenantId, text } from "../../rules";
import { checkArguments } from "../rules";
import { enrollmentModes, enrollmentTokenTypes, ofAosp, ofDeviceOwner } from "./kinds";
import { needsPassword, wifiRules } from "./wifiRules";

/** Intune documents no limit to names; more than this is surely a mistake. */
const longestName = 256;
/** Likewise of descriptions. */
const longestDescription = 1024;
/** Documented with Graph's property. */
const longestDeviceNameTemplate = 63;

/** The modes that a type of token is for, where it is not for all. */
const modesOfTokenType: Readonly<Record<string, readonly string[]>> = {
  corporateOwnedDedicatedDeviceWithAzureADSharedMode: ["corporateOwnedDedicatedDevice"],
  // Source: https://learn.microsoft.com/intune/intune-service/enrollment/device-staging-overview
  deviceStaging: ["corporateOwnedFullyManaged", "corporateOwnedWorkProfile"],
};

const enrollmentTokenType: Rule = (value, inputs) => {
  const fault = oneOf(...enrollmentTokenTypes)(value, inputs);
  const modes = typeof value === "string" ? modesOfTokenType[value] : undefined;
  const { enrollmentMode: mode } = inputs;
  const isKnownMode = typeof mode === "string" && enrollmentModes.some((known) => known === mode);
  if (fault !== undefined || modes === undefined || !isKnownMode || modes.includes(mode)) return fault;
  return `is "${String(value)}", which belongs to enrollmentMode ${modes.map((name) => `"${name}"`).join(" or ")}`;
};

/** Graph has it on all androidDeviceOwner profiles, and sets it on AOSP ones only. */
const isTeamsDeviceProfile: Rule = (value, inputs) =>
  boolean(value, inputs) ?? (value === true ? ofAosp(() => undefined)(value, inputs) : undefined);

const rules: Readonly<Record<string, Rule>> = {
  // The name has to come back exactly as it was sent: a profile whose creation is in doubt is known by it.
  displayName: text({ least: 1, most: longestName, trimmed: true }),
  description: text({ least: 0, most: longestDescription, lines: true }),
  profileType: oneOf(...profileTypes),
  enrollmentMode: ofDeviceOwner(oneOf(...enrollmentModes)),
  enrollmentTokenType: ofDeviceOwner(enrollmentTokenType),
  deviceNameTemplate: ofDeviceOwner(text({ least: 1, most: longestDeviceNameTemplate })),
  roleScopeTagIds: ofDeviceOwner(nonEmptyTexts),
  isTeamsDeviceProfile: ofDeviceOwner(isTeamsDeviceProfile),
  ...wifiRules,
  forceDestroy: boolean,
  tenantId,
};

/** Checks the arguments of an EnrollmentProfile, all of them at once, and applies the defaults. */
export function checkProfile(news: Properties): {
  readonly inputs: Properties;
  readonly failures: CheckFailure[];
} {
  const profileType = news.profileType ?? "androidForWork";
  const isDeviceOwner = profileType === "androidDeviceOwner";
  return checkArguments(
    news,
    rules,
    [
      "displayName",
      ...(isDeviceOwner ? ["enrollmentMode"] : []),
      ...(isDeviceOwner && needsPassword(news) ? ["wifiPassword"] : []),
    ],
    {
      profileType: "androidForWork",
      ...(isDeviceOwner ? { enrollmentTokenType: "default" } : {}),
      forceDestroy: false,
    },
    ["wifiPassword"],
  );
}
