import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "../docs/documents";
import { Session } from "../docs/session";

/** What the services' machines need and these do not: packages and the engine are there. */
const preparations = /^npm ci$|get\.pulumi\.com|##vso|\bexport PATH=/;

describe("the scripts of the pipelines", function () {
  this.timeout(120_000);

  for (const name of ["github-actions.yml", "azure-pipelines.yml", ".gitlab-ci.yml"]) {
    it(`${name}: applies the example, keeps its sheet in a file, shows no token, and issues none the next day`, async () => {
      const pipeline = await readFile(join(repository, "examples/pipelines", name), "utf8");
      const script = scriptsOf(parse(pipeline))
        .flatMap((text) => text.split("\n"))
        .filter((line) => !preparations.test(line))
        .join("\n");
      const session = await Session.start({ folder: "examples/qr-sheet" }, "production");
      try {
        const day = () =>
          session.run(`set -e\n${script}`, {
            AZURESUBSCRIPTION_TENANT_ID: "contoso.example",
            AZURESUBSCRIPTION_CLIENT_ID: "client-1",
          });
        const shown = (await day()) + (await day());
        const tokens = session.emulator.tokens();
        assert.deepEqual(
          tokens.map(({ state }) => state),
          ["active"],
        );
        const value = tokens[0]?.value ?? assert.fail("there is a token");
        assert.ok((await session.read("sheet.html")).includes(value));
        assert.match(shown, /sheet *: \[secret\]/);
        assert.ok(!shown.includes(value), "the token was shown");
      } finally {
        await session.end();
      }
    });
  }
});

/** The texts that shells run: GitHub's `run`, Azure's `script` and `inlineScript`, GitLab's `before_script` and `script`. */
function scriptsOf(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => {
    const isScript = key === "run" || /script$/i.test(key);
    const texts = [value].flat().filter((text) => typeof text === "string");
    return isScript && texts.length > 0 ? texts : scriptsOf(value);
  });
}
