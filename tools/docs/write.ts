/** Writes the documents that come from the code: the picture, the API reference and the report of the public types. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { generated, textOf } from "./generated";
import { repository } from "./repository";

async function write(): Promise<void> {
  for (const document of generated) {
    const file = join(repository, document.path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await textOf(document));
  }
}

write().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
