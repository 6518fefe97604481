import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { type Cell, columns, type Matrix, type Operation, rows } from "./matrix";

const recorded = join(__dirname, "results.md");

const writingCommand = "WRITE_RESULTS=1 npx mocha tests/reliability/matrix.test.ts";

/** Nobody but Graph could tell that it was asked twice. */
const doubled = "delivered twice";

/** What holds of the matrix, whatever drives the provider. */
export function itHoldsTheLaws(matrixOf: () => Matrix): void {
  it("every fault came about", () => {
    assert.deepEqual(matrixOf().unusedFaults, []);
  });

  it("the clean run after it converges: state holds the token that the profile holds", () => {
    assert.deepEqual(
      matrixOf().cells.filter(({ sound }) => !sound),
      [],
    );
  });

  it("one token is issued for each asked for, in the faulty run or the clean one", () => {
    const asked = matrixOf().cells.filter(({ operation }) => ["create", "update"].includes(operation));
    assert.ok(asked.length > 100);
    const others = asked.filter(
      ({ row, column, issued: [during, afterwards] }) =>
        during + afterwards !== (row === doubled && column === "createToken" ? 2 : 1),
    );
    assert.deepEqual(others, []);
  });

  it("a refresh issues nothing, and nothing is issued after it", () => {
    const refreshed = matrixOf().cells.filter(({ operation }) => operation === "refresh");
    for (const { row, issued } of refreshed) assert.deepEqual(issued, [0, 0], row);
  });

  it("nothing is taken as gone for a 404 that the next read contradicts", () => {
    const gone = matrixOf().cells.filter(({ outcome }) => outcome === "taken as gone");
    assert.deepEqual(gone, []);
  });

  it("the recorded results are those of this run", async () => {
    const results = await resultsOf(matrixOf().cells);
    if (process.env.WRITE_RESULTS === "1") await writeFile(recorded, results);
    assert.equal(results, await readFile(recorded, "utf8"), `If the difference is right: ${writingCommand}`);
  });
}

/** The table as Markdown, in the words that the run found. */
async function resultsOf(cells: readonly Cell[]): Promise<string> {
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
