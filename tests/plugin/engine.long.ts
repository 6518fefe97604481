import { glob } from "node:fs/promises";
import { repository } from "../../tools/repository";
import { overPlugin } from "./engine";

describe("the real engine over the plugin: everything", function () {
  this.timeout(1_200_000);

  it("passes all tests that it passes with dynamic resources", async () => {
    for await (const file of glob("tests/engine/*.{test,long}.ts", { cwd: repository })) {
      await overPlugin(file);
    }
  });
});
