import * as pulumi from "@pulumi/pulumi";
import type { QrCodeForm, QrCodeOptions, QrContentOptions, ZeroTouchOptions } from "../qr/options";
import {
  aospConfiguration as aosp,
  knoxConfiguration as knox,
  zeroTouchConfiguration as zeroTouch,
} from "../qr/portals";
import { type EnrollmentSheetOptions, enrollmentSheetPage } from "../qr/sheet";
import { contentOf, secretQrCode } from "./currentToken";
import type { EnrollmentToken } from "./EnrollmentToken";
import type { GetEnrollmentTokenResult } from "./getEnrollmentToken";
import { type InputsOf, known } from "./InputsOf";

/**
 * A token to hand out: the resource, or what {@link getEnrollmentTokenOutput} reads. A resource whose `storeToken` is
 * false reads its token when it is needed (see {@link EnrollmentToken.current}).
 */
export type TokenToHandOut = EnrollmentToken | pulumi.Input<GetEnrollmentTokenResult>;

/**
 * Secret. The QR code that a device scans, drawn in the program. It is in state only if the stack exports it or hands it to
 * a resource.
 *
 * @param form `svg`, `png` (base64), or `terminal` (text)
 * @param options what to add to its content, such as Wi-Fi and locale, and how to draw it
 * @throws {QrCodeError} as a failure of the output: for options that cannot be used, or content that enrolls nothing
 */
export function enrollmentQrCode(
  token: TokenToHandOut,
  form: QrCodeForm,
  options: InputsOf<QrContentOptions & QrCodeOptions> = {},
): pulumi.Output<string> {
  return secretQrCode(contentOf(told(token)), form, options);
}

/**
 * Secret. A page to print for the people who set devices up: an HTML document without any outside request, with the QR
 * code, the token for manual entry, how long it is valid, and the steps of the setup wizard. Fits A4 and Letter.
 *
 * @throws {QrCodeError} as a failure of the output: for options that cannot be used, or content that enrolls nothing
 */
export function enrollmentSheet(
  token: TokenToHandOut,
  options: InputsOf<EnrollmentSheetOptions>,
): pulumi.Output<string> {
  const shown = told(token);
  const page = pulumi
    .all([shown, contentOf(shown), known<EnrollmentSheetOptions>(options)])
    .apply(([current, , how]) => enrollmentSheetPage(current, how));
  return pulumi.secret(page);
}

/**
 * Secret. The JSON that the zero-touch portal takes as DPC extras, for devices that enroll when first switched on.
 * Source: Microsoft Learn, "Enroll your Android Enterprise dedicated, fully managed, or corporate-owned with work
 * profile devices".
 *
 * @param device what to add for the setup of the device. Wi-Fi is not among it: a password has no place in the portal
 * @throws {QrCodeError} as a failure of the output: for options that cannot be used, or content that enrolls nothing
 */
export function zeroTouchConfiguration(
  token: TokenToHandOut,
  device: InputsOf<ZeroTouchOptions> = {},
): pulumi.Output<string> {
  const configuration = pulumi
    .all([contentOf(told(token)), known<ZeroTouchOptions>(device)])
    .apply(([content, added]) => zeroTouch(content, added));
  return pulumi.secret(configuration);
}

/**
 * Secret. The JSON that Samsung Knox Mobile Enrollment takes as custom JSON data: the token, and nothing else.
 * Source: Microsoft Learn, "Enroll devices in Microsoft Intune with Samsung Knox Mobile Enrollment".
 *
 * @throws {QrCodeError} as a failure of the output: for content that enrolls nothing
 */
export function knoxConfiguration(token: TokenToHandOut): pulumi.Output<string>;
// A program without types may hand over options, and they would have no effect.
export function knoxConfiguration(token: TokenToHandOut, options: object = {}): pulumi.Output<string> {
  return pulumi.secret(contentOf(told(token)).apply((content) => knox(content, options)));
}

/**
 * Secret. The JSON file that enrolls an AOSP device without a camera: the same that its QR code holds. How the file gets
 * onto the device is the manufacturer's affair.
 * Source: Microsoft Learn, "Set up Intune enrollment for Android (AOSP) corporate-owned userless devices".
 *
 * @param device what to add for the setup of the device, as with {@link enrollmentQrCode}
 * @throws {QrCodeError} as a failure of the output: for options that cannot be used, or the content of a profile that is
 * not for AOSP devices
 */
export function aospConfiguration(
  token: TokenToHandOut,
  device: InputsOf<QrContentOptions> = {},
): pulumi.Output<string> {
  const configuration = pulumi
    .all([contentOf(told(token)), known<QrContentOptions>(device)])
    .apply(([content, added]) => aosp(content, added));
  return pulumi.secret(configuration);
}

/** What the sheet and the portals need to know of the token. */
function told(token: TokenToHandOut): pulumi.Output<GetEnrollmentTokenResult> {
  return pulumi.Resource.isInstance(token) ? token.current() : pulumi.output(token);
}
