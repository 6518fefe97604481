import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { repository } from "./documents";

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
      await writeFile(file, `${text}\nexport {};\n`);
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
