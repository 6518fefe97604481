import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHmac, pbkdf2Sync, randomBytes, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import forge from "node-forge";
import {
  certificateSource,
  type ClientCertificate,
  loadCertificate,
} from "../../provider/src/auth/certificate";
import { identityFor, Needs } from "../../provider/src/auth/identity";
import { readSettings } from "../../provider/src/config/settings";
import { tenantA } from "../entra";
import type { Texts } from "./harness";

const folder = mkdtempSync(join(tmpdir(), "intune-certificate-"));
const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), "utf8");
const openssl = (line: string) => execFileSync("openssl", line.split(" "), { cwd: folder, stdio: "pipe" });

/** What a sign-in makes of the settings. */
async function load(config: Texts): Promise<ClientCertificate> {
  const settings = readSettings((name) => config[name], {});
  const needs = new Needs(identityFor(settings, tenantA), "a certificate", "of that");
  return loadCertificate(certificateSource(needs));
}

const fileOf = (content: string | Buffer, name = "a.pem"): Texts => {
  writeFileSync(at(name), content);
  return { clientCertificatePath: at(name) };
};

/** A PKCS#12 file made by OpenSSL, of the application's key and certificate and its issuer's. */
function pkcs12(password: string, options = ""): Texts {
  const files = "-inkey app.key -in app.pem -certfile issuer.pem -out app.pfx";
  openssl(`pkcs12 -export ${files} -passout pass:${password}${options && ` ${options}`}`);
  return { clientCertificatePath: at("app.pfx"), clientCertificatePassword: password };
}

/** An umlaut is beyond ASCII, which old formats know only. */
const password = "pässwörd";

describe("a client certificate", function () {
  this.timeout(30_000);
  let leaf: string, key: string, issuer: string;

  before(() => {
    // An RSA certificate that an authority with an elliptic-curve key has issued, as public ones do.
    openssl("ecparam -name prime256v1 -genkey -noout -out issuer.key");
    openssl("req -x509 -new -key issuer.key -subj /CN=issuer -days 2 -out issuer.pem");
    openssl("genrsa -out app.key 2048");
    openssl("req -new -key app.key -subj /CN=app -out app.csr");
    openssl("x509 -req -in app.csr -CA issuer.pem -CAkey issuer.key -CAcreateserial -days 1 -out app.pem");
    [leaf, key, issuer] = [read("app.pem"), read("app.key"), read("issuer.pem")];
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** The application's certificate first, its issuer's behind it, and the key in the clear. */
  async function assertRead(config: Texts): Promise<void> {
    const { pem, ...facts } = await load(config);
    const { fingerprint, validToDate } = new X509Certificate(leaf);
    assert.deepEqual(facts, { thumbprint: fingerprint.replaceAll(":", ""), validTo: validToDate });
    const blocks = pem.match(/-----BEGIN [^]*?-----END [A-Z ]+-----/g) ?? [];
    assert.deepEqual(
      blocks.slice(0, -1).map((block) => new X509Certificate(block).subject),
      ["CN=app", "CN=issuer"],
    );
    assert.match(blocks.at(-1) ?? "", /^-----BEGIN PRIVATE KEY-----\n/);
  }

  async function assertRefused(config: Texts, message: RegExp): Promise<void> {
    await assert.rejects(load(config), (error: Error) => {
      assert.match(error.message, message);
      for (const secret of [config.clientCertificatePassword, "BEGIN", "asn1", "bad decrypt"])
        assert.ok(secret === undefined || !error.message.includes(secret), error.message);
      return true;
    });
  }

  describe("in PKCS#12", () => {
    const aes128 = "-keypbe AES-128-CBC -certpbe AES-128-CBC -macalg sha1";
    const tripleDes = "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES";
    for (const [name, secret, options] of [
      ["as OpenSSL makes it by itself", "password"],
      ["with AES and a password beyond ASCII", password],
      ["with AES and a password beyond Latin", "пароль-密码-🔑"],
      ["with AES-128 and SHA-1", password, aes128],
      ["with Triple DES", "password", `${tripleDes} -macalg sha1`],
      ["with Triple DES and a password beyond ASCII", password, tripleDes],
      ["with the certificates in the clear", password, "-certpbe NONE"],
      ["without a MAC", password, "-nomac"],
      ["without a password", ""],
    ] as const) {
      it(`${name} is read`, async () => {
        const config = pkcs12(secret, options);
        // Node.js's own OpenSSL opens it; but nobody else gets the key.
        createSecureContext({ pfx: readFileSync(at("app.pfx")), passphrase: secret });
        await assertRead(config);
      });
    }

    it("with RC2, as old tools make it, is read", async () => {
      await assertRead(pkcs12("password", "-legacy"));
    });

    it("with a MAC of the new kind, PBMAC1, is read, from a file and from base64", async () => {
      pkcs12(password, "-nomac");
      const pfx = withPbmac1(readFileSync(at("app.pfx")), password);
      // OpenSSL knows it from 3.4 on.
      const [major = 0, minor = 0] = process.versions.openssl.split(".").map(Number);
      if (major > 3 || minor >= 4) createSecureContext({ pfx, passphrase: password });
      for (const config of [fileOf(pfx, "pbmac1.pfx"), { clientCertificate: pfx.toString("base64") }])
        await assertRead({ ...config, clientCertificatePassword: password });
    });

    for (const [name, secret, message] of [
      ["another password", "passwort!", /: check intune:clientCertificatePassword\.$/],
      ["a password without its umlauts", "password!", /: check intune:clientCertificatePassword\.$/],
      ["the password and more", `${password}!`, /: check intune:clientCertificatePassword\.$/],
      [
        "no password",
        "",
        /set intune:clientCertificatePassword \(or ARM_CLIENT_CERTIFICATE_PASSWORD, AZURE_CLIENT_CERTIFICATE_PASSWORD\)\.$/,
      ],
      [
        "a placeholder that a pipeline has left",
        "$(certificatePassword)",
        /intune:clientCertificatePassword looks like a placeholder \(\$\(NAME\)\) that a pipeline has not replaced\.$/,
      ],
    ] as const) {
      it(`under ${name} is refused`, async () => {
        const config = pkcs12(password);
        const { clientCertificatePath = "" } = config;
        const given =
          secret === "" ? { clientCertificatePath } : { ...config, clientCertificatePassword: secret };
        await assertRefused(given, message);
      });
    }

    it("with an elliptic-curve key is refused, since Microsoft's client signs with RSA only", async () => {
      openssl(`pkcs12 -export -inkey issuer.key -in issuer.pem -out ec.pfx -passout pass:${password}`);
      await assertRefused(
        { clientCertificatePath: at("ec.pfx"), clientCertificatePassword: password },
        /holds an elliptic-curve \(EC\) key\. Signing in with a certificate needs an RSA key\.$/,
      );
    });
  });

  describe("in PEM", () => {
    const content = (text: string): Texts => ({ clientCertificate: text });
    const all = () => leaf + issuer + key;
    const forms: Readonly<Record<string, () => Texts>> = {
      "key first": () => fileOf(key + leaf + issuer),
      "the issuer before the application": () => fileOf(issuer + leaf + key),
      "with CRLF": () => fileOf(all().replaceAll("\n", "\r\n")),
      "with a byte order mark": () => fileOf(`\ufeff${all()}`),
      "in UTF-16": () => fileOf(Buffer.from(`\ufeff${all()}`, "utf16le")),
      "with text between the blocks": () => fileOf(`Bag Attributes\n${leaf}subject=\n${issuer}${key}`),
      "as content with \\n for its line breaks": () => content(all().replaceAll("\n", "\\n")),
      "as content with \\r\\n for its line breaks": () => content(all().replaceAll("\n", "\\r\\n")),
      "as content with spaces for its line breaks": () => content(all().replaceAll("\n", " ")),
      "as content in base64": () => content(Buffer.from(all()).toString("base64")),
    };
    for (const [name, config] of Object.entries(forms)) {
      it(`${name} is read`, async () => {
        await assertRead(config());
      });
    }

    for (const [form, command] of [
      ["PKCS#8", "pkcs8 -topk8"],
      ["the old form", "rsa -aes256 -traditional"],
    ] as const) {
      it(`with its key under a password beyond ASCII, in ${form}, is read`, async () => {
        openssl(`${command} -in app.key -out locked.key -passout pass:${password}`);
        const given = fileOf(read("locked.key") + leaf + issuer);
        await assertRead({ ...given, clientCertificatePassword: password });
        await assertRefused(given, /: if it has a password, set intune:clientCertificatePassword \(or ARM_/);
      });
    }

    /** In the tenant's own sign-in. */
    const own = (settings: object): Texts => ({
      tenants: JSON.stringify({ [tenantA]: { clientId: "client-1", ...settings } }),
    });
    const faulty: Readonly<Record<string, readonly [config: () => Texts, message: RegExp]>> = {
      "with an elliptic-curve key": [
        () => fileOf(read("issuer.key") + issuer),
        /^The certificate file \S+ holds an elliptic-curve \(EC\) key\. Signing in .* needs an RSA key\.$/,
      ],
      "without a key": [
        () => content(leaf),
        /^intune:clientCertificate holds no private key beside the certificate\.$/,
      ],
      "without a certificate": [() => fileOf(key), /holds no certificate beside the private key\.$/],
      "of the issuer, with the application's key": [
        () => fileOf(issuer + key),
        /holds a private key that belongs to none of its certificates\.$/,
      ],
      "with two keys": [
        () => fileOf(leaf + key + key),
        /holds more than one private key: keep one of them\.$/,
      ],
      "with a certificate that is cut off": [
        () => fileOf(key + leaf.replace(/.{64}\n/, "")),
        /holds a certificate that cannot be read \(ERR_OSSL\w+\)\.$/,
      ],
      "whose file does not exist": [
        () => ({ clientCertificatePath: "/no/such.pem" }),
        /The certificate file \/no\/such\.pem cannot be read \(ENOENT\)\.$/,
      ],
      "that is something else": [
        () => content("bm8gY2VydGlmaWNhdGU="),
        /is neither PEM nor a PKCS#12 file that can be opened/,
      ],
      "without a key, in a tenant's own sign-in": [
        () => own({ clientCertificate: leaf }),
        /^intune:tenants\["aaaaaaaa-.*"\]\.clientCertificate holds no private key beside the certificate\.$/,
      ],
      "under another password, in a tenant's own sign-in": [
        () =>
          own({
            clientCertificatePath: pkcs12(password).clientCertificatePath,
            clientCertificatePassword: "wrong",
          }),
        /: check intune:tenants\["aaaaaaaa-.*"\]\.clientCertificatePassword\.$/,
      ],
    };
    for (const [name, [config, message]] of Object.entries(faulty)) {
      it(`${name} is refused`, async () => {
        await assertRefused(config(), message);
      });
    }
  });
});

/** The archive, which has no MAC, with one as RFC 9579 has it, which this machine's `openssl` may be too old to make. */
function withPbmac1(archive: Buffer, password: string): Buffer {
  const { asn1 } = forge;
  const { SEQUENCE, OID, OCTETSTRING, INTEGER, NULL } = asn1.Type;
  const node = (type: forge.asn1.Type, value: string | forge.asn1.Asn1[]) =>
    asn1.create(asn1.Class.UNIVERSAL, type, Array.isArray(value), value);
  const algorithm = (id: string, parameters: forge.asn1.Asn1) =>
    node(SEQUENCE, [node(OID, asn1.oidToDer(id).getBytes()), parameters]);
  const number = (value: number) => node(INTEGER, asn1.integerToDer(value).getBytes());
  const hmacWithSha256 = () => algorithm("1.2.840.113549.2.9", node(NULL, ""));

  const file = asn1.fromDer(archive.toString("latin1"));
  const [version, content] = file.value as forge.asn1.Asn1[];
  const authSafe = ((content?.value[1] as forge.asn1.Asn1).value[0] as forge.asn1.Asn1).value as string;
  const [salt, iterations, length] = [randomBytes(16), 2048, 32];
  const key = pbkdf2Sync(password, salt, iterations, length, "sha256");
  const mac = createHmac("sha256", key).update(Buffer.from(authSafe, "latin1")).digest();
  const kdf = algorithm(
    "1.2.840.113549.1.5.12",
    node(SEQUENCE, [
      node(OCTETSTRING, salt.toString("latin1")),
      number(iterations),
      number(length),
      hmacWithSha256(),
    ]),
  );
  const macData = node(SEQUENCE, [
    node(SEQUENCE, [
      algorithm("1.2.840.113549.1.5.14", node(SEQUENCE, [kdf, hmacWithSha256()])),
      node(OCTETSTRING, mac.toString("latin1")),
    ]),
    node(OCTETSTRING, salt.toString("latin1")),
    number(iterations),
  ]);
  assert.ok(version && content);
  return Buffer.from(asn1.toDer(node(SEQUENCE, [version, content, macData])).getBytes(), "latin1");
}
