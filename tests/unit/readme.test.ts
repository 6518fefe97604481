import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { glob } from "node:fs/promises";
import ts from "typescript";

const repository = resolve(__dirname, "../..");

/** Each TypeScript block of a document, compiled as a program of a user's would be. */
describe("the TypeScript in the documents", function () {
  this.timeout(60_000);

  it("compiles against the package", async () => {
    const cache = join(repository, "node_modules/.cache");
    await mkdir(cache, { recursive: true });
    const folder = await mkdtemp(join(cache, "documents-"));
    try {
      const files: string[] = [];
      for await (const document of glob(["README.md", "docs/**/*.md", "provider/README.md"], {
        cwd: repository,
      })) {
        const text = await readFile(join(repository, document), "utf8");
        for (const [index, [, block]] of [...text.matchAll(/^ *```ts\n([\s\S]*?)^ *```$/gm)].entries()) {
          const file = join(folder, `${document.replaceAll(/\W/g, "-")}-${index}.ts`);
          await writeFile(file, `${block ?? ""}\nexport {};\n`);
          files.push(file);
        }
      }
      assert.ok(files.length > 0);
      const program = ts.createProgram(files, {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.NodeNext,
        strict: true,
        skipLibCheck: true,
        noEmit: true,
        types: ["node"],
        typeRoots: [join(repository, "node_modules/@types")],
      });
      const faults = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => ({
        in: file?.fileName.slice(folder.length + 1),
        fault: ts.flattenDiagnosticMessageText(messageText, " "),
      }));
      assert.deepEqual(faults, []);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
