import { glob, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

export const repository = resolve(__dirname, "../..");

/** A Markdown file of the repository. */
export interface Document {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** All documents, the generated ones too. */
export async function readDocuments(): Promise<Document[]> {
  const patterns = [
    "*.md",
    "docs/**/*.md",
    "provider/*.md",
    "examples/**/*.md",
    "tools/**/*.md",
    ".changeset/*.md",
  ];
  const documents: Document[] = [];
  for await (const path of glob(patterns, { cwd: repository })) {
    if (path.includes("node_modules")) continue;
    documents.push({ path, text: await readFile(join(repository, path), "utf8") });
  }
  return documents;
}

/** The text of a document without its blocks of code. */
export function withoutCode(text: string): string {
  return text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, "");
}

/** The blocks of code in a language. */
export function blocksOf(text: string, language: string): string[] {
  const fences = text.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, "gm"));
  return [...fences].map(([, block = ""]) => block);
}
