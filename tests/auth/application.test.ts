import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Identity, identityFor } from "../../provider/src/auth/identity";
import { fetchAssertion } from "../../provider/src/auth/oidc";
import { readSettings } from "../../provider/src/config/settings";
import { clientCertificate, clientId, tenantA, tenantB } from "../entra";
import { application, endScenes, secret, startScene, temporaryFolder, type Texts } from "./harness";

describe("signing in as an application", function () {
  this.timeout(30_000);
  afterEach(endScenes);

  it("with a client secret, without a message", async () => {
    const scene = await startScene(application);
    assert.equal((await scene.issue()).tokenStatus, "active");
    assert.deepEqual(scene.entra.signIns, [{ tenantId: tenantA, clientId, by: "client secret" }]);
    assert.deepEqual(scene.notices, []);
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

  const registered = clientCertificate();
  const { password: clientCertificatePassword, pem, encryptedPem, pkcs12 } = registered;
  const open = clientCertificate("");
  const certificates: Readonly<Record<string, readonly [Texts, (string | Buffer)?]>> = {
    "in a PEM file": [{}, pem],
    "in a PEM file with a password": [{ clientCertificatePassword }, encryptedPem],
    "in a PKCS#12 file": [{ clientCertificatePassword }, pkcs12],
    "as PEM": [{ clientCertificate: pem }],
    "as PKCS#12 in base64": [{ clientCertificatePassword, clientCertificate: pkcs12.toString("base64") }],
    "as PKCS#12 without a password": [{ clientCertificate: open.pkcs12.toString("base64") }],
  };
  for (const [name, [config, content]] of Object.entries(certificates)) {
    it(`with a certificate ${name}`, async () => {
      const path = join(await temporaryFolder(), "certificate");
      if (content !== undefined) await writeFile(path, content);
      const scene = await startScene({
        app: { certificates: [registered.certificate, open.certificate] },
        config: content === undefined ? config : { ...config, clientCertificatePath: path },
      });
      await scene.issue();
      assert.deepEqual(scene.entra.signIns, [{ tenantId: tenantA, clientId, by: "certificate" }]);
    });
  }

  it("with a certificate that is not registered: the message shows its thumbprint", async () => {
    const app = { certificates: [open.certificate] };
    const scene = await startScene({ app, config: { clientCertificate: pem } });
    const message = await scene.failure([pem]);
    assert.match(message, /AADSTS700027/);
    assert.ok(message.includes(`thumbprint ${registered.thumbprint}, valid until 20`), message);
  });

  it("with a certificate that cannot be used: no request is sent", async () => {
    const scene = await startScene({ config: { clientCertificate: registered.certificate } });
    assert.match(await scene.failure([pem]), /intune:clientCertificate holds no private key/);
    assert.deepEqual(scene.entra.signIns, []);
  });

  it("in a tenant with a sign-in of its own", async () => {
    const tenants = JSON.stringify({ [tenantB]: { clientId, clientSecret: secret } });
    const scene = await startScene({ ...application, config: { clientSecret: "known nowhere", tenants } });
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
  beforeEach(async () => {
    path = join(await temporaryFolder(), "secret");
  });
  afterEach(endScenes);

  async function read(content: string | Buffer, config: Texts = {}): Promise<Identity> {
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
      for (const reading of [read, readToken]) {
        await assert.rejects(reading(content), (error: Error) => {
          assert.match(error.message, /holds a placeholder like (\$\(NAME\)|%NAME%) instead of a value/);
          return !error.message.includes(content.trim());
        });
      }
    }
  });
});
