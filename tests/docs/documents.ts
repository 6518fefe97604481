import { glob, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { repository } from "../../tools/repository";

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

/**
 * The compiler's faults in programs that use the package, each with the name of its program.
 *
 * @param programs their texts by a name of letters, digits and dashes
 */
export async function faultsIn(programs: ReadonlyMap<string, string>): Promise<string[]> {
  const cache = join(repository, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "programs-"));
  try {
    const files: string[] = [];
    for (const [name, text] of programs) {
      const file = join(folder, `${name}.ts`);
      await writeFile(file, `${text}\n{};\n`);
      files.push(file);
    }
    const program = ts.createProgram(files, {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      types: ["node"],
      typeRoots: [join(repository, "node_modules/@types")],
    });
    return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      const where = file?.fileName.slice(folder.length + 1, -".ts".length) ?? "all";
      return `${where}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
