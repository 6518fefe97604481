import type { SheetLanguage } from "../SheetLanguage";

export const en: SheetLanguage = {
  tag: "en",
  kicker: "Android device enrollment",
  qrCodeTitle: "Enrollment QR code",
  profile: "Enrollment profile",
  validUntil: "Valid until",
  noExpiry: "No expiry date",
  token: "Enrollment token",
  tokenHint:
    "If the device cannot scan: enter afw#setup in place of the Google account, " +
    "install Android Device Policy, then type this token.",
  stepsHeading: "Set up the device",
  steps: ({ aosp, wifiSsid }) => [
    "Start with a new device, or reset it to factory settings, and switch it on.",
    aosp
      ? "Wait until the device asks for a QR code."
      : "On the welcome screen, tap the same empty spot six times. The QR code reader opens.",
    wifiSsid === undefined
      ? "If the device asks for a network, connect it to Wi-Fi."
      : `No need to choose a Wi-Fi network: the device joins “${wifiSsid}” by itself.`,
    "Scan the QR code on this sheet.",
    "Follow the instructions on the screen. Do not restart the device until enrollment is complete.",
  ],
  instructionsHeading: "Notes",
  confidential:
    "Confidential: whoever has this sheet can enroll devices with your organization. " +
    "Keep it like a password.",
};
