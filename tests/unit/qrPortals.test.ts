import assert from "node:assert/strict";

import { knoxConfiguration, zeroTouchConfiguration } from "../../provider/src/qr/portals";
import { qrCodeContentWith } from "../../provider/src/qr/qrCodeContentWith";
import { QrCodeError } from "../../provider/src/qr/QrCodeError";

const prefix = "android.app.extra.PROVISIONING_";
const tokenName = "com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN";
const documented = {
  [`${prefix}DEVICE_ADMIN_COMPONENT_NAME`]:
    "com.google.android.apps.work.clouddpc/.receivers.CloudDeviceAdminReceiver",
  [`${prefix}DEVICE_ADMIN_SIGNATURE_CHECKSUM`]: "I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg",
  [`${prefix}DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION`]:
    "https://play.google.com/managed/downloadManagingApp?identifier=setup",
  [`${prefix}ADMIN_EXTRAS_BUNDLE`]: { [tokenName]: "YourEnrollmentToken" },
};
const content = JSON.stringify(documented);
const customized = qrCodeContentWith(content, {
  wifi: { ssid: "Lobby", password: "correct horse" },
  locale: "es_ES",
  timeZone: "Europe/Madrid",
  leaveAllSystemAppsEnabled: true,
  skipEncryption: true,
  useMobileData: true,
});

describe("zeroTouchConfiguration", () => {
  it("is the JSON Microsoft documents for the field DPC extras", () => {
    assert.deepEqual(
      Object.entries(JSON.parse(zeroTouchConfiguration(content)) as object),
      Object.entries(documented),
    );
  });

  it("takes over language, time zone and system apps, and leaves the network out", () => {
    assert.deepEqual(JSON.parse(zeroTouchConfiguration(customized)), {
      ...documented,
      [`${prefix}LOCALE`]: "es_ES",
      [`${prefix}TIME_ZONE`]: "Europe/Madrid",
      [`${prefix}LEAVE_ALL_SYSTEM_APPS_ENABLED`]: true,
    });
  });
});

describe("knoxConfiguration", () => {
  it("is the JSON Microsoft documents for the field Custom JSON data: the token alone", () => {
    for (const text of [content, customized]) {
      assert.deepEqual(JSON.parse(knoxConfiguration(text)), { [tokenName]: "YourEnrollmentToken" });
    }
  });
});

for (const configuration of [zeroTouchConfiguration, knoxConfiguration]) {
  describe(`${configuration.name}: refusals`, () => {
    const refusedWith = (code: string, text: string): void => {
      assert.throws(
        () => configuration(text),
        (error: unknown) => {
          assert.ok(error instanceof QrCodeError);
          assert.equal(error.code, code);
          assert.ok(!error.message.includes("secret"), error.message);
          return true;
        },
      );
    };

    it("AOSP content, which carries no token of Android Device Policy", () => {
      const bundle = { "com.microsoft.intune.token": "secret" };
      const aosp = JSON.stringify({ [`${prefix}ADMIN_EXTRAS_BUNDLE`]: bundle });
      refusedWith("no-enrollment-token", Buffer.from(aosp).toString("base64"));
      refusedWith("no-enrollment-token", aosp);
    });

    it("content with a bundle or a token of another kind", () => {
      for (const bundle of [undefined, null, "secret", [], { [tokenName]: "" }, { [tokenName]: 7 }]) {
        refusedWith("no-enrollment-token", JSON.stringify({ [`${prefix}ADMIN_EXTRAS_BUNDLE`]: bundle }));
      }
    });

    it("content that cannot be read", () => {
      refusedWith("unreadable-content", "secret");
    });
  });
}
