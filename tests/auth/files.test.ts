import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Identity, withFilesRead } from "../../provider/src/auth/identity";

describe("a file that holds a client id or secret", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "intune-"));
  });
  after(() => rm(folder, { recursive: true }));

  async function read(content: string, given: Partial<Identity> = {}): Promise<Identity> {
    const path = join(folder, "secret");
    await writeFile(path, content);
    return withFilesRead({
      clientSecretFilePath: path,
      ...given,
      sources: { clientSecretFilePath: "ARM_FILE" },
    });
  }

  it("gives its text, without the line break at its end, under the name of the setting that names it", async () => {
    const { clientSecret, sources } = await read("the-secret\n");
    assert.deepEqual([clientSecret, sources.clientSecret], ["the-secret", "ARM_FILE"]);
  });

  it("may repeat what is given besides, and not differ from it", async () => {
    assert.equal((await read("the-secret", { clientSecret: "the-secret" })).clientSecret, "the-secret");
    await assert.rejects(read("the-secret", { clientSecret: "another" }), {
      code: "configuration",
      message: /^intune:clientSecret and the file that ARM_FILE names differ: keep one of them\.$/,
    });
  });

  for (const content of ["", " \r\n"]) {
    it(`is an error that names it where it holds ${JSON.stringify(content)}`, async () => {
      await assert.rejects(read(content), {
        code: "configuration",
        message: /^The file \S+secret, which ARM_FILE names, is empty\.$/,
      });
    });
  }
});
