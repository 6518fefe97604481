import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { qrCodeContentWith } from "../../provider/src/qr/content";
import { added, content, faultyOptions, prefix, refusal, wifi } from "./qrCodes";

describe("a Wi-Fi network in a QR code", () => {
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
      const written = added(wifi({ securityType, password: "12345678" }));
      assert.equal(written[`${prefix}WIFI_SECURITY_TYPE`], spelled);
    }
    assert.ok(added(wifi({ securityType: "none" })));
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
});

describe("WPA-Enterprise and proxies in a QR code", () => {
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
    const written = added(wifi(network));
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
    const proxy = added(wifi({ proxyHost: "10.0.0.1", proxyPort: 8080 }));
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
        ["proxyHost is not a host name"],
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
