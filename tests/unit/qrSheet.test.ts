import assert from "node:assert/strict";
import { qrCodeContentWith } from "../../provider/src/qr/content";
import { qrCode } from "../../provider/src/qr/draw";
import type { QrCodeError } from "../../provider/src/qr/faults";
import { aospConfiguration, knoxConfiguration, zeroTouchConfiguration } from "../../provider/src/qr/portals";
import { type EnrollmentSheetOptions, enrollmentSheetPage } from "../../provider/src/qr/sheet";
import { languages } from "../../provider/src/qr/sheetLanguages";
import { scanSvg } from "../browser/scan";
import { prefix, refusalBy } from "./qrCodes";

const bundle = { "com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN": "TOKENTOKENTOKENTOKEN" };
const token = {
  qrCodeContent: JSON.stringify({ "android.app.extra.PROVISIONING_ADMIN_EXTRAS_BUNDLE": bundle }),
  tokenValue: "TOKENTOKENTOKENTOKEN",
  tokenExpirationDateTime: "2026-07-05T22:30:00Z",
  profileDisplayName: "Lobby kiosks",
};
const page = (options: Partial<EnrollmentSheetOptions> = {}, changes: Partial<typeof token> = {}): string =>
  enrollmentSheetPage({ ...token, ...changes }, { title: "Kiosks", ...options });

/** The text of the page as a reader sees it, without the code. */
const textOf = (html: string): string =>
  html
    .replace(/<style>.*<\/style>|<svg.*<\/svg>/gs, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

const refusal = (options: unknown, changes: Partial<typeof token> = {}): QrCodeError => {
  const error = refusalBy(() => page(options as EnrollmentSheetOptions, changes));
  assert.ok(!error.message.includes("TOKEN"));
  return error;
};

describe("enrollmentSheetPage", () => {
  it("shows title, profile, token and the code of the content", () => {
    const html = page();
    assert.match(html, /<title>Kiosks<\/title>/);
    for (const shown of ["Kiosks", "Lobby kiosks", "TOKENTOKENTOKENTOKEN"]) {
      assert.ok(textOf(html).includes(shown));
    }
    const [path = "?"] = /<path [^>]*>/.exec(qrCode(token.qrCodeContent, "svg")) ?? [];
    assert.ok(html.includes(path));
  });

  it("shows the validity in UTC or the given zone, and names the zone", () => {
    assert.match(textOf(page()), /Valid until Sunday, July 5, 2026 at 22:30 \(UTC\)/);
    assert.match(
      textOf(page({ timeZone: "Europe/Madrid" })),
      /Monday, July 6, 2026 at 00:30 \(Europe\/Madrid\)/,
    );
    assert.match(
      textOf(page({ timeZone: "Europe/Madrid", locale: "es" })),
      /Válido hasta lunes, 6 de julio de 2026, 0:30 \(Europe\/Madrid\)/,
    );
  });

  it("says that there is no expiry for Graph's first or last year", () => {
    for (const tokenExpirationDateTime of ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z"]) {
      assert.match(textOf(page({}, { tokenExpirationDateTime })), /Valid until No expiry date/);
    }
  });

  it("lists the steps of the setup wizard in order", () => {
    const text = textOf(page());
    const steps = [
      "factory settings",
      "six times",
      "connect it to Wi-Fi",
      "Scan the QR code",
      "Do not restart",
    ];
    const positions = steps.map((step) => text.indexOf(step));
    assert.deepEqual(
      positions,
      [...positions].sort((one, other) => one - other),
    );
    assert.ok(!positions.includes(-1));
  });

  it("names the code's network, and never its password", () => {
    const options = { wifi: { ssid: "Lobby <5 GHz>", password: "correct horse" } };
    const text = textOf(page({}, { qrCodeContent: qrCodeContentWith(token.qrCodeContent, options) }));
    assert.ok(text.includes("joins “Lobby &lt;5 GHz&gt;” by itself"));
    assert.ok(!text.includes("correct horse"));
  });

  it("its code and its steps include what is added for the device", () => {
    const device = { wifi: { ssid: "Lobby" }, locale: "es_ES" };
    const html = page({ device });
    assert.equal(scanSvg(html), qrCodeContentWith(token.qrCodeContent, device));
    assert.ok(textOf(html).includes("joins “Lobby” by itself"));
    assert.match(html, /<html lang="en">/, "the device's locale is not the sheet's");
  });

  it("AOSP: shows no taps and no token, which such devices do not accept", () => {
    const qrCodeContent = Buffer.from(token.qrCodeContent).toString("base64");
    const text = textOf(page({}, { qrCodeContent }));
    assert.doesNotMatch(text, /six times|afw#setup|TOKEN/);
    assert.match(text, /asks for a QR code/);
    assert.match(text, /no camera, ask for the same token as a JSON file/);
    assert.doesNotMatch(textOf(page()), /JSON/);
  });

  it("every language is whole, and its own", () => {
    for (const locale of Object.keys(languages) as (keyof typeof languages)[]) {
      const html =
        page({ locale, instructions: "note" }) +
        page({ locale }, { tokenExpirationDateTime: "9999-12-31T23:59:59Z" });
      assert.ok(html.includes(`<html lang="${locale}">`));
      assert.doesNotMatch(html, /undefined|\[object/);
      const { steps, ...words } = languages[locale];
      for (const word of Object.values(words)) assert.ok(html.includes(word), `${locale}: ${word}`);
      assert.equal(
        steps({ aosp: false, wifiSsid: undefined }).length,
        languages.en.steps({ aosp: true, wifiSsid: "x" }).length,
      );
    }
    assert.notEqual(languages.en.kicker, languages.es.kicker);
  });

  it("shows every text as it is, never as HTML", () => {
    const hostile = `</title><script>alert("1")</script><img src=x onerror='1'>`;
    const html = page(
      { title: hostile, instructions: hostile },
      { profileDisplayName: hostile, tokenValue: hostile },
    );
    assert.doesNotMatch(html, /<script|<img/);
    assert.equal(
      html.split(
        "&lt;/title&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&lt;img src=x onerror=&#39;1&#39;&gt;",
      ).length,
      6,
    );
  });

  it("allows its own style and nothing else", () => {
    assert.match(
      page(),
      /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'; form-action 'none'">/,
    );
    assert.doesNotMatch(
      page().replaceAll('xmlns="http://www.w3.org/2000/svg"', ""),
      /https?:|\burl\(|@import|\bsrc=|\bhref=/,
    );
  });

  it("shows notes only if there are any", () => {
    assert.match(textOf(page({ instructions: " Ask at desk 4. " })), /Notes Ask at desk 4\. /);
    assert.doesNotMatch(textOf(page({ instructions: " \n" })), /Notes/);
  });

  it("reports every faulty option at once", () => {
    const { code, faults } = refusal(
      {
        title: "x".repeat(61),
        instructions: "x\n".repeat(151),
        locale: "toString",
        timeZone: "Madrid",
        device: { wifi: { ssid: "Lobby", password: "TOKEN", hiden: true }, locale: "en", timeZone: "Paris" },
        titel: "TOKEN",
      },
      { tokenExpirationDateTime: "soon" },
    );
    assert.equal(code, "invalid-option");
    assert.deepEqual(
      faults.map((fault) => fault.split(" ")[0]),
      [
        "tokenExpirationDateTime",
        "title",
        "instructions",
        "locale",
        "timeZone",
        "device.wifi.password",
        '"device.wifi.hiden"',
        "device.locale",
        "device.timeZone",
        '"titel"',
      ],
    );
    assert.match(refusal({ instructions: "\n".repeat(4) }).message, /^instructions has 5 lines/);
    assert.match(refusal({ title: undefined }).message, /^title is missing/);
    assert.match(refusal({ title: " " }).message, /^title/);
    for (const tokenExpirationDateTime of ["2026-07-05", "2026-07-05T22:30:00", "2026-13-05T22:30:00Z", ""]) {
      assert.match(refusal({}, { tokenExpirationDateTime }).message, /^tokenExpirationDateTime/);
    }
  });

  it("refuses content that enrolls nothing", () => {
    assert.equal(refusal({}, { qrCodeContent: "" }).code, "unreadable-content");
    assert.equal(refusal({}, { qrCodeContent: "TOKEN" }).code, "unreadable-content");
  });
});

const tokenName = "com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN";
const documented = {
  [`${prefix}DEVICE_ADMIN_COMPONENT_NAME`]:
    "com.google.android.apps.work.clouddpc/.receivers.CloudDeviceAdminReceiver",
  [`${prefix}DEVICE_ADMIN_SIGNATURE_CHECKSUM`]: "I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg",
  [`${prefix}DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION`]:
    "https://play.google.com/managed/downloadManagingApp?identifier=setup",
  [`${prefix}ADMIN_EXTRAS_BUNDLE`]: { [tokenName]: "YourEnrollmentToken" },
};
const documentedContent = JSON.stringify(documented);
const customizedContent = qrCodeContentWith(documentedContent, {
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
      Object.entries(JSON.parse(zeroTouchConfiguration(documentedContent)) as object),
      Object.entries(documented),
    );
  });

  it("keeps language, time zone and system apps, and drops the network", () => {
    assert.deepEqual(JSON.parse(zeroTouchConfiguration(customizedContent)), {
      ...documented,
      [`${prefix}LOCALE`]: "es_ES",
      [`${prefix}TIME_ZONE`]: "Europe/Madrid",
      [`${prefix}LEAVE_ALL_SYSTEM_APPS_ENABLED`]: true,
    });
  });
});

describe("zeroTouchConfiguration: options", () => {
  const added = (options: unknown): Record<string, unknown> =>
    JSON.parse(zeroTouchConfiguration(documentedContent, options as object)) as Record<string, unknown>;

  it("adds a locale", () => {
    assert.equal(added({ locale: "es_ES" })[`${prefix}LOCALE`], "es_ES");
  });

  it("refuses what it cannot hold and what does not exist", () => {
    assert.throws(
      () => added({ wifi: { ssid: "Lobby" } }),
      /"wifi" is not an option: expected one of locale/,
    );
    assert.throws(() => added({ timezone: "UTC" }), /"timezone" is not an option: did you mean "timeZone"\?/);
  });
});

describe("aospConfiguration", () => {
  const aospJson = `{"com.microsoft.intune":{"token":12345678901234567890}}`;
  const aosp = Buffer.from(aospJson).toString("base64");

  it("is exactly what the QR code holds, as plain JSON", () => {
    assert.equal(aospConfiguration(aosp), aospJson);
    assert.equal(
      aospConfiguration(aosp, { timeZone: "UTC" }),
      `${aospJson.slice(0, -1)},"${prefix}TIME_ZONE":"UTC"}`,
    );
  });

  it("refuses the content of other profiles, and says what to use for those", () => {
    const { code, message } = refusalBy(() => aospConfiguration(documentedContent));
    assert.equal(code, "not-aosp");
    assert.match(message, /zeroTouchConfiguration/);
    assert.doesNotMatch(message, /YourEnrollmentToken/);
    assert.throws(() => aospConfiguration(aosp, { zone: "UTC" } as object), /"zone" is not an option/);
  });
});

describe("knoxConfiguration", () => {
  it("refuses options", () => {
    const options = { locale: "en_US" };
    assert.throws(
      () => knoxConfiguration(documentedContent, options),
      /"locale" is not an option: Knox .* only the token/,
    );
  });

  it("is the JSON Microsoft documents for Custom JSON data", () => {
    for (const text of [documentedContent, customizedContent]) {
      assert.deepEqual(JSON.parse(knoxConfiguration(text)), { [tokenName]: "YourEnrollmentToken" });
    }
  });
});

for (const configuration of [zeroTouchConfiguration, knoxConfiguration]) {
  describe(`${configuration.name}: refusals`, () => {
    const refusedWith = (code: string, text: string): void => {
      const error = refusalBy(() => configuration(text));
      assert.equal(error.code, code);
      assert.ok(!error.message.includes("secret"), error.message);
    };

    it("AOSP content has no token of Android Device Policy", () => {
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
