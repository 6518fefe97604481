import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { qrCodeContentWith } from "../../provider/src/qr/content";
import { qrCodeImage } from "../../provider/src/qr/draw";
import { EnrollmentToken } from "../../provider/src/resources/EnrollmentToken";
import {
  aospConfiguration,
  enrollmentQrCode,
  enrollmentSheet,
  knoxConfiguration,
  type TokenToHandOut,
  zeroTouchConfiguration,
} from "../../provider/src/resources/handOut";
import { scanSvg } from "../browser/scan";

const prefix = "android.app.extra.PROVISIONING_";
const bundle = { "com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN": "ABCDEFGHIJKLMNOPQRST" };
const read = {
  tokenValue: "ABCDEFGHIJKLMNOPQRST",
  qrCodeContent: JSON.stringify({ [`${prefix}ADMIN_EXTRAS_BUNDLE`]: bundle }),
  tokenExpirationDateTime: "2026-07-05T22:30:00Z",
  profileDisplayName: "Lobby kiosks",
};

/** What Microsoft Graph was asked for. */
const asked: unknown[] = [];

/** A token as the resource has it, with an engine that answers so. */
async function declared(answer: object = { ...read, storeToken: true }): Promise<EnrollmentToken> {
  asked.length = 0;
  await pulumi.runtime.setMocks({
    newResource: ({ inputs }) => ({ id: "id", state: { ...(inputs as object), ...answer } }),
    call: ({ token, inputs }) => {
      asked.push({ token, ...(inputs as object) });
      return read;
    },
  });
  return new EnrollmentToken("kiosk", {
    profileId: "p1",
    profileType: "androidDeviceOwner",
    tenantId: "contoso.com",
    tokenValidityInSeconds: 3600,
  });
}

const unstored = () => declared({ ...read, storeToken: false, tokenValue: "", qrCodeContent: "" });

async function valueOf<Value>(output: pulumi.Output<Value>): Promise<pulumi.Unwrap<Value>> {
  const { value } = await pulumi.runtime.serializeProperties("", { value: pulumi.unsecret(output) });
  return value as pulumi.Unwrap<Value>;
}

const sources: readonly [string, () => Promise<TokenToHandOut> | TokenToHandOut][] = [
  ["the resource", () => declared()],
  ["a resource with storeToken false", unstored],
  ["what getEnrollmentTokenOutput reads", () => pulumi.secret(read)],
  ["what getEnrollmentToken reads, a promise", () => Promise.resolve(read)],
  ["what getEnrollmentToken has read", () => read],
];

/** A Wi-Fi password as a stack has it. */
const wifi = () => ({ ssid: "Setup", password: pulumi.secret("correct horse") });

for (const [name, source] of sources) {
  // In a promise of its own: awaiting it would unwrap the source.
  const make = async (use: (token: TokenToHandOut) => pulumi.Output<string>) => {
    const token = name.includes("resource") ? await source() : (source() as TokenToHandOut);
    const made = use(token);
    assert.ok(await pulumi.isSecret(made), "it is secret");
    return valueOf(made);
  };

  describe(`handing out a token: ${name}`, () => {
    it("enrollmentSheet: a page with the token and the device's code", async () => {
      const device = { wifi: wifi(), locale: Promise.resolve("es_ES"), timeZone: "Europe/Madrid" };
      const html = await make((token) =>
        enrollmentSheet(token, { title: pulumi.output("Kiosks"), locale: "en", device }),
      );
      assert.match(html, /Kiosks[\s\S]*Lobby kiosks[\s\S]*ABCDEFGHIJKLMNOPQRST/);
      const { timeZone } = device;
      const added = { wifi: { ssid: "Setup", password: "correct horse" }, locale: "es_ES", timeZone };
      assert.equal(scanSvg(html), qrCodeContentWith(read.qrCodeContent, added));
    });

    it("enrollmentQrCode: only the code, with the device's own Wi-Fi", async () => {
      const options = { wifi: wifi(), moduleSizeInPixels: pulumi.output(2) };
      const svg = await make((token) => enrollmentQrCode(token, "svg", options));
      const added = { wifi: { ssid: "Setup", password: "correct horse" } };
      assert.equal(scanSvg(svg), qrCodeContentWith(read.qrCodeContent, added));
    });

    it("zeroTouchConfiguration: the token and the device's own locale", async () => {
      const json = await make((token) => zeroTouchConfiguration(token, { locale: pulumi.output("es_ES") }));
      assert.deepEqual(JSON.parse(json), {
        [`${prefix}LOCALE`]: "es_ES",
        [`${prefix}ADMIN_EXTRAS_BUNDLE`]: bundle,
      });
    });

    it("knoxConfiguration: only the token", async () => {
      assert.deepEqual(JSON.parse(await make((token) => knoxConfiguration(token))), bundle);
    });
  });
}

describe("handing out a token", () => {
  for (const [storeToken, source] of [
    [true, () => declared()],
    [false, unstored],
  ] as const) {
    it(`the resource's own pictures are the same, with storeToken ${storeToken}`, async () => {
      const token = await source();
      const [own, handedOut] = [
        token.qrCode("svg", { wifi: wifi() }),
        enrollmentQrCode(token, "svg", { wifi: wifi() }),
      ];
      assert.ok(await pulumi.isSecret(own));
      assert.equal(await valueOf(own), await valueOf(handedOut));
      assert.deepEqual(await valueOf(token.qrCodeImage), qrCodeImage(read.qrCodeContent));
    });
  }

  it("with storeToken false, the token is read by profile, tenant and expiry", async () => {
    const token = await unstored();
    assert.ok(await pulumi.isSecret(token.current()));
    assert.deepEqual(await valueOf(token.current()), read);
    assert.deepEqual(asked[0], {
      token: "intune:index:getEnrollmentToken",
      profileId: "p1",
      profileType: "androidDeviceOwner",
      tenantId: "contoso.com",
      tokenExpirationDateTime: read.tokenExpirationDateTime,
    });
  });

  it("a stored token is not read", async () => {
    const token = await declared();
    await valueOf(token.qrCode("svg"));
    assert.deepEqual([await valueOf(token.current()), asked], [read, []]);
  });

  it("aospConfiguration: the JSON of an AOSP code, a secret", async () => {
    const json = `{"com.microsoft.intune":{"token":"ABC"}}`;
    const aosp = { ...read, qrCodeContent: Buffer.from(json).toString("base64") };
    const made = aospConfiguration(aosp, { timeZone: pulumi.output("UTC") });
    assert.ok(await pulumi.isSecret(made));
    assert.equal(await valueOf(made), `${json.slice(0, -1)},"${prefix}TIME_ZONE":"UTC"}`);
    await assert.rejects(() => valueOf(aospConfiguration(read)), /Only AOSP devices/);
  });

  it("an option that does not exist is refused by each", async () => {
    const localle = { localle: "en_US" } as object;
    for (const made of [
      () => enrollmentQrCode(read, "svg", localle),
      () => enrollmentSheet(read, { title: "Kiosks", device: localle }),
      () => zeroTouchConfiguration(read, localle),
      () => (knoxConfiguration as (...args: unknown[]) => pulumi.Output<string>)(read, localle),
      () => aospConfiguration(read, localle),
    ]) {
      await assert.rejects(() => valueOf(made()), /localle" is not an option/);
    }
  });

  it("a faulty password is refused and not repeated", async () => {
    const device = { wifi: { ssid: "Setup", password: pulumi.secret("geheim") } };
    await assert.rejects(
      () => valueOf(enrollmentSheet(read, { title: "Kiosks", device })),
      ({ message }: Error) =>
        message.includes("device.wifi.password must have 8") && !message.includes("geheim"),
    );
  });
});
