import * as pulumi from "@pulumi/pulumi";
import { knoxConfiguration as knox, zeroTouchConfiguration as zeroTouch } from "../qr/portals";
import type { ZeroTouchOptions } from "../qr/portals";
import { qrCodeContentWith } from "../qr/qrCodeContentWith";
import type { QrCodeForm, QrCodeOptions } from "../qr/QrCodeOptions";
import type { QrContentOptions } from "../qr/QrContentOptions";
import type { EnrollmentSheetOptions, EnrollmentSheetToken } from "../qr/sheet/EnrollmentSheet";
import { enrollmentSheetPage } from "../qr/sheet/enrollmentSheetPage";
import type { EnrollmentToken } from "./EnrollmentToken";
import type { GetEnrollmentTokenResult } from "./getEnrollmentToken";
import { type InputsOf, known } from "./InputsOf";
import { secretQrCode } from "./secretQrCode";
import { storedContent } from "./storedContent";

/**
 * A token to hand out: the resource, or, where its `storeToken` is false, what {@link getEnrollmentTokenOutput} reads.
 */
export type TokenToHandOut = EnrollmentToken | pulumi.Input<GetEnrollmentTokenResult>;

/**
 * Secret. The QR code that a device scans, drawn in the program and not stored in state.
 *
 * @param form `svg`, `png` (base64), or `terminal` (text)
 * @param options what to add to its content, such as Wi-Fi and locale, and how to draw it
 * @throws {QrCodeError} as a failure of the output: for faulty options, or content that is none
 */
export function enrollmentQrCode(
  token: TokenToHandOut,
  form: QrCodeForm,
  options: InputsOf<QrContentOptions & QrCodeOptions> = {},
): pulumi.Output<string> {
  return secretQrCode(
    told(token).apply(({ qrCodeContent }) => qrCodeContent),
    form,
    options,
  );
}

/**
 * Secret. A page to print for the people who set devices up: an HTML document without any outside request, with the QR
 * code, the token for manual entry, how long it is valid, and the steps of the setup wizard. Fits A4 and Letter.
 *
 * @throws {QrCodeError} as a failure of the output: for faulty options, or content that enrolls nothing
 */
export function enrollmentSheet(
  token: TokenToHandOut,
  options: InputsOf<EnrollmentSheetOptions>,
): pulumi.Output<string> {
  const page = pulumi
    .all([told(token), known<EnrollmentSheetOptions>(options)])
    .apply(([shown, how]) => enrollmentSheetPage(shown, how));
  return pulumi.secret(page);
}

/**
 * Secret. The JSON that the zero-touch portal takes as DPC extras, for devices that enroll when first switched on.
 * Source: Microsoft Learn, "Enroll your Android Enterprise dedicated, fully managed, or corporate-owned with work
 * profile devices".
 *
 * @param device what to add for the setup of the device. Wi-Fi is not among it: a password has no place in the portal
 * @throws {QrCodeError} as a failure of the output: for faulty options, or content that enrolls nothing
 */
export function zeroTouchConfiguration(
  token: TokenToHandOut,
  device: InputsOf<ZeroTouchOptions> = {},
): pulumi.Output<string> {
  const configuration = pulumi
    .all([told(token), known<ZeroTouchOptions>(device)])
    .apply(([{ qrCodeContent }, added]) => zeroTouch(qrCodeContentWith(qrCodeContent, added)));
  return pulumi.secret(configuration);
}

/**
 * Secret. The JSON that Samsung Knox Mobile Enrollment takes as custom JSON data: the token, and nothing else.
 * Source: Microsoft Learn, "Enroll devices in Microsoft Intune with Samsung Knox Mobile Enrollment".
 *
 * @throws {QrCodeError} as a failure of the output: for content that enrolls nothing
 */
export function knoxConfiguration(token: TokenToHandOut): pulumi.Output<string> {
  return pulumi.secret(told(token).apply(({ qrCodeContent }) => knox(qrCodeContent)));
}

/** What a sheet needs to know of the token. */
function told(token: TokenToHandOut): pulumi.Output<EnrollmentSheetToken> {
  if (!pulumi.Resource.isInstance(token)) return pulumi.output(token);
  const { tokenValue, tokenExpirationDateTime, profileDisplayName } = token;
  return pulumi
    .all([storedContent(token), tokenValue, tokenExpirationDateTime, profileDisplayName])
    .apply(([qrCodeContent, value, expiration, name]) => ({
      qrCodeContent,
      tokenValue: value,
      tokenExpirationDateTime: expiration,
      profileDisplayName: name,
    }));
}
