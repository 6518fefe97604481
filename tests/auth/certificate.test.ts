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

type Texts = Readonly<Record<string, string>>;

const folder = mkdtempSync(join(tmpdir(), "intune-certificate-"));
const at = (name: string) => join(folder, name);
const openssl = (...args: readonly string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
const read = (name: string) => readFileSync(at(name), "utf8");

/** What a sign-in makes of the settings. */
async function load(config: Texts): Promise<ClientCertificate> {
  const settings = readSettings((name) => config[name], {});
  return loadCertificate(
    certificateSource(new Needs(identityFor(settings, "t"), "a certificate", "of that")),
  );
}

const fileOf = (name: string, content: string | Buffer): Texts => {
  writeFileSync(at(name), content);
  return { clientCertificatePath: at(name) };
};

/** A PKCS#12 file made by OpenSSL, of the application's key and certificate and its issuer's. */
function pkcs12(password: string, ...options: readonly string[]): Texts {
  const files = ["-inkey", "app.key", "-in", "app.pem", "-certfile", "issuer.pem", "-out", "app.pfx"];
  openssl("pkcs12", "-export", ...files, "-passout", `pass:${password}`, ...options);
  // Node.js's own OpenSSL opens it; but nobody else gets the key.
  createSecureContext({ pfx: readFileSync(at("app.pfx")), passphrase: password });
  return { clientCertificatePath: at("app.pfx"), clientCertificatePassword: password };
}

describe("a client certificate", function () {
  this.timeout(30_000);
  let thumbprint: string;
  let wanted: { readonly leaf: string; readonly key: string; readonly issuer: string };

  before(() => {
    // An RSA certificate that an authority with an elliptic-curve key has issued, as public ones do.
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "issuer.key");
    openssl(
      "req",
      "-x509",
      "-new",
      "-key",
      "issuer.key",
      "-subj",
      "/CN=issuer",
      "-days",
      "2",
      "-out",
      "issuer.pem",
    );
    openssl("genrsa", "-out", "app.key", "2048");
    openssl("req", "-new", "-key", "app.key", "-subj", "/CN=app", "-out", "app.csr");
    openssl(
      "x509",
      "-req",
      "-in",
      "app.csr",
      "-CA",
      "issuer.pem",
      "-CAkey",
      "issuer.key",
      "-CAcreateserial",
      "-days",
      "1",
      "-out",
      "app.pem",
    );
    wanted = { leaf: read("app.pem"), key: read("app.key"), issuer: read("issuer.pem") };
    thumbprint = new X509Certificate(wanted.leaf).fingerprint.replaceAll(":", "");
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** The application's certificate first, its issuer's behind it, and the key in the clear. */
  async function assertRead(config: Texts): Promise<void> {
    const { pem, ...facts } = await load(config);
    const validTo = new X509Certificate(wanted.leaf).validToDate;
    assert.deepEqual(facts, { thumbprint, validTo });
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
    const archives: readonly [name: string, password: string, options: readonly string[]][] = [
      ["as OpenSSL makes it by itself", "password", []],
      ["with AES and a password beyond ASCII", "pässwörd", []],
      ["with AES and a password beyond Latin", "пароль-密码-🔑", []],
      [
        "with AES-128 and SHA-1",
        "pässwörd",
        ["-keypbe", "AES-128-CBC", "-certpbe", "AES-128-CBC", "-macalg", "sha1"],
      ],
      [
        "with Triple DES",
        "password",
        ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"],
      ],
      [
        "with Triple DES and a password beyond ASCII",
        "pässwörd",
        ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES"],
      ],
      ["with the certificates in the clear", "pässwörd", ["-certpbe", "NONE"]],
      ["without a MAC", "pässwörd", ["-nomac"]],
      ["without a password", "", []],
    ];
    for (const [name, password, options] of archives) {
      it(`${name} is read`, async () => {
        await assertRead(pkcs12(password, ...options));
      });
    }

    it("with RC2, as old tools make it, is read", async () => {
      const files = ["-inkey", "app.key", "-in", "app.pem", "-certfile", "issuer.pem", "-out", "old.pfx"];
      openssl("pkcs12", "-export", "-legacy", ...files, "-passout", "pass:password");
      await assertRead({ clientCertificatePath: at("old.pfx"), clientCertificatePassword: "password" });
    });

    it("with a MAC of the new kind, PBMAC1, is read", async () => {
      const withoutMac = pkcs12("pässwörd", "-nomac");
      const pfx = withPbmac1(readFileSync(at("app.pfx")), "pässwörd");
      // OpenSSL knows it from 3.4 on.
      const [major = 0, minor = 0] = process.versions.openssl.split(".").map(Number);
      if (major > 3 || minor >= 4) createSecureContext({ pfx, passphrase: "pässwörd" });
      await assertRead({ ...withoutMac, ...fileOf("pbmac1.pfx", pfx) });
      await assertRead({
        clientCertificate: pfx.toString("base64"),
        clientCertificatePassword: "pässwörd",
      });
    });

    it("under another password is refused", async () => {
      const config = pkcs12("pässwörd");
      for (const clientCertificatePassword of ["passwort", "password", "pässwörd "])
        await assertRefused(
          { ...config, clientCertificatePassword: `${clientCertificatePassword}!` },
          /is neither PEM nor a PKCS#12 file that can be opened: check intune:clientCertificatePassword\.$/,
        );
    });

    it("under a password that a pipeline has left as a placeholder is refused, which is said", async () => {
      await assertRefused(
        { ...pkcs12("pässwörd"), clientCertificatePassword: "$(certificatePassword)" },
        /intune:clientCertificatePassword looks like a placeholder \(\$\(NAME\)\) that a pipeline has not replaced\.$/,
      );
    });

    it("with an elliptic-curve key is refused, since Microsoft's client signs with RSA only", async () => {
      openssl(
        "pkcs12",
        "-export",
        "-inkey",
        "issuer.key",
        "-in",
        "issuer.pem",
        "-out",
        "ec.pfx",
        "-passout",
        "pass:pässwörd",
      );
      await assertRefused(
        { clientCertificatePath: at("ec.pfx"), clientCertificatePassword: "pässwörd" },
        /holds an elliptic-curve \(EC\) key\. Signing in with a certificate needs an RSA key\.$/,
      );
    });
  });

  describe("in PEM", () => {
    const forms: Readonly<Record<string, () => Texts>> = {
      "key first": () => fileOf("a.pem", wanted.key + wanted.leaf + wanted.issuer),
      "the issuer before the application": () => fileOf("a.pem", wanted.issuer + wanted.leaf + wanted.key),
      "with CRLF": () => fileOf("a.pem", (wanted.leaf + wanted.issuer + wanted.key).replaceAll("\n", "\r\n")),
      "with a byte order mark": () => fileOf("a.pem", `\ufeff${wanted.leaf}${wanted.issuer}${wanted.key}`),
      "in UTF-16": () =>
        fileOf("a.pem", Buffer.from(`\ufeff${wanted.leaf}${wanted.issuer}${wanted.key}`, "utf16le")),
      "with text between the blocks": () =>
        fileOf("a.pem", `Bag Attributes\n${wanted.leaf}subject=\n${wanted.issuer}${wanted.key}`),
      "as content with \\n for its line breaks": () => ({
        clientCertificate: (wanted.leaf + wanted.issuer + wanted.key).replaceAll("\n", "\\n"),
      }),
      "as content with \\r\\n for its line breaks": () => ({
        clientCertificate: (wanted.leaf + wanted.issuer + wanted.key).replaceAll("\n", "\\r\\n"),
      }),
      "as content with spaces for its line breaks": () => ({
        clientCertificate: (wanted.leaf + wanted.issuer + wanted.key).replaceAll("\n", " "),
      }),
      "as content in base64": () => ({
        clientCertificate: Buffer.from(wanted.leaf + wanted.issuer + wanted.key).toString("base64"),
      }),
    };
    for (const [name, config] of Object.entries(forms)) {
      it(`${name} is read`, async () => {
        await assertRead(config());
      });
    }

    for (const [form, args] of [
      ["PKCS#8", ["pkcs8", "-topk8"]],
      ["the old form", ["rsa", "-aes256", "-traditional"]],
    ] as const) {
      it(`with its key under a password beyond ASCII, in ${form}, is read`, async () => {
        openssl(...args, "-in", "app.key", "-out", "locked.key", "-passout", "pass:pässwörd");
        const given = fileOf("a.pem", read("locked.key") + wanted.leaf + wanted.issuer);
        await assertRead({ ...given, clientCertificatePassword: "pässwörd" });
        await assertRefused(given, /: if it has a password, set intune:clientCertificatePassword \(or ARM_/);
      });
    }

    const faulty: Readonly<Record<string, readonly [config: () => Texts, message: RegExp]>> = {
      "with an elliptic-curve key": [
        () => fileOf("a.pem", read("issuer.key") + wanted.issuer),
        /^The certificate file \S+ holds an elliptic-curve \(EC\) key\. Signing in .* needs an RSA key\.$/,
      ],
      "without a key": [() => fileOf("a.pem", wanted.leaf), /holds no private key beside the certificate\.$/],
      "without a certificate": [
        () => fileOf("a.pem", wanted.key),
        /holds no certificate beside the private key\.$/,
      ],
      "of the issuer, with the application's key": [
        () => fileOf("a.pem", wanted.issuer + wanted.key),
        /holds a private key that belongs to none of its certificates\.$/,
      ],
      "with two keys": [
        () => fileOf("a.pem", wanted.leaf + wanted.key + wanted.key),
        /holds more than one private key: keep one of them\.$/,
      ],
      "with a certificate that is cut off": [
        () => fileOf("a.pem", wanted.key + wanted.leaf.replace(/.{64}\n/, "")),
        /holds a certificate that cannot be read \(ERR_OSSL\w+\)\.$/,
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
