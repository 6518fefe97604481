import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { qrCodeContentWith } from "../../provider/src/qr/content";
import { QrCodeError } from "../../provider/src/qr/faults";
import type { WifiNetwork } from "../../provider/src/qr/network";
import type { QrContentOptions } from "../../provider/src/qr/options";

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
        extras: {
          [`${prefix}SKIP_EDUCATION_SCREENS`]: true,
          [`${prefix}LOCAL_TIME`]: 1_767_225_600_000,
          [`${prefix}EMAIL_ADDRESS`]: "help@contoso.com",
        },
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
        [`${prefix}SKIP_EDUCATION_SCREENS`]: true,
        [`${prefix}LOCAL_TIME`]: 1_767_225_600_000,
        [`${prefix}EMAIL_ADDRESS`]: "help@contoso.com",
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
    const old = ["PASSWORD", "HIDDEN", "EAP_METHOD", "IDENTITY", "CA_CERTIFICATE", "PROXY_HOST", "PAC_URL"];
    const text = `{${old.map((name) => `"${prefix}WIFI_${name}":"old",`).join("")}"a":1}`;
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
        wifi: { ssid: "", password: "short", securityType: "wpa", hidden: "yes", proxyPort: 8080 },
        useMobileData: 1,
        locale: "english",
        timeZone: "Madrid",
        skipEncryption: "false",
        leaveAllSystemAppsEnabled: null,
        localle: "en_US",
      }),
      [
        "wifi.ssid",
        "wifi.password",
        "wifi.hidden",
        "wifi.proxyPort",
        "useMobileData",
        "locale",
        "timeZone",
        "skipEncryption",
        "leaveAllSystemAppsEnabled",
        '"localle"',
      ],
    );
  });

  it("a name of a network beyond 32 bytes, counted in UTF-8", () => {
    assert.ok(qrCodeContentWith(content, wifi({ ssid: "é".repeat(16) })));
    assert.match(refusal(wifi({ ssid: "é".repeat(16) + "x" })).message, /33 bytes.*32/);
    assert.deepEqual(faultyOptions(wifi({ ssid: "Lobby\n" })), ["wifi.ssid"]);
    assert.deepEqual(faultyOptions(wifi({ ssid: undefined })), ["wifi.ssid"]);
  });

  it("a secured network without a password", () => {
    for (const securityType of ["wpa", "wep"]) {
      assert.match(refusal(wifi({ securityType })).message, /^wifi\.password is missing: wifi\.securityType/);
    }
    assert.deepEqual(faultyOptions(wifi({ password: "" })), ["wifi.password"]);
    assert.deepEqual(faultyOptions(wifi({ securityType: "wpa3", password: "x" })), ["wifi.securityType"]);
  });

  it("an open network with a password", () => {
    assert.deepEqual(faultyOptions(wifi({ securityType: "none", password: "12345678" })), ["wifi.password"]);
  });

  it("a WPA password outside 8 to 63 bytes that is no key of 64 hexadecimal digits", () => {
    for (const good of [
      "x".repeat(8),
      "x".repeat(63),
      "é".repeat(4),
      "0123456789abcdefABCDEF".repeat(3).slice(0, 64),
    ]) {
      assert.ok(qrCodeContentWith(content, wifi({ password: good })));
    }
    for (const bad of ["x".repeat(7), "x".repeat(64), "a".repeat(65), "é".repeat(32)]) {
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
    const securityType = fc.constantFrom(undefined, "none", "wpa", "wep", "eap", "other");
    fc.assert(
      fc.property(password, securityType, (secret, type) => {
        const network = { password: secret, securityType: type, userCertificate: secret, pacUrl: secret };
        const { message } = refusal({ ...wifi(network), locale: "?" });
        assert.ok(!message.includes("pässwd"), message);
      }),
    );
  });
});

describe("qrCodeContentWith: an option that does not exist", () => {
  for (const [options, message] of [
    [{ localle: "en_US" }, '"localle" is not an option: did you mean "locale"?'],
    [{ time_zone: "UTC" }, '"time_zone" is not an option: did you mean "timeZone"?'],
    [wifi({ hiden: true }), '"wifi.hiden" is not an option: did you mean "hidden"?'],
    [wifi({ Password: "12345678" }), '"wifi.Password" is not an option: did you mean "password"?'],
    [{ constructor: 1 }, /^"constructor" is not an option: expected one of wifi, useMobileData, locale, /],
    [{ "a\n\u202e": 1 }, /^"a" is not an option/],
    [{ [`${prefix}LOCALE`]: "en_US" }, /is not an option/],
    [{ wifi: "Lobby" }, "wifi is a text, expected an object"],
    [["en_US"], "options is a list, expected an object"],
    [null, "options is null, expected an object"],
  ] as const) {
    it(`${JSON.stringify(options)} is refused`, () => {
      const { message: said } = refusal(options);
      if (typeof message === "string") assert.equal(said, message);
      else assert.match(said, message);
    });
  }

  it("an option that is undefined is not given, whatever it is called", () => {
    assert.equal(faultyOptions({ localle: undefined }).length, 1);
    assert.ok(qrCodeContentWith(content, { locale: undefined, wifi: undefined, extras: undefined }));
  });
});

describe("qrCodeContentWith: other extras of Android's", () => {
  const extras = (name: string, value: unknown) => ({ extras: { [prefix + name]: value as string } });

  for (const [name, value, fault] of [
    ["SKIP_EDUCATION_SCREEN", true, `did you mean "${prefix}SKIP_EDUCATION_SCREENS"?`],
    ["FROBNICATE", true, "is not an extra that Android documents"],
    ["SKIP_EDUCATION_SCREENS", "true", "is a text, expected true or false"],
    ["LOCAL_TIME", "now", "is a text, expected an integer"],
    ["MAIN_COLOR", 2 ** 31, "expected an integer"],
    ["EMAIL_ADDRESS", "", "is empty"],
    ["LOCALE", "en_US", "has an option of its own: give locale instead"],
    ["WIFI_EAP_METHOD", "PEAP", "has an option of its own: give wifi.eapMethod instead"],
    ["ADMIN_EXTRAS_BUNDLE", {}, "comes from Intune"],
    ["DEVICE_ADMIN_COMPONENT_NAME", "a/.b", "comes from Intune"],
  ] as const) {
    it(`${name} ${JSON.stringify(value)} is refused`, () => {
      const { message } = refusal(extras(name, value));
      assert.ok(message.includes(`extras.${prefix}${name}`) && message.includes(fault), message);
    });
  }

  it("the place that the setup app is downloaded from can be another", () => {
    const location = "https://intranet.contoso.com/clouddpc.apk";
    const merged = qrCodeContentWith(content, extras("DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION", location));
    assert.ok(merged.includes(location));
  });
});

describe("qrCodeContentWith: WPA-Enterprise and proxies", () => {
  let folder: string;
  let pem: string;
  const pkcs12 = (...more: string[]): string => {
    const args = ["pkcs12", "-export", "-inkey", "key.pem", "-in", "cert.pem", ...more];
    return execFileSync("openssl", args, { cwd: folder }).toString("base64");
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "qr-certificates-"));
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem"];
    const args = ["req", "-x509", ...key, "-out", "cert.pem", "-subj", "/CN=radius.contoso.com"];
    execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
    pem = readFileSync(join(folder, "cert.pem"), "utf8");
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const peap = { eapMethod: "PEAP", identity: "setup@contoso.com", password: "pw" };

  it("PEAP with everything that it can have, as Android spells it", () => {
    const network = {
      ...peap,
      phase2Auth: "MSCHAPV2",
      anonymousIdentity: "anonymous",
      domain: "radius.contoso.com",
      caCertificate: pem,
      hidden: true,
    };
    assert.deepEqual(added(wifi(network)), {
      [`${prefix}WIFI_SSID`]: "Lobby",
      [`${prefix}WIFI_SECURITY_TYPE`]: "EAP",
      [`${prefix}WIFI_PASSWORD`]: "pw",
      [`${prefix}WIFI_HIDDEN`]: true,
      [`${prefix}WIFI_EAP_METHOD`]: "PEAP",
      [`${prefix}WIFI_PHASE2_AUTH`]: "MSCHAPV2",
      [`${prefix}WIFI_IDENTITY`]: "setup@contoso.com",
      [`${prefix}WIFI_ANONYMOUS_IDENTITY`]: "anonymous",
      [`${prefix}WIFI_DOMAIN`]: "radius.contoso.com",
      // Android: PEM without header, footer and line breaks.
      [`${prefix}WIFI_CA_CERTIFICATE`]: pem.replaceAll(/-----.*-----|\n/g, ""),
    });
  });

  it("TLS with the certificate that OpenSSL exported without a password", () => {
    const userCertificate = pkcs12("-passout", "pass:");
    const network = { securityType: "eap", eapMethod: "TLS", identity: "device", userCertificate };
    const written = added(wifi(network)) as Record<string, unknown>;
    assert.equal(written[`${prefix}WIFI_USER_CERTIFICATE`], userCertificate);
    assert.ok(
      qrCodeContentWith(
        content,
        wifi({ ...network, userCertificate: pkcs12("-passout", "pass:", "-legacy") }),
      ),
    );
  });

  it("TTLS and PWD, a proxy, or a PAC file", () => {
    for (const network of [
      { ...peap, eapMethod: "TTLS", phase2Auth: "PAP" },
      { ...peap, eapMethod: "PWD" },
      { eapMethod: "AKA" },
      { hidden: true },
      { proxyHost: "proxy.contoso.com", proxyPort: 8080, proxyBypass: "localhost,*.contoso.com" },
      { proxyHost: "10.0.0.1", proxyPort: 1 },
      { pacUrl: "http://wpad.contoso.com/wpad.dat" },
    ]) {
      assert.ok(added(wifi(network)));
    }
    const proxy = added(wifi({ proxyHost: "10.0.0.1", proxyPort: 8080 })) as Record<string, unknown>;
    assert.equal(proxy[`${prefix}WIFI_PROXY_PORT`], 8080, "Android reads an integer");
  });

  const tls = { eapMethod: "TLS", identity: "device" };
  const faulty: readonly [what: string, network: () => Record<string, unknown>, faults: readonly string[]][] =
    [
      ["eap without a method", () => ({ securityType: "eap" }), ["eapMethod is missing"]],
      [
        "PEAP without who signs in",
        () => ({ eapMethod: "PEAP" }),
        ["password is missing", "identity is missing"],
      ],
      [
        "PEAP with a method for TTLS",
        () => ({ ...peap, phase2Auth: "PAP" }),
        ["phase2Auth is an unknown value"],
      ],
      [
        "TTLS with a method for PEAP",
        () => ({ ...peap, eapMethod: "TTLS", phase2Auth: "SIM" }),
        ["phase2Auth is"],
      ],
      ["TLS without a certificate", () => tls, ["userCertificate is missing"]],
      [
        "TLS with a password",
        () => ({ ...tls, password: "x", userCertificate: 5 }),
        ["password has no effect", "userCertificate is a number"],
      ],
      [
        "PWD with phase 2",
        () => ({ ...peap, eapMethod: "PWD", phase2Auth: "NONE" }),
        ["phase2Auth has no effect"],
      ],
      [
        "an identity on a network with a password",
        () => ({ password: "12345678", identity: "a" }),
        ["identity has no effect"],
      ],
      [
        "a method on a WPA network",
        () => ({ securityType: "wpa", ...peap }),
        ["password must", "eapMethod has", "identity has"],
      ],
      ["an empty password", () => ({ ...peap, password: "" }), ["password is empty"]],
      ["an unknown method", () => ({ ...peap, eapMethod: "FAST" }), ["eapMethod is an unknown value"]],
      [
        "a CA certificate that is none",
        () => ({ ...peap, caCertificate: "bm9uZQ==" }),
        ["caCertificate cannot be read"],
      ],
      [
        "a chain as CA certificate",
        () => ({ ...peap, caCertificate: pem + pem }),
        ["caCertificate holds 2 parts"],
      ],
      [
        "PKCS#12 with a password",
        () => ({ ...tls, userCertificate: pkcs12("-passout", "pass:x") }),
        ["userCertificate has a password"],
      ],
      ["PEM for PKCS#12", () => ({ ...tls, userCertificate: pem }), ["userCertificate cannot be read"]],
      ["no base64 for PKCS#12", () => ({ ...tls, userCertificate: "?" }), ["userCertificate is not PKCS#12"]],
      ["a proxy without a port", () => ({ proxyHost: "proxy" }), ["proxyPort is missing"]],
      ["a port without a proxy", () => ({ proxyPort: 8080 }), ["proxyPort has no effect"]],
      ["a port as text", () => ({ proxyHost: "proxy", proxyPort: "8080" }), ["proxyPort is a text"]],
      [
        "an address for a host",
        () => ({ proxyHost: "http://proxy:8080", proxyPort: 80 }),
        ["proxyHost is no host name"],
      ],
      [
        "proxy and PAC",
        () => ({ proxyHost: "proxy", proxyPort: 80, pacUrl: "http://pac" }),
        ["pacUrl has no effect"],
      ],
      ["a PAC file on a disk", () => ({ pacUrl: "file:///proxy.pac" }), ["pacUrl is not a web address"]],
    ];
  for (const [what, network, expected] of faulty) {
    it(`${what} is refused`, () => {
      const { faults } = refusal(wifi(network()));
      assert.deepEqual(
        faults.map((fault, index) => fault.slice(0, `wifi.${expected[index] ?? ""}`.length)),
        expected.map((fault) => `wifi.${fault}`),
      );
    });
  }
});
