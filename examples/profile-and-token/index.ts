import * as pulumi from "@pulumi/pulumi";
import { EnrollmentProfile, EnrollmentToken, secondsIn } from "pulumi-intune-enrollment";

const config = new pulumi.Config();

// The profile that dedicated devices enroll with. If you rename it, it is changed in place and its token stays.
const profile = new EnrollmentProfile("scanners", {
  displayName: config.get("displayName") ?? "Warehouse scanners",
  description: "Handheld scanners, goods in",
  profileType: "androidDeviceOwner",
  enrollmentMode: "corporateOwnedDedicatedDevice",
  deviceNameTemplate: "SCAN-{{SERIALLAST4DIGITS}}",
});

// A token on the profile, in the same `pulumi up`. If the profile is replaced, the token is replaced with it.
const token = new EnrollmentToken("scanners", {
  profileId: profile.profileId,
  profileType: profile.profileType,
  tokenValidityInSeconds: secondsIn("P90D"),
  renewBeforeInSeconds: secondsIn("P14D"),
});

export const profileId = profile.profileId;
export const enrolledDeviceCount = profile.enrolledDeviceCount;
export const rotationDueDateTime = token.rotationDueDateTime;

// Secret, because it holds the token.
export const qrCode = token.qrCode("svg");
