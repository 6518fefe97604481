import assert from "node:assert/strict";
import fc from "fast-check";
import { qrCodeContentWith } from "../../provider/src/qr/content";
import { added, content, faultyOptions, prefix, refusal, wifi } from "./qrCodes";

const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
const unbase64 = (text: string): string => Buffer.from(text, "base64").toString("utf8");

describe("qrCodeContentWith: what is added", () => {
  it("everything keeps its type, false included", () => {
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

  it("everything added is ASCII, so that no scanner guesses a character set", () => {
    const options = wifi({ ssid: "Café 日本 🙂", password: "contraseña" });
    const merged = qrCodeContentWith(content, options);
    assert.match(merged, /^[ -~]+$/);
    assert.equal(added(options)[`${prefix}WIFI_SSID`], "Café 日本 🙂");
  });
});

describe("qrCodeContentWith: what is kept", () => {
  it("without options the content is returned as it is", () => {
    for (const text of [content, ` {\n "a" : 1.0 } `, base64(content)]) {
      assert.equal(qrCodeContentWith(text, {}), text);
    }
  });

  it("an existing extra gets its new value in place", () => {
    const text = `{"a":1,"${prefix}LOCALE":"de_DE","b":2}`;
    assert.equal(qrCodeContentWith(text, { locale: "es_ES" }), `{"a":1,"${prefix}LOCALE":"es_ES","b":2}`);
  });

  it("an extra's name deeper inside is ignored", () => {
    const text = `{"a":{"b":[1,2],"${prefix}LOCALE":"de_DE"}}`;
    const merged = qrCodeContentWith(text, { locale: "es_ES" });
    assert.equal(merged, `${text.slice(0, -1)},"${prefix}LOCALE":"es_ES"}`);
  });

  it("of an extra that exists twice, one is left", () => {
    const text = `{"${prefix}LOCALE":"de_DE","a":1,"${prefix}LOCALE":"fr_FR"}`;
    assert.equal(qrCodeContentWith(text, { locale: "es_ES" }), `{"${prefix}LOCALE":"es_ES","a":1}`);
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
  it("content that is no JSON object in either form is not repeated", () => {
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

  it("a locale that is not a language and a country", () => {
    for (const locale of ["en_US", "es_ES", "zh_CN", "es_419", "fil_PH"])
      assert.ok(qrCodeContentWith(content, { locale }));
    for (const locale of ["en", "en-US", "EN_us", "en_UK", "xx_YY", "en_XX", "zh_Hans_CN", "", 7]) {
      assert.deepEqual(faultyOptions({ locale }), ["locale"], String(locale));
    }
  });

  it("a time zone that is not exactly an IANA name", () => {
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

  it("no message repeats a password", () => {
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

  it("an undefined option is not given", () => {
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

  it("the download location of the setup app can be changed", () => {
    const location = "https://intranet.contoso.com/clouddpc.apk";
    const merged = qrCodeContentWith(content, extras("DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION", location));
    assert.ok(merged.includes(location));
  });
});
