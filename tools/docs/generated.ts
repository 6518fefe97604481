import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { reportApi } from "./apiReport";
import { writeReference } from "./apiReference";
import { writeConfiguration } from "./configuration";
import { drawPicture } from "./picture";
import { repository } from "./repository";
import { whoseTokenPath, writeWhoseToken } from "./whoseToken";
import { writeSchema } from "./schema";

/** A document, or a part of one, that is written by a program and committed. */
export interface Generated {
  readonly path: string;
  readonly write: () => string | Promise<string>;
}

export const generated: readonly Generated[] = [
  { path: "ARCHITECTURE.md", write: architecture },
  { path: "docs/api.md", write: writeReference },
  { path: "docs/configuration.md", write: writeConfiguration },
  { path: "provider/api/report.md", write: reportApi },
  { path: whoseTokenPath, write: writeWhoseToken },
  { path: "provider/schema.json", write: writeSchema },
];

/** The text as it is committed: in the house's layout, so that the lint does not change it. */
export async function textOf({ path, write }: Generated): Promise<string> {
  const config = await resolveConfig(join(repository, path));
  return format(await write(), { ...config, filepath: path });
}

/** The page as it is, with its picture drawn anew. */
async function architecture(): Promise<string> {
  const page = await readFile(join(repository, "ARCHITECTURE.md"), "utf8");
  const picture = await drawPicture();
  return page.replace(/^```mermaid\n[\s\S]*?^```$/m, `\`\`\`mermaid\n${picture}\n\`\`\``);
}
