import assert from "node:assert/strict";
import fc from "fast-check";
import { qrCodeContentWith } from "../../provider/src/qr/content";
import { qrCode } from "../../provider/src/qr/draw";
import { QrCodeError } from "../../provider/src/qr/faults";
import { aospConfiguration, knoxConfiguration, zeroTouchConfiguration } from "../../provider/src/qr/portals";
import { enrollmentSheetPage } from "../../provider/src/qr/sheet";
import { deep, hostileEntity, json, tokenValue } from "./values";
import { assertPrintable, cases, watchProcess } from "./watch";

const parameters = cases(300);

const extras = "android.app.extra.PROVISIONING_ADMIN_EXTRAS_BUNDLE";
const enrollmentToken = "com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN";
const password = "a-wifi-password-that-is-secret";

/** Everything that is made of a QR content. */
const makers: readonly ((content: string) => string)[] = [
  (content) => qrCode(content, "svg"),
  (content) => qrCode(content, "terminal"),
  (content) => qrCodeContentWith(content, { wifi: { ssid: "Staging", password }, locale: "en_US" }),
  (content) => zeroTouchConfiguration(content),
  (content) => knoxConfiguration(content),
  (content) => aospConfiguration(content, { timeZone: "Europe/Madrid" }),
  (qrCodeContent) =>
    enrollmentSheetPage(
      {
        qrCodeContent,
        tokenValue,
        tokenExpirationDateTime: "2026-03-01T10:00:00Z",
        profileDisplayName: "Kiosk",
      },
      { title: "Kiosk" },
    ),
];

function isMadeOrRefused(make: (content: string) => string, content: string): void {
  try {
    assert.equal(typeof make(content), "string");
  } catch (error) {
    assert.ok(error instanceof QrCodeError, `not an ordinary error: ${String(error).slice(0, 200)}`);
    assert.ok(![tokenValue, password].some((secret) => error.message.includes(secret)), "a secret is echoed");
    assertPrintable(error.message);
  }
}

describe("hostile QR contents", function () {
  watchProcess();
  this.timeout(120_000);

  it(`${parameters.numRuns} contents are drawn and converted, or ordinary errors`, () => {
    const content = fc.oneof(
      hostileEntity.map(({ qrCodeContent }) => qrCodeContent),
      json.map((value) => JSON.stringify(value)),
      json.map((value) => JSON.stringify({ [extras]: value })),
      json.map((value) => JSON.stringify({ [extras]: { [enrollmentToken]: value } })),
      json.map((value) => Buffer.from(JSON.stringify(value)).toString("base64")),
    );
    const property = fc.property(content, (text) => {
      for (const make of makers) isMadeOrRefused(make, text);
    });
    fc.assert(property, parameters);
  });

  const long: readonly (readonly [what: string, content: string])[] = [
    ...deep.map((text, index) => [`nested without end (${index + 1})`, text] as const),
    ["a bundle nested without end", `{"${extras}":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
    [
      "a token beside something nested without end",
      `{"${extras}":{"${enrollmentToken}":"${tokenValue}","a":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`,
    ],
    ["a text of 4 MiB", JSON.stringify({ [extras]: { [enrollmentToken]: "k".repeat(4 * 1024 * 1024) } })],
    ["members without end", `{${'"a":1,'.repeat(200_000)}"b":2}`],
    ["quotes without end", `{"a":"${'\\"'.repeat(2_000_000)}"}`],
  ];
  for (const [what, content] of long) {
    it(`${what}: made or refused, in time`, () => {
      for (const make of makers) isMadeOrRefused(make, content);
    });
  }

  it(`${parameters.numRuns} sheets show names and tokens as text, never as elements`, () => {
    const qrCodeContent = JSON.stringify({ [extras]: { [enrollmentToken]: tokenValue } });
    const tokenExpirationDateTime = "2026-03-01T10:00:00Z";
    const page = (displayName: string, value: string, title: string) =>
      enrollmentSheetPage(
        { qrCodeContent, tokenValue: value, tokenExpirationDateTime, profileDisplayName: displayName },
        { title },
      );
    const elements = (html: string) => html.match(/<[^>]*>/g);
    const plain = elements(page("Kiosk", tokenValue, "Kiosk"));
    const markup = fc.constantFrom(
      "</title><script>",
      "<!--",
      '"><img src=x onerror=alert(1)>',
      "&lt;",
      "]]>",
    );
    const property = fc.property(hostileEntity, markup, (entity, more) => {
      const html = page(`${entity.displayName}${more}k`, `${entity.tokenValue}${more}k`, `Kiosk ${more}`);
      assert.deepEqual(elements(html), plain);
    });
    fc.assert(property, parameters);
  });
});
