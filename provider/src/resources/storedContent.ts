import { all, type Output } from "@pulumi/pulumi";

/** The content of a token's QR code, or an error where state has none. */
export function storedContent(token: {
  readonly qrCodeContent: Output<string>;
  readonly storeToken: Output<boolean>;
}): Output<string> {
  return all([token.qrCodeContent, token.storeToken]).apply(([content, storeToken]) => {
    if (content !== "") return content;
    throw new Error(
      storeToken
        ? "Microsoft Graph gave no QR code content for this token."
        : "There is no QR code to draw: with storeToken false it is not kept. Read it with getEnrollmentTokenOutput, " +
            "whose result enrollmentQrCode, enrollmentSheet and the like take in the token's place.",
    );
  });
}
