import * as pulumi from "@pulumi/pulumi";
import { qrCode } from "../qr/qrCode";
import { qrCodeContentWith } from "../qr/qrCodeContentWith";
import type { QrCodeForm, QrCodeOptions } from "../qr/QrCodeOptions";
import type { QrContentOptions } from "../qr/QrContentOptions";
import { type InputsOf, known } from "./InputsOf";

/** A QR code, once its content and all options are known. Secret, because whoever scans it can enroll a device. */
export function secretQrCode(
  content: pulumi.Input<string>,
  form: QrCodeForm,
  options: InputsOf<QrContentOptions & QrCodeOptions>,
): pulumi.Output<string> {
  const drawn = pulumi
    .all([content, known<QrContentOptions & QrCodeOptions>(options)])
    .apply(([plain, how]) => qrCode(qrCodeContentWith(plain, how), form, how));
  return pulumi.secret(drawn);
}
