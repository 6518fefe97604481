import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The package's version, from the manifest beside the compiled code. */
export const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as {
  readonly version: string;
};
