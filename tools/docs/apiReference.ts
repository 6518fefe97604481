import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "./repository";

const run = promisify(execFile);

/** The API reference as one Markdown text, made by TypeDoc from the doc comments in provider/src. */
export async function writeReference(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "reference-"));
  try {
    const typedoc = join(repository, "node_modules/typedoc/bin/typedoc");
    const options = join(repository, "tools/docs/typedoc.json");
    await run(process.execPath, [typedoc, "--options", options, "--treatWarningsAsErrors", "--out", folder]);
    return await readFile(join(folder, "api.md"), "utf8");
  } finally {
    await rm(folder, { recursive: true });
  }
}
