import * as pulumi from "@pulumi/pulumi";
import { EnrollmentToken, secondsIn } from "pulumi-intune-enrollment";

const config = new pulumi.Config();

// A token for the kiosk profile. It is valid for 30 days, and the first `pulumi up` in its last week issues a new one.
const token = new EnrollmentToken("kiosk", {
  profileId: config.require("profileId"),
  tokenValidityInSeconds: secondsIn("P30D"),
  renewBeforeInSeconds: secondsIn("P7D"),
  // A new value here, for example every quarter, also issues a new token.
  rotateWhenChanged: { quarter: config.get("quarter") ?? "none" },
});

export const profileDisplayName = token.profileDisplayName;
export const tokenExpirationDateTime = token.tokenExpirationDateTime;
export const rotationDueDateTime = token.rotationDueDateTime;

// Secret, like everything that holds the token: `pulumi stack output tokenValue --show-secrets`.
export const tokenValue = token.tokenValue;
export const qrCode = token.qrCode("terminal");
