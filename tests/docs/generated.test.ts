import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { generated, textOf } from "../../tools/docs/generated";
import { repository } from "./documents";

describe("the documents that come from the code", function () {
  this.timeout(60_000);

  for (const document of generated) {
    it(`${document.path} is what the code says now; otherwise: npm run docs`, async () => {
      const committed = await readFile(join(repository, document.path), "utf8");
      assert.equal(committed, await textOf(document));
    });
  }
});
