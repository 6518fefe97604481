import * as pulumi from "@pulumi/pulumi";
import { EnrollmentToken, secondsIn } from "pulumi-intune-enrollment";

const config = new pulumi.Config();

// A token for the kiosk profile. It lives for 30 days, and the first `pulumi up` in its last week issues it anew.
const token = new EnrollmentToken("kiosk", {
  profileId: config.require("profileId"),
  tokenValidityInSeconds: secondsIn("P30D"),
  renewBeforeInSeconds: secondsIn("P7D"),
  // A new value here, for example with every quarter, issues the token anew as well.
  rotateWhenChanged: { quarter: config.get("quarter") ?? "none" },
});

export const profileDisplayName = token.profileDisplayName;
export const tokenExpirationDateTime = token.tokenExpirationDateTime;
export const rotationDueDateTime = token.rotationDueDateTime;

// Secret, as everything that holds the token: `pulumi stack output tokenValue --show-secrets`.
export const tokenValue = token.tokenValue;
export const qrCode = token.qrCode("terminal");
