import * as pulumi from "@pulumi/pulumi";
import type { ProfileType } from "../lifecycle/token/state";
import { qrCodeFor } from "../qr/draw";
import type { QrCodeForm, QrCodeOptions, QrContentOptions } from "../qr/options";
import { getEnrollmentTokenOutput, type GetEnrollmentTokenResult } from "./getEnrollmentToken";
import { type InputsOf, resolved } from "./InputsOf";

/** The outputs of an EnrollmentToken that are needed to get its token. */
interface TokenOutputs {
  readonly profileId: pulumi.Output<string>;
  readonly profileType: pulumi.Output<ProfileType>;
  readonly tenantId: pulumi.Output<string | undefined>;
  readonly storeToken: pulumi.Output<boolean>;
  readonly tokenValue: pulumi.Output<string>;
  readonly qrCodeContent: pulumi.Output<string>;
  readonly tokenExpirationDateTime: pulumi.Output<string>;
  readonly profileDisplayName: pulumi.Output<string>;
}

/** The resource's token, as a secret: from its outputs, or read from Microsoft Graph if state does not have it. */
export function currentToken(token: TokenOutputs): pulumi.Output<GetEnrollmentTokenResult> {
  const { profileId, profileType, tenantId, storeToken } = token;
  const { tokenValue, qrCodeContent, tokenExpirationDateTime, profileDisplayName } = token;
  const stored = () =>
    pulumi
      .all([tokenValue, qrCodeContent, tokenExpirationDateTime, profileDisplayName])
      .apply(([value, content, expiration, name]): GetEnrollmentTokenResult => {
        return {
          tokenValue: value,
          qrCodeContent: content,
          tokenExpirationDateTime: expiration,
          profileDisplayName: name,
        };
      });
  const read = () => getEnrollmentTokenOutput({ profileId, profileType, tenantId, tokenExpirationDateTime });
  // The mocks of a test may leave storeToken out. Then its default applies.
  return pulumi.secret(
    storeToken.apply((isStored: boolean | undefined) => ((isStored ?? true) ? stored() : read())),
  );
}

/** The content of a token's QR code. It fails if the profile has none. */
export function contentOf(token: pulumi.Output<{ readonly qrCodeContent: string }>): pulumi.Output<string> {
  return token.apply(({ qrCodeContent }) => {
    if (qrCodeContent !== "") return qrCodeContent;
    throw new Error("Microsoft Graph gave no QR code content for this token.");
  });
}

/** A QR code, once its content and all options are known. Secret, because whoever scans it can enroll a device. */
export function secretQrCode(
  content: pulumi.Output<string>,
  form: QrCodeForm,
  options: InputsOf<QrContentOptions & QrCodeOptions>,
): pulumi.Output<string> {
  const drawn = pulumi
    .all([content, resolved<QrContentOptions & QrCodeOptions>(options)])
    .apply(([plain, given]) => qrCodeFor(plain, form, given));
  return pulumi.secret(drawn);
}
