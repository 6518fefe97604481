import assert from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { repository } from "./documents";

describe("the table of features in README.md", () => {
  let rows: string[][];

  before(async () => {
    const text = await readFile(join(repository, "README.md"), "utf8");
    const [, section = ""] = text.split("## What it can do, and what shows it");
    const [table = ""] = section.split("\n## ");
    rows = [...table.matchAll(/^\|(.+)\|$/gm)]
      .slice(2)
      .map(([, row = ""]) => row.split("|").map((cell) => cell.trim()));
    assert.ok(rows.length > 15);
  });

  it("names a test on the real engine in each row", () => {
    const untested = rows.filter(
      ([, onEngine = ""]) =>
        !/`tests\/(engine\/\w+\.test\.ts|pipelines\/run\.test\.ts|reliability\/\S*|package\/)`/.test(
          onEngine,
        ),
    );
    assert.deepEqual(untested, []);
  });

  it("names files and folders that there are", async () => {
    const paths = rows.flat().flatMap((cell) => [...cell.matchAll(/`((?:tests|examples)\/[^`]+)`/g)]);
    for (const [, path = ""] of paths) {
      const found: string[] = [];
      for await (const file of glob(path, { cwd: repository })) found.push(file);
      assert.ok(found.length > 0, path);
    }
  });

  it("names every file of tests on the real engine", async () => {
    const named = rows.flat().join();
    const unnamed: string[] = [];
    for await (const file of glob("tests/engine/*.test.ts", { cwd: repository })) {
      if (!named.includes(file)) unnamed.push(file);
    }
    assert.deepEqual(unnamed, []);
  });
});
