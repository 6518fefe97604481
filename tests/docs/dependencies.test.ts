import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./documents";

describe("docs/dependencies.md", () => {
  it("has a row for each package that the provider brings along, and no other", () => {
    const page = readFileSync(join(repository, "docs/dependencies.md"), "utf8");
    const manifest = JSON.parse(readFileSync(join(repository, "provider/package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    const rows = [...page.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
    assert.deepEqual(rows, Object.keys(manifest.dependencies).sort());
  });
});
