import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { faultsIn } from "../docs/documents";

describe("the public types", function () {
  this.timeout(60_000);

  it("are those that are pinned, and a change or an any would be noticed", async () => {
    const pinned = await readFile(join(__dirname, "publicTypes.ts"), "utf8");
    const changed = pinned
      .replace('Token["generation"], Output<number>', 'Token["generation"], Output<string>')
      .replace("Reject<IsAny<Token>>", "Reject<IsAny<any>>");
    const faults = await faultsIn(new Map(Object.entries({ pinned, changed })));
    assert.deepEqual(
      faults.map((fault) => fault.split(":")[0]),
      ["changed", "changed"],
      faults.join("\n"),
    );
  });
});
