import assert from "node:assert/strict";

import fc from "fast-check";

import { qrCodeContentWith } from "../../provider/src/qr/qrCodeContentWith";
import type { QrContentOptions, WifiNetwork } from "../../provider/src/qr/QrContentOptions";

const prefix = "android.app.extra.PROVISIONING_";
const token = "ABCDEFGHIJKLMNOPQRST";
const content = JSON.stringify({
  [`${prefix}DEVICE_ADMIN_COMPONENT_NAME`]:
    "com.google.android.apps.work.clouddpc/.receivers.CloudDeviceAdminReceiver",
  [`${prefix}ADMIN_EXTRAS_BUNDLE`]: { "com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN": token },
});
const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
const unbase64 = (text: string): string => Buffer.from(text, "base64").toString("utf8");

/** What was added: the members after the last of the content's own. */
function added(options: QrContentOptions): unknown {
  const merged = qrCodeContentWith(content, options);
  assert.ok(merged.startsWith(`${content.slice(0, -1)},`), "the content's own members come first, untouched");
  return JSON.parse(`{${merged.slice(content.length)}`);
}

const wifi = (network: Record<string, unknown>): { wifi: WifiNetwork } => ({
  wifi: { ssid: "Lobby", ...network },
});

describe("qrCodeContentWith: what is added", () => {
  it("a network with a password is WPA unless it says otherwise", () => {
    assert.deepEqual(added(wifi({ password: "12345678" })), {
      [`${prefix}WIFI_SSID`]: "Lobby",
      [`${prefix}WIFI_SECURITY_TYPE`]: "WPA",
      [`${prefix}WIFI_PASSWORD`]: "12345678",
    });
  });

  it("a network without a password is open", () => {
    assert.deepEqual(added(wifi({})), {
      [`${prefix}WIFI_SSID`]: "Lobby",
      [`${prefix}WIFI_SECURITY_TYPE`]: "NONE",
    });
  });

  it("security types are written as Android spells them", () => {
    for (const [securityType, spelled] of [
      ["wpa", "WPA"],
      ["wep", "WEP"],
    ] as const) {
      const written = added(wifi({ securityType, password: "12345678" })) as Record<string, unknown>;
      assert.equal(written[`${prefix}WIFI_SECURITY_TYPE`], spelled);
    }
    assert.ok(added(wifi({ securityType: "none" })));
  });

  it("everything else: text as text, booleans as booleans, false included", () => {
    assert.deepEqual(
      added({
        wifi: { ssid: "Lobby", password: "12345678", hidden: true },
        useMobileData: false,
        locale: "en_US",
        timeZone: "Europe/Madrid",
        skipEncryption: true,
        leaveAllSystemAppsEnabled: true,
      }),
      {
        [`${prefix}WIFI_SSID`]: "Lobby",
        [`${prefix}WIFI_SECURITY_TYPE`]: "WPA",
        [`${prefix}WIFI_PASSWORD`]: "12345678",
        [`${prefix}WIFI_HIDDEN`]: true,
        [`${prefix}USE_MOBILE_DATA`]: false,
        [`${prefix}LOCALE`]: "en_US",
        [`${prefix}TIME_ZONE`]: "Europe/Madrid",
        [`${prefix}SKIP_ENCRYPTION`]: true,
        [`${prefix}LEAVE_ALL_SYSTEM_APPS_ENABLED`]: true,
      },
    );
  });

  it("what is added is ASCII, so that no scanner guesses a character set", () => {
    const options = wifi({ ssid: "Café 日本 🙂", password: "contraseña" });
    const merged = qrCodeContentWith(content, options);
    assert.match(merged, /^[ -~]+$/);
    assert.equal((added(options) as Record<string, unknown>)[`${prefix}WIFI_SSID`], "Café 日本 🙂");
  });
});

describe("qrCodeContentWith: what is kept", () => {
  it("without options the content is returned as it is", () => {
    for (const text of [content, ` {\n "a" : 1.0 } `, base64(content)]) {
      assert.equal(qrCodeContentWith(text, {}), text);
    }
  });

  it("an extra that is there already gets its new value in place", () => {
    const text = `{"a":1,"${prefix}LOCALE":"de_DE","b":2}`;
    assert.equal(qrCodeContentWith(text, { locale: "es_ES" }), `{"a":1,"${prefix}LOCALE":"es_ES","b":2}`);
  });

  it("an extra's name deeper inside is none of ours", () => {
    const text = `{"a":{"b":[1,2],"${prefix}LOCALE":"de_DE"}}`;
    const merged = qrCodeContentWith(text, { locale: "es_ES" });
    assert.equal(merged, `${text.slice(0, -1)},"${prefix}LOCALE":"es_ES"}`);
  });

  it("of an extra that is there twice one is left", () => {
    const text = `{"${prefix}LOCALE":"de_DE","a":1,"${prefix}LOCALE":"fr_FR"}`;
    assert.equal(qrCodeContentWith(text, { locale: "es_ES" }), `{"${prefix}LOCALE":"es_ES","a":1}`);
  });

  it("a new network leaves nothing of the old one", () => {
    const text = `{"${prefix}WIFI_PASSWORD":"old password","${prefix}WIFI_HIDDEN":true,"a":1}`;
    assert.deepEqual(JSON.parse(qrCodeContentWith(text, wifi({}))), {
      a: 1,
      [`${prefix}WIFI_SSID`]: "Lobby",
      [`${prefix}WIFI_SECURITY_TYPE`]: "NONE",
    });
  });

  it("other members keep their text and order, whatever they hold", () => {
    const name = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("1", "0", "__proto__", "a", "a", '"', ","),
    );
    const value = fc.oneof(
      fc.jsonValue().map((json) => JSON.stringify(json)),
      fc.constantFrom("12345678901234567890", "1.0", "-0", "1e400", '"\\u00e9\\""', '[ "},{" , {} ]', "{}"),
    );
    const members = fc.array(
      fc
        .tuple(name, value, fc.constantFrom("", " ", "\n  "))
        .map(([key, json, space]) => [space, JSON.stringify(key), space, ":", space, json, space].join("")),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(members, fc.boolean(), (texts, inBase64) => {
        const text = `{${texts.join(",")}}`;
        const merged = qrCodeContentWith(inBase64 ? base64(text) : text, { skipEncryption: true });
        assert.equal(
          inBase64 ? unbase64(merged) : merged,
          `{${[...texts, `"${prefix}SKIP_ENCRYPTION":true`].join(",")}}`,
        );
      }),
      { numRuns: 300 },
    );
  });

  it("merging twice is merging once", () => {
    const options = { ...wifi({ password: "12345678" }), timeZone: "Asia/Kolkata" };
    const once = qrCodeContentWith(content, options);
    assert.equal(qrCodeContentWith(once, options), once);
  });
});
