import type { MimeContent } from "./entities/profile";

const extra = "android.app.extra";

/** qrCodeContent of a profile for devices with Google Mobile Services: the plain JSON that a device scans. */
export function gmsQrContent(token: string): string {
  return JSON.stringify({
    [`${extra}.PROVISIONING_DEVICE_ADMIN_COMPONENT_NAME`]:
      "com.google.android.apps.work.clouddpc/.receivers.CloudDeviceAdminReceiver",
    [`${extra}.PROVISIONING_DEVICE_ADMIN_SIGNATURE_CHECKSUM`]: "I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg",
    [`${extra}.PROVISIONING_DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION`]:
      "https://play.google.com/managed/downloadManagingApp?identifier=setup",
    [`${extra}.PROVISIONING_ADMIN_EXTRAS_BUNDLE`]: {
      "com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN": token,
    },
  });
}

/**
 * qrCodeContent of an AOSP profile: base64 of JSON. Only the encoding is documented; the keys inside are Android's own
 * and the values stand in for Microsoft's.
 */
export function aospQrContent(token: string): string {
  const content = {
    [`${extra}.PROVISIONING_DEVICE_ADMIN_COMPONENT_NAME`]: "com.example.aosp/.DeviceAdminReceiver",
    [`${extra}.PROVISIONING_DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION`]: "https://example.com/aosp.apk",
    [`${extra}.PROVISIONING_ADMIN_EXTRAS_BUNDLE`]: { enrollmentToken: token },
  };
  return Buffer.from(JSON.stringify(content)).toString("base64");
}

/** A valid PNG of one white pixel: clients draw their own picture, this one shows only that they ignore it. */
export const qrCodeImage: MimeContent = {
  type: "image/png",
  value: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==",
};
