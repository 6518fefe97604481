import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultBehaviour } from "./behaviour";

const page = readFileSync(join(__dirname, "../../docs/service.md"), "utf8");
const rows = page.split("\n").filter((line) => line.startsWith("|") && !/^\| (behaviour|---)/.test(line));

describe("docs/service.md", () => {
  it("has a row for each switch of the emulator, and for nothing else", () => {
    const named = rows.flatMap((row) => /\| `(\w+)`: /.exec(row)?.slice(1) ?? []);
    assert.deepEqual(named.sort(), Object.keys(defaultBehaviour()).sort());
  });

  it("grades each behaviour", () => {
    for (const row of rows) assert.match(row, /\| (documented|seen|assumed) +\|/);
  });
});
