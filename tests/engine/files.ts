import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Something to read: a file, or what a command said. */
export interface Text {
  readonly path: string;
  readonly text: string;
}

/** All files of a folder, however deep, as text. Links are not followed. */
export async function filesBelow(folder: string): Promise<Text[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (path) => ({ path, text: await readFile(path, "utf8") })));
}
