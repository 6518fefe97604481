import * as pulumi from "@pulumi/pulumi";
import { EnrollmentToken, enrollmentSheet, secondsIn } from "pulumi-intune-enrollment";

const config = new pulumi.Config();
const wifiPassword = config.getSecret("wifiPassword");

const token = new EnrollmentToken("kiosk", {
  profileId: config.require("profileId"),
  tokenValidityInSeconds: secondsIn("P30D"),
  renewBeforeInSeconds: secondsIn("P7D"),
});

// Secret, because whoever has the page can enroll devices. A pipeline writes it to a file:
//   pulumi stack output sheet --show-secrets > sheet.html
export const sheet = enrollmentSheet(token, {
  title: "Lobby kiosks",
  instructions: "Plug the kiosk in first.\nQuestions: extension 4711.",
  locale: "en",
  timeZone: "Europe/Madrid",
  // The code also sets up Wi-Fi and the language on the device, if the stack has a password.
  device: wifiPassword && { wifi: { ssid: "Setup", password: wifiPassword }, locale: "en_US" },
});
