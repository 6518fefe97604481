import assert from "node:assert/strict";

import fc from "fast-check";

import { qrCodeContentWith } from "../../provider/src/qr/qrCodeContentWith";
import { QrCodeError } from "../../provider/src/qr/QrCodeError";
import type { QrContentOptions, WifiNetwork } from "../../provider/src/qr/QrContentOptions";

const token = "ABCDEFGHIJKLMNOPQRST";
const content = JSON.stringify({
  "android.app.extra.PROVISIONING_ADMIN_EXTRAS_BUNDLE": {
    "com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN": token,
  },
});
const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
const wifi = (network: Record<string, unknown>): { wifi: WifiNetwork } => ({
  wifi: { ssid: "Lobby", ...network },
});

function refusal(options: unknown, qrCodeContent = content): QrCodeError {
  try {
    qrCodeContentWith(qrCodeContent, options as QrContentOptions);
  } catch (error) {
    assert.ok(error instanceof QrCodeError, String(error));
    assert.ok(!error.message.includes(token));
    return error;
  }
  assert.fail("nothing was refused");
}

/** The options that were found faulty, in order. */
function faultyOptions(options: unknown): string[] {
  const { code, faults } = refusal(options);
  assert.equal(code, "invalid-option");
  return faults.map((fault) => fault.split(" ")[0] ?? "");
}

describe("qrCodeContentWith: what is refused", () => {
  it("content that is no JSON object in either form, without repeating it", () => {
    for (const text of [
      "",
      "secret!",
      "null",
      "[1]",
      '"secret"',
      "{",
      base64("secret"),
      base64("[1]"),
      "c2Vj*A==",
      "gICA",
    ]) {
      const { code, message } = refusal({ locale: "en_US" }, text);
      assert.equal(code, "unreadable-content");
      assert.ok(!/secret|c2Vj/.test(message));
    }
    const notUtf8 = Buffer.from([...Buffer.from('{"a":"'), 0xff, ...Buffer.from('"}')]).toString("base64");
    assert.equal(refusal({}, notUtf8).code, "unreadable-content");
    assert.match(refusal({}, "").message, /empty.*list/);
  });

  it("several faults together, in the order of the options", () => {
    assert.deepEqual(
      faultyOptions({
        wifi: { ssid: "", password: "short", securityType: "eap", hidden: "yes" },
        useMobileData: 1,
        locale: "english",
        timeZone: "Madrid",
        skipEncryption: "false",
        leaveAllSystemAppsEnabled: null,
      }),
      [
        "wifi.ssid",
        "wifi.securityType",
        "wifi.password",
        "wifi.hidden",
        "useMobileData",
        "locale",
        "timeZone",
        "skipEncryption",
        "leaveAllSystemAppsEnabled",
      ],
    );
  });

  it("a name of a network beyond 32 bytes, counted in UTF-8", () => {
    assert.ok(qrCodeContentWith(content, wifi({ ssid: "é".repeat(16) })));
    assert.match(refusal(wifi({ ssid: "é".repeat(16) + "x" })).message, /33 bytes.*32/);
    assert.deepEqual(faultyOptions(wifi({ ssid: "Lobby\n" })), ["wifi.ssid"]);
    assert.deepEqual(faultyOptions(wifi({ ssid: undefined })), ["wifi.ssid"]);
  });

  it("a secured or hidden network without a password", () => {
    for (const network of [
      { securityType: "wpa" },
      { securityType: "wep" },
      { hidden: true },
      { securityType: "none", hidden: true },
    ]) {
      assert.match(refusal(wifi(network)).message, /^wifi\.password is missing/);
    }
    assert.deepEqual(faultyOptions(wifi({ password: "" })), ["wifi.password"]);
  });

  it("an open network with a password", () => {
    assert.deepEqual(faultyOptions(wifi({ securityType: "none", password: "12345678" })), ["wifi.password"]);
  });

  it("a WPA password outside 8 to 63 characters that is no key of 64 hexadecimal digits", () => {
    for (const good of ["x".repeat(8), "x".repeat(63), "0123456789abcdefABCDEF".repeat(3).slice(0, 64)]) {
      assert.ok(qrCodeContentWith(content, wifi({ password: good })));
    }
    for (const bad of ["x".repeat(7), "x".repeat(64), "a".repeat(65)]) {
      assert.deepEqual(faultyOptions(wifi({ password: bad, securityType: "wpa" })), ["wifi.password"]);
      assert.deepEqual(faultyOptions(wifi({ password: bad })), ["wifi.password"]);
    }
    assert.ok(qrCodeContentWith(content, wifi({ password: "12345", securityType: "wep" })));
  });

  it("a password with the line break of the file it was read from", () => {
    assert.match(refusal(wifi({ password: "correct horse\n" })).message, /^wifi\.password.*line break/);
  });

  it("a locale that is not a language and a country", () => {
    for (const locale of ["en_US", "es_ES", "zh_CN", "es_419", "fil_PH"])
      assert.ok(qrCodeContentWith(content, { locale }));
    for (const locale of ["en", "en-US", "EN_us", "en_UK", "xx_YY", "en_XX", "zh_Hans_CN", "", 7]) {
      assert.deepEqual(faultyOptions({ locale }), ["locale"], String(locale));
    }
  });

  it("a time zone that is not an IANA name as it is written", () => {
    for (const timeZone of ["UTC", "Europe/Kyiv", "Asia/Kolkata", "America/Port-au-Prince", "Etc/GMT+5"]) {
      assert.ok(qrCodeContentWith(content, { timeZone }));
    }
    for (const timeZone of [
      "Madrid",
      "europe/madrid",
      "EUROPE/MADRID",
      "+01:00",
      "Europe/Nowhere",
      "",
      null,
    ]) {
      assert.deepEqual(faultyOptions({ timeZone }), ["timeZone"], String(timeZone));
    }
  });

  it("no message repeats a password, whatever is wrong with it or beside it", () => {
    const length = fc.integer({ min: 0, max: 80 });
    const password = length.map((more) => `pässwd${"-".repeat(more)}`);
    const securityType = fc.constantFrom(undefined, "none", "wpa", "wep", "eap");
    fc.assert(
      fc.property(password, securityType, (secret, type) => {
        const { message } = refusal({ ...wifi({ password: secret, securityType: type }), locale: "?" });
        assert.ok(!message.includes("pässwd"), message);
      }),
    );
  });
});
