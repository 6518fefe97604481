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
import { type InputsOf, resolved } from "./InputsOf";

/**
 * A token to hand out: the resource, or what {@link getEnrollmentTokenOutput} reads. A resource whose `storeToken` is
 * false reads its token when it is needed (see {@link EnrollmentToken.current}).
 */
export type TokenToHandOut = EnrollmentToken | pulumi.Input<GetEnrollmentTokenResult>;

/**
 * Secret. The QR code that a device scans, drawn in the program. It is in state only if the stack exports it or hands
 * it to a resource.
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
  return secretQrCode(contentOf(outputOf(token)), form, options);
}

/**
 * Secret. A page to print for the people who set devices up. It is an HTML document that loads nothing from outside,
 * with the QR code, the token for manual entry, its expiry, and the steps of the setup wizard. It fits A4 and Letter.
 *
 * @throws {QrCodeError} as a failure of the output: for options that cannot be used, or content that enrolls nothing
 */
export function enrollmentSheet(
  token: TokenToHandOut,
  options: InputsOf<EnrollmentSheetOptions>,
): pulumi.Output<string> {
  const shown = outputOf(token);
  const page = pulumi
    .all([shown, contentOf(shown), resolved<EnrollmentSheetOptions>(options)])
    .apply(([current, , given]) => enrollmentSheetPage(current, given));
  return pulumi.secret(page);
}

/**
 * Secret. The JSON that the zero-touch portal takes as DPC extras, for devices that enroll when they are first switched
 * on.
 * Source: Microsoft Learn, "Enroll your Android Enterprise dedicated, fully managed, or corporate-owned with work
 * profile devices".
 *
 * @param device what to add for the setup of the device. It cannot be Wi-Fi: a password should not be in the portal
 * @throws {QrCodeError} as a failure of the output: for options that cannot be used, or content that enrolls nothing
 */
export function zeroTouchConfiguration(
  token: TokenToHandOut,
  device: InputsOf<ZeroTouchOptions> = {},
): pulumi.Output<string> {
  const configuration = pulumi
    .all([contentOf(outputOf(token)), resolved<ZeroTouchOptions>(device)])
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
// A program without types may pass options. They are refused, because they would have no effect.
export function knoxConfiguration(token: TokenToHandOut, options: object = {}): pulumi.Output<string> {
  return pulumi.secret(contentOf(outputOf(token)).apply((content) => knox(content, options)));
}

/**
 * Secret. The JSON file that enrolls an AOSP device without a camera. It holds the same as the QR code. The
 * manufacturer of the device says how to put the file onto it.
 * Source: Microsoft Learn, "Set up Intune enrollment for Android (AOSP) corporate-owned userless devices".
 *
 * @param device what to add for the setup of the device, as with {@link enrollmentQrCode}
 * @throws {QrCodeError} as a failure of the output: for options that cannot be used, or if the profile is not for AOSP
 * devices
 */
export function aospConfiguration(
  token: TokenToHandOut,
  device: InputsOf<QrContentOptions> = {},
): pulumi.Output<string> {
  const configuration = pulumi
    .all([contentOf(outputOf(token)), resolved<QrContentOptions>(device)])
    .apply(([content, added]) => aosp(content, added));
  return pulumi.secret(configuration);
}

/** The token as an output. */
function outputOf(token: TokenToHandOut): pulumi.Output<GetEnrollmentTokenResult> {
  return pulumi.Resource.isInstance(token) ? token.current() : pulumi.output(token);
}
