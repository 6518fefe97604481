import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { faultsIn } from "../docs/documents";

const pinned = join(__dirname, "publicTypes.ts");

describe("the public types", function () {
  this.timeout(60_000);

  it("are those that are pinned, in the built package", async () => {
    assert.deepEqual(await faultsIn(new Map([["pinned", await readFile(pinned, "utf8")]])), []);
  });

  it("would be noticed if they changed, or became any", async () => {
    const text = await readFile(pinned, "utf8");
    const changed = text
      .replace('Token["generation"], Output<number>', 'Token["generation"], Output<string>')
      .replace("Reject<IsAny<Token>>", "Reject<IsAny<any>>");
    assert.equal((await faultsIn(new Map([["changed", changed]]))).length, 2);
  });
});
