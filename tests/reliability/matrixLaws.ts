import assert from "node:assert/strict";
import type { Matrix } from "./matrix";
import { recordedResults, recordResults, resultsOf, writingCommand } from "./results";

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

  it("one token is issued for each that was asked for, in the faulty run or the clean one", () => {
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
    if (process.env.WRITE_RESULTS === "1") await recordResults(results);
    assert.equal(results, await recordedResults(), `If the difference is right: ${writingCommand}`);
  });
}
