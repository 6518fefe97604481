/** What the tests of QR codes have in common. */
import assert from "node:assert/strict";
import { qrCodeContentWith } from "../../provider/src/qr/content";
import { QrCodeError } from "../../provider/src/qr/faults";
import type { WifiNetwork } from "../../provider/src/qr/network";
import type { QrContentOptions } from "../../provider/src/qr/options";

export const prefix = "android.app.extra.PROVISIONING_";
const token = "ABCDEFGHIJKLMNOPQRST";
export const content = JSON.stringify({
  [`${prefix}DEVICE_ADMIN_COMPONENT_NAME`]:
    "com.google.android.apps.work.clouddpc/.receivers.CloudDeviceAdminReceiver",
  [`${prefix}ADMIN_EXTRAS_BUNDLE`]: { "com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN": token },
});

/** What was added: the members after the last of the content's own. */
export function added(options: QrContentOptions): Record<string, unknown> {
  const merged = qrCodeContentWith(content, options);
  assert.ok(merged.startsWith(`${content.slice(0, -1)},`), "the content's own members come first, untouched");
  return JSON.parse(`{${merged.slice(content.length)}`) as Record<string, unknown>;
}

export const wifi = (network: Record<string, unknown>): { wifi: WifiNetwork } => ({
  wifi: { ssid: "Lobby", ...network },
});

/** The error that `make` throws. It must not repeat the token. */
export function refusalBy(make: () => unknown): QrCodeError {
  try {
    make();
  } catch (error) {
    assert.ok(error instanceof QrCodeError, String(error));
    assert.ok(!error.message.includes(token));
    return error;
  }
  assert.fail("nothing was refused");
}

export const refusal = (options: unknown, qrCodeContent = content): QrCodeError =>
  refusalBy(() => qrCodeContentWith(qrCodeContent, options as QrContentOptions));

/** The options that were found faulty, in order. */
export function faultyOptions(options: unknown): string[] {
  const { code, faults } = refusal(options);
  assert.equal(code, "invalid-option");
  return faults.map((fault) => fault.split(" ")[0] ?? "");
}
