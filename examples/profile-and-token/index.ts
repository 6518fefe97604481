import * as pulumi from "@pulumi/pulumi";
import { EnrollmentProfile, EnrollmentToken, secondsIn } from "pulumi-intune-enrollment";

const config = new pulumi.Config();

// The profile that dedicated devices enroll with. Renaming it changes it in place, and its token stays.
const profile = new EnrollmentProfile("scanners", {
  displayName: config.get("displayName") ?? "Warehouse scanners",
  description: "Handheld scanners, goods in",
  profileType: "androidDeviceOwner",
  enrollmentMode: "corporateOwnedDedicatedDevice",
  deviceNameTemplate: "SCAN-{{SERIALLAST4DIGITS}}",
});

// A token on it, in the same `pulumi up`. Should the profile be replaced, the token moves with it.
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
