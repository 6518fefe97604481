import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Identity, identityFor } from "../../provider/src/auth/identity";
import { fetchAssertion } from "../../provider/src/auth/oidc";
import { readSettings } from "../../provider/src/config/settings";

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
