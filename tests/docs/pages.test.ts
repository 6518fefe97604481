import assert from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { dependencies } from "../../provider/package.json";
import { generated, textOf } from "../../tools/docs/write";
import { repository } from "../../tools/repository";

describe("the documents that come from the code", function () {
  this.timeout(60_000);

  for (const path of Object.keys(generated)) {
    it(`${path} is what the code says now; otherwise: npm run docs`, async () => {
      assert.equal(await readFile(join(repository, path), "utf8"), await textOf(path));
    });
  }
});

describe("docs/troubleshoot.md", () => {
  let page: string;
  let source: string;

  before(async () => {
    page = await readFile(join(repository, "docs/troubleshoot.md"), "utf8");
    const files: string[] = [];
    for await (const path of glob("provider/src/**/*.ts", { cwd: repository })) {
      files.push(await readFile(join(repository, path), "utf8"));
    }
    // A message that is written over several lines of code is one text.
    source = files.join("\n").replaceAll(/["'`]\s*\+\s*["'`]/g, "");
  });

  it("quotes messages that the code has, word for word", () => {
    const source_ = source.toLowerCase();
    const quoted = quotedMessages(page);
    assert.ok(quoted.length > 60);
    assert.deepEqual(
      quoted.filter(
        (message) => !message.split("…").every((part) => source_.includes(part.trim().toLowerCase())),
      ),
      [],
    );
  });

  it("names every code of an error", () => {
    const unions = [...source.matchAll(/export type \w+ErrorCode =([^;]+);/g)].map(([, union = ""]) => union);
    assert.equal(unions.length, 2);
    const codes = unions.flatMap((union) => [...union.matchAll(/"([^"]+)"/g)].map(([, code = ""]) => code));
    assert.deepEqual(
      codes.filter((code) => !page.includes(`\`${code}\``)),
      [],
    );
  });

  it("has every number of Microsoft Entra's that it lists explained by the code", () => {
    const numbers = [...page.matchAll(/^\| `AADSTS.*?\|/gm)].flatMap(([cell]) => cell.match(/\d{5,}/g) ?? []);
    assert.ok(numbers.length > 10);
    assert.deepEqual(
      numbers.filter((number) => !new RegExp(`\\b${number}\\b`).test(source)),
      [],
    );
  });
});

describe("docs/dependencies.md", () => {
  it("has a row for each package that the provider brings along, and no other", async () => {
    const page = await readFile(join(repository, "docs/dependencies.md"), "utf8");
    const rows = [...page.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
    assert.deepEqual(rows, Object.keys(dependencies).sort());
  });
});

/** What stands in backquotes in headings and in the first column of tables, but for what others than the package say. */
function quotedMessages(page: string): string[] {
  const places = [...page.matchAll(/^### .+$/gm), ...page.matchAll(/^\| `[^|]+\|/gm)].map(([place]) => place);
  return places
    .flatMap((place) => [...place.matchAll(/`([^`]+)`/g)].map(([, message = ""]) => message))
    .filter(
      (message) => !/^(AADSTS)?\d|^AADSTS|^Cannot find module|^failed to load checkpoint/.test(message),
    );
}
