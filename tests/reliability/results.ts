import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import type { Cell, Operation } from "./matrix";
import { columns, rows } from "./rows";

const file = join(__dirname, "results.md");

export const writingCommand = "WRITE_RESULTS=1 npx mocha tests/reliability/matrix.test.ts";

/** The table as Markdown, in the words that the run found. */
export async function resultsOf(cells: readonly Cell[]): Promise<string> {
  const operations: readonly Operation[] = ["create", "update", "refresh", "destroy"];
  const heads = operations.flatMap((operation) =>
    Object.keys(columns[operation === "create" || operation === "update" ? "up" : operation]).map(
      (column) => ({
        operation,
        column,
      }),
    ),
  );
  const lines = Object.keys(rows).map((row) => [
    row,
    ...heads.map(({ operation, column }) => {
      const cell = cells.find(
        (one) => one.row === row && one.operation === operation && one.column === column,
      );
      return cell?.outcome ?? "";
    }),
  ]);
  const table = [
    ["fault", ...heads.map(({ operation, column }) => `${operation}: ${column}`)],
    ["---", ...heads.map(() => "---")],
    ...lines,
  ];
  const text = `# What becomes of a token when a request meets a fault

Each cell is one resource: its request met the fault once, and a clean run followed. Written by
\`${writingCommand}\`.
\`npm test\` fails if the hooks give another result, and \`npm run test:long\` if the real engine does.

${table.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}
`;
  return format(text, { parser: "markdown", printWidth: 110 });
}

export async function recordedResults(): Promise<string> {
  return readFile(file, "utf8");
}

export async function recordResults(text: string): Promise<void> {
  await writeFile(file, text);
}
