import { execFile } from "node:child_process";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { repository } from "../../tools/repository";

describe("the real engine over the plugin", function () {
  this.timeout(1_200_000);

  it("passes all tests that it passes with dynamic resources", async () => {
    for await (const file of glob("tests/engine/*.{test,long}.ts", { cwd: repository })) {
      await overPlugin(file);
    }
  });
});

/** Runs tests of the engine in a process of their own, over the plugin. Rejects with what they said if one fails. */
function overPlugin(...args: readonly string[]): Promise<void> {
  const mocha = join(repository, "node_modules/mocha/bin/mocha.js");
  const env = { ...process.env, INTUNE_TEST_HOST: "plugin" };
  return new Promise((resolve, reject) => {
    const options = { cwd: repository, env, maxBuffer: 2 ** 26 };
    execFile(process.execPath, [mocha, "--require", "ts-node/register", ...args], options, (error, said) => {
      if (error === null) resolve();
      else reject(new Error(said));
    });
  });
}
