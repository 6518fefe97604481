import * as pulumi from "@pulumi/pulumi";
import { EnrollmentToken, enrollmentSheet, secondsIn } from "pulumi-intune-enrollment";

const config = new pulumi.Config();

const token = new EnrollmentToken("kiosk", {
  profileId: config.require("profileId"),
  tokenValidityInSeconds: secondsIn("P30D"),
  // The first run in the last week issues anew, which leaves a week to replace what is on paper.
  renewBeforeInSeconds: secondsIn("P7D"),
  // A token that somebody issued by hand is not taken over: the next run with a refresh issues anew.
  whenReplaced: "reissue",
  // After an incident, a new text here does not wait for the schedule.
  rotateWhenChanged: { incident: config.get("incident") ?? "none" },
});

export const rotationDueDateTime = token.rotationDueDateTime;
export const sheet = enrollmentSheet(token, { title: "Lobby kiosks", timeZone: "Europe/Madrid" });
