/** Everything in this folder with ten times as many cases. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

process.env.HOSTILE_ALL = "yes";

for (const file of readdirSync(__dirname).filter((name) => name.endsWith(".test.ts"))) {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require(join(__dirname, file));
}
