/** `npm run docs`: the documents, and the parts of documents, that come from the code. They are committed. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { format, resolveConfig } from "prettier";
import { reactions, sightings, type Situation } from "../../provider/src/lifecycle/token/recognise";
import { repository } from "../repository";
import { reportApi } from "./apiReport";
import { writeConfiguration } from "./configuration";
import { drawPicture } from "./picture";
import { writeSchema } from "./schema";

/** What writes each of them. */
export const generated: Readonly<Record<string, () => string | Promise<string>>> = {
  "ARCHITECTURE.md": architecture,
  "docs/api.md": apiReference,
  "docs/configuration.md": writeConfiguration,
  "docs/decisions/whose-token.md": whoseToken,
  "provider/api/report.md": reportApi,
  "provider/schema.json": writeSchema,
};

/** The text as it is committed: in the house's layout, so that the lint does not change it. */
export async function textOf(path: string): Promise<string> {
  const config = await resolveConfig(join(repository, path));
  const text = await generated[path]?.();
  if (text === undefined) throw new Error(`Nothing writes ${path}.`);
  return format(text, { ...config, filepath: path });
}

/** The page as it is, with its picture drawn anew. */
async function architecture(): Promise<string> {
  const page = await readFile(join(repository, "ARCHITECTURE.md"), "utf8");
  const picture = await drawPicture();
  return page.replace(/^```mermaid\n[\s\S]*?^```$/m, `\`\`\`mermaid\n${picture}\n\`\`\``);
}

/** The API reference as one Markdown text, made by TypeDoc from the doc comments in provider/src. */
async function apiReference(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "reference-"));
  try {
    const typedoc = join(repository, "node_modules/typedoc/bin/typedoc");
    const options = ["--options", join(repository, "tools/docs/typedoc.json"), "--treatWarningsAsErrors"];
    await promisify(execFile)(process.execPath, [typedoc, ...options, "--out", folder]);
    return await readFile(join(folder, "api.md"), "utf8");
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The page as it is, with the table of reactions written anew. */
async function whoseToken(): Promise<string> {
  const page = await readFile(join(repository, "docs/decisions/whose-token.md"), "utf8");
  const [before, after] = ["<!-- written by npm run docs -->", "<!-- end -->"];
  const start = page.indexOf(before) + before.length;
  return `${page.slice(0, start)}\n\n${reactionTable()}\n\n${page.slice(page.indexOf(after))}`;
}

function reactionTable(): string {
  const situations = Object.keys(reactions) as Situation[];
  const rows = sightings.map((sighting) => [
    `\`${sighting}\``,
    ...situations.map((situation) => {
      const cell = reactions[situation][sighting];
      if (cell === undefined) return "–";
      const { reaction, looks } = cell;
      return looks > 1 ? `${reaction}, ${looks}` : reaction;
    }),
  ]);
  const head = ["", ...situations];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

async function write(): Promise<void> {
  for (const path of Object.keys(generated)) {
    const file = join(repository, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await textOf(path));
  }
}

if (require.main === module) {
  write().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
