import * as pulumi from "@pulumi/pulumi";
import { knoxConfiguration as knox, zeroTouchConfiguration as zeroTouch } from "../qr/portals";
import type { EnrollmentSheetOptions } from "../qr/sheet/EnrollmentSheet";
import { enrollmentSheetPage } from "../qr/sheet/enrollmentSheetPage";
import type { EnrollmentToken } from "./EnrollmentToken";

/**
 * Secret. A page to print for the people who set devices up: an HTML document without any outside request, with the QR
 * code, the token for manual entry, how long it is valid, and the steps of the setup wizard. Fits A4 and Letter.
 *
 * @throws {QrCodeError} as a failure of the output: for faulty options, or content that enrolls nothing
 */
export function enrollmentSheet(
  token: EnrollmentToken,
  options: EnrollmentSheetOptions,
): pulumi.Output<string> {
  const { qrCodeContent, tokenValue, tokenExpirationDateTime, profileDisplayName } = token;
  const shown = { qrCodeContent, tokenValue, tokenExpirationDateTime, profileDisplayName };
  return pulumi.secret(pulumi.output(shown).apply((known) => enrollmentSheetPage(known, options)));
}

/**
 * Secret. The JSON that the zero-touch portal takes as DPC extras, for devices that enroll when first switched on.
 * Source: Microsoft Learn, "Enroll your Android Enterprise dedicated, fully managed, or corporate-owned with work
 * profile devices".
 */
export function zeroTouchConfiguration(token: EnrollmentToken): pulumi.Output<string> {
  return pulumi.secret(token.qrCodeContent.apply(zeroTouch));
}

/**
 * Secret. The JSON that Samsung Knox Mobile Enrollment takes as custom JSON data.
 * Source: Microsoft Learn, "Enroll devices in Microsoft Intune with Samsung Knox Mobile Enrollment".
 */
export function knoxConfiguration(token: EnrollmentToken): pulumi.Output<string> {
  return pulumi.secret(token.qrCodeContent.apply(knox));
}
