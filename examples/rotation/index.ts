import * as pulumi from "@pulumi/pulumi";
import { EnrollmentToken, enrollmentSheet, secondsIn } from "pulumi-intune-enrollment";

const config = new pulumi.Config();

const token = new EnrollmentToken("kiosk", {
  profileId: config.require("profileId"),
  tokenValidityInSeconds: secondsIn("P30D"),
  // The first run in the last week issues a new token, so a week is left to replace the printed sheets.
  renewBeforeInSeconds: secondsIn("P7D"),
  // A token that somebody issued by hand is not taken over: the next run with a refresh issues a new one.
  whenReplaced: "reissue",
  // After an incident, a new text here issues a new token at the next run.
  rotateWhenChanged: { incident: config.get("incident") ?? "none" },
});

export const rotationDueDateTime = token.rotationDueDateTime;
export const sheet = enrollmentSheet(token, { title: "Lobby kiosks", timeZone: "Europe/Madrid" });
