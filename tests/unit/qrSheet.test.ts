import assert from "node:assert/strict";

import { QrCodeError } from "../../provider/src/qr/QrCodeError";
import type { EnrollmentSheetOptions } from "../../provider/src/qr/sheet/EnrollmentSheet";
import { enrollmentSheetPage } from "../../provider/src/qr/sheet/enrollmentSheetPage";
import { languages } from "../../provider/src/qr/sheet/languages";
import { qrCode } from "../../provider/src/qr/qrCode";
import { qrCodeContentWith } from "../../provider/src/qr/qrCodeContentWith";
import { scanSvg } from "../browser/scan";

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

function refusal(options: unknown, changes: Partial<typeof token> = {}): QrCodeError {
  try {
    page(options as EnrollmentSheetOptions, changes);
  } catch (error) {
    assert.ok(error instanceof QrCodeError, String(error));
    assert.ok(!error.message.includes("TOKEN"));
    return error;
  }
  assert.fail("nothing was refused");
}

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

  it("shows the validity in UTC unless another zone is asked for, and names the zone", () => {
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

  it("says that there is no expiry where Graph's first or last year stands for it", () => {
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

  it("names the network that the code holds, and never its password", () => {
    const options = { wifi: { ssid: "Lobby <5 GHz>", password: "correct horse" } };
    const text = textOf(page({}, { qrCodeContent: qrCodeContentWith(token.qrCodeContent, options) }));
    assert.ok(text.includes("joins “Lobby &lt;5 GHz&gt;” by itself"));
    assert.ok(!text.includes("correct horse"));
  });

  it("its code holds what is added for the device, and its steps go by that", () => {
    const device = { wifi: { ssid: "Lobby" }, locale: "es_ES" };
    const html = page({ device });
    assert.equal(scanSvg(html), qrCodeContentWith(token.qrCodeContent, device));
    assert.ok(textOf(html).includes("joins “Lobby” by itself"));
    assert.match(html, /<html lang="en">/, "the device's locale is not the sheet's");
  });

  it("AOSP: no taps and no token to type, for such devices take neither", () => {
    const qrCodeContent = Buffer.from(token.qrCodeContent).toString("base64");
    const text = textOf(page({}, { qrCodeContent }));
    assert.doesNotMatch(text, /six times|afw#setup|TOKEN/);
    assert.match(text, /asks for a QR code/);
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

  it("shows notes only where there are any", () => {
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
        device: { wifi: { ssid: "Lobby", password: "TOKEN" }, locale: "en", timeZone: "Paris" },
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
        "instructions",
        "locale",
        "timeZone",
        "device.wifi.password",
        "device.locale",
        "device.timeZone",
      ],
    );
    assert.match(refusal({ title: " " }).message, /^title/);
    for (const tokenExpirationDateTime of ["2026-07-05", "2026-07-05T22:30:00", "2026-13-05T22:30:00Z", ""]) {
      assert.match(refusal({}, { tokenExpirationDateTime }).message, /^tokenExpirationDateTime/);
    }
  });

  it("refuses content nothing could enroll with", () => {
    assert.equal(refusal({}, { qrCodeContent: "" }).code, "unreadable-content");
    assert.equal(refusal({}, { qrCodeContent: "TOKEN" }).code, "unreadable-content");
  });
});
