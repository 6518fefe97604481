import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Identity, identityFor } from "../../provider/src/auth/identity";
import { fetchAssertion } from "../../provider/src/auth/oidc";
import { readSettings } from "../../provider/src/config/settings";
import { clientCertificate, clientId, tenantA, tenantB } from "../entra";
import { endScenes, startScene, temporaryFolder } from "./harness";

const secret = "secret-of-the-application";

describe("signing in as an application", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  it("with a client secret", async () => {
    const scene = await startScene({ app: { secrets: [secret] }, config: { clientSecret: secret } });
    assert.equal((await scene.issue()).tokenStatus, "active");
    assert.deepEqual(scene.entra.signIns, [{ tenantId: tenantA, clientId, by: "client secret" }]);
  });

  it("with an id and a secret from files", async () => {
    const folder = await temporaryFolder();
    const [idFile, secretFile] = [join(folder, "id"), join(folder, "secret")];
    await Promise.all([writeFile(idFile, `${clientId}\n`), writeFile(secretFile, `${secret}\n`)]);
    const scene = await startScene({
      app: { secrets: [secret] },
      config: { clientId: "" },
      environment: { ARM_CLIENT_ID_FILE_PATH: idFile, ARM_CLIENT_SECRET_FILE_PATH: secretFile },
    });
    await scene.issue();
    assert.deepEqual(scene.entra.signIns, [{ tenantId: tenantA, clientId, by: "client secret" }]);
  });

  it("with an id that is not the one in its file: an error that names both", async () => {
    const idFile = join(await temporaryFolder(), "id");
    await writeFile(idFile, "another");
    const scene = await startScene({ config: { clientSecret: secret, clientIdFilePath: idFile } });
    assert.match(
      await scene.failure([secret]),
      /^intune:clientId and the file that intune:clientIdFilePath names differ: keep one of them\.$/,
    );
  });

  describe("with a certificate", () => {
    const registered = clientCertificate();
    const { password, pem, encryptedPem, pkcs12 } = registered;
    const base64 = pkcs12.toString("base64");
    const files: readonly [
      name: string,
      contents: string | Buffer,
      config: Readonly<Record<string, string>>,
    ][] = [
      ["a PEM file", pem, {}],
      ["a PEM file with a password", encryptedPem, { clientCertificatePassword: password }],
      ["a PKCS#12 file with a password", pkcs12, { clientCertificatePassword: password }],
    ];
    for (const [name, contents, config] of files) {
      it(`in ${name}`, async () => {
        const clientCertificatePath = join(await temporaryFolder(), "certificate");
        await writeFile(clientCertificatePath, contents);
        const scene = await startScene({
          app: { certificates: [registered.certificate] },
          config: { clientCertificatePath, ...config },
        });
        await scene.issue();
        assert.deepEqual(scene.entra.signIns, [{ tenantId: tenantA, clientId, by: "certificate" }]);
      });
    }

    const contents: readonly [name: string, config: Readonly<Record<string, string>>][] = [
      ["PEM", { clientCertificate: pem }],
      ["PKCS#12 in base64", { clientCertificate: base64, clientCertificatePassword: password }],
    ];
    for (const [name, config] of contents) {
      it(`as ${name}`, async () => {
        const scene = await startScene({ app: { certificates: [registered.certificate] }, config });
        await scene.issue();
        assert.deepEqual(scene.entra.signIns, [{ tenantId: tenantA, clientId, by: "certificate" }]);
      });
    }

    it("that has no password", async () => {
      const open = clientCertificate("");
      const scene = await startScene({
        app: { certificates: [open.certificate] },
        config: { clientCertificate: open.pkcs12.toString("base64") },
      });
      await scene.issue();
    });

    it("that is not registered: the message shows its thumbprint", async () => {
      const scene = await startScene({
        app: { certificates: [clientCertificate().certificate] },
        config: { clientCertificate: pem },
      });
      const message = await scene.failure([pem]);
      assert.match(message, /AADSTS700027/);
      assert.ok(message.includes(`thumbprint ${registered.thumbprint}, valid until 20`), message);
    });

    const faulty: readonly [name: string, config: Readonly<Record<string, string>>, message: RegExp][] = [
      [
        "with a wrong password",
        { clientCertificate: base64, clientCertificatePassword: "wrong" },
        /check intune:clientCertificatePassword\.$/,
      ],
      [
        "without its password",
        { clientCertificate: base64 },
        /set intune:clientCertificatePassword \(or ARM_CLIENT_CERTIFICATE_PASSWORD, AZURE_CLIENT_CERTIFICATE_PASSWORD\)\.$/,
      ],
      [
        "with another's key",
        { clientCertificate: clientCertificate().certificate + pem.slice(registered.certificate.length) },
        /holds a private key that belongs to none of its certificates\.$/,
      ],
      [
        "without its key",
        { clientCertificate: registered.certificate },
        /intune:clientCertificate holds no private key/,
      ],
      [
        "whose file is not there",
        { clientCertificatePath: "/no/such.pem" },
        /The certificate file \/no\/such\.pem cannot be read \(ENOENT\)\.$/,
      ],
      [
        "without its key, in a tenant's own sign-in",
        { tenants: JSON.stringify({ [tenantA]: { clientId, clientCertificate: registered.certificate } }) },
        /^intune:tenants\["aaaaaaaa-.*"\]\.clientCertificate holds no private key beside the certificate\.$/,
      ],
      [
        "with a wrong password, in a tenant's own sign-in",
        {
          tenants: JSON.stringify({
            [tenantA]: { clientId, clientCertificate: base64, clientCertificatePassword: "wrong" },
          }),
        },
        /: check intune:tenants\["aaaaaaaa-.*"\]\.clientCertificatePassword\.$/,
      ],
      [
        "that is something else",
        { clientCertificate: "bm8gY2VydGlmaWNhdGU=" },
        /is neither PEM nor a PKCS#12 file that can be opened/,
      ],
    ];
    for (const [name, config, expected] of faulty) {
      it(`${name}: an error that says so, and nobody is asked`, async () => {
        const scene = await startScene({ config });
        assert.match(await scene.failure([password, pem, base64]), expected);
        assert.deepEqual(scene.entra.signIns, []);
      });
    }
  });

  it("in each tenant that a resource names, once", async () => {
    const scene = await startScene({ app: { secrets: [secret] }, config: { clientSecret: secret } });
    await Promise.all([
      scene.issue(),
      scene.issue({ tenantId: tenantB }),
      scene.issue({ tenantId: tenantB }),
    ]);
    assert.deepEqual(scene.entra.signIns.map(({ tenantId }) => tenantId).sort(), [tenantA, tenantB]);
  });

  it("in a tenant with a sign-in of its own", async () => {
    const tenants = JSON.stringify({ [tenantB]: { clientId, clientSecret: secret } });
    const scene = await startScene({
      app: { secrets: [secret] },
      config: { clientSecret: "known nowhere", tenants },
    });
    await scene.issue({ tenantId: tenantB });
    assert.match(await scene.failure([secret]), /AADSTS7000215/);
    assert.deepEqual(scene.entra.signIns, [
      { tenantId: tenantB, clientId, by: "client secret" },
      { tenantId: tenantA, clientId, by: "nothing", refused: 7000215 },
    ]);
  });

  it("says at debug level which credential it chose and why, once a tenant, without secrets", async () => {
    const environment = { ARM_CLIENT_SECRET: secret, PULUMI_INTUNE_DEBUG: "1" };
    const scene = await startScene({ app: { secrets: [secret] }, environment });
    await Promise.all([scene.issue(), scene.issue(), scene.issue({ tenantId: tenantB })]);
    const expected = [tenantA, tenantB].map(
      (tenantId) =>
        `Tenant ${tenantId}: signing in with a client secret as application ${clientId}, because ARM_CLIENT_SECRET ` +
        `is set; ${scene.graph.url}/.default from ${scene.entra.url}.`,
    );
    assert.deepEqual(scene.notices.sort(), expected);
  });

  it("says nothing of it otherwise", async () => {
    const scene = await startScene({ app: { secrets: [secret] }, config: { clientSecret: secret } });
    await scene.issue();
    assert.deepEqual(scene.notices, []);
  });
});

const mark = "\ufeff";
const utf16 = (text: string) => Buffer.from(text, "utf16le");

/** The same text as tools write it. */
const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  "UTF-8": (text) => Buffer.from(text),
  "UTF-8 with a byte order mark": (text) => Buffer.from(mark + text),
  "UTF-16 with a byte order mark": (text) => utf16(mark + text),
  "UTF-16 without one": utf16,
  "big-endian UTF-16 with a byte order mark": (text) => utf16(mark + text).swap16(),
};

describe("a file that holds a client id, a secret or an OIDC token", () => {
  let path: string;
  before(async () => {
    path = join(await mkdtemp(join(tmpdir(), "intune-")), "secret");
  });
  after(() => rm(join(path, ".."), { recursive: true }));

  async function read(
    content: string | Buffer,
    config: Readonly<Record<string, string>> = {},
  ): Promise<Identity> {
    await writeFile(path, content);
    const settings = readSettings((name) => config[name], { ARM_CLIENT_SECRET_FILE_PATH: path });
    return identityFor(settings, undefined);
  }

  async function readToken(content: string | Buffer): Promise<string> {
    await writeFile(path, content);
    return fetchAssertion({ from: "file", path }, 1);
  }

  for (const [encoding, encode] of Object.entries(encodings)) {
    it(`is read in ${encoding}, without the line break at its end`, async () => {
      const { clientSecret, sources } = await read(encode("the-secret\r\n"));
      assert.deepEqual([clientSecret, sources.clientSecret], ["the-secret", "ARM_CLIENT_SECRET_FILE_PATH"]);
      assert.equal(await readToken(encode("the-token\n")), "the-token");
    });
  }

  it("may repeat what is given besides, and not differ from it", async () => {
    assert.equal((await read("the-secret", { clientSecret: "the-secret" })).clientSecret, "the-secret");
    await assert.rejects(read("the-secret", { clientSecret: "another" }), {
      code: "configuration",
      message:
        /^intune:clientSecret and the file that ARM_CLIENT_SECRET_FILE_PATH names differ: keep one of them\.$/,
    });
  });

  for (const content of ["", " \r\n", mark]) {
    it(`is an error that names it if it holds ${JSON.stringify(content)}`, async () => {
      await assert.rejects(read(content), {
        code: "configuration",
        message: /^The file \S+secret, which ARM_CLIENT_SECRET_FILE_PATH names, is empty\.$/,
      });
      await assert.rejects(readToken(content), {
        code: "sign-in",
        message: /^The OIDC token file \S+ is empty\.$/,
      });
    });
  }

  it("that holds a placeholder is an error that says so, and does not repeat it", async () => {
    for (const content of ["$(clientSecret)", "%CLIENT_SECRET%\n"]) {
      for (const reading of [read(content), readToken(content)]) {
        await assert.rejects(reading, (error: Error) => {
          assert.match(error.message, /holds a placeholder like (\$\(NAME\)|%NAME%) instead of a value/);
          return !error.message.includes(content.trim());
        });
      }
    }
  });
});
