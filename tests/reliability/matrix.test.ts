import assert from "node:assert/strict";
import { type Matrix, runMatrix } from "./matrix";
import { recordedResults, recordResults, resultsOf, writingCommand } from "./results";

/** A 404 says that the profile is gone, and its token with it; where that is untrue, this is what follows. */
const gone = new Set(["404 missing object"]);
/** Nobody but Graph could tell that it was asked twice. */
const doubled = "delivered twice";

describe("each fault at each request of create, update, refresh and destroy", function () {
  this.timeout(120_000);
  let matrix: Matrix;
  before(async () => {
    matrix = await runMatrix();
  });

  it("every fault came about", () => {
    assert.deepEqual(matrix.unusedFaults, []);
  });

  it("the clean run after it converges: state holds the token that the profile holds", () => {
    assert.deepEqual(
      matrix.cells.filter(({ sound }) => !sound),
      [],
    );
  });

  it("one token is issued for each that was asked for, in the faulty run or in the clean one", () => {
    const asked = matrix.cells.filter(({ operation }) => operation === "create" || operation === "update");
    const others = asked.filter(
      ({ row, column, issued: [during, afterwards] }) =>
        during + afterwards !== (row === doubled && column === "createToken" ? 2 : 1),
    );
    assert.deepEqual(
      others.filter(({ row, column }) => !gone.has(row) || column !== "read-back"),
      [],
    );
  });

  it("a refresh issues nothing, and nothing is issued after it but for a profile taken as gone", () => {
    const refreshed = matrix.cells.filter(({ operation }) => operation === "refresh");
    for (const { row, outcome, issued } of refreshed) {
      assert.deepEqual(issued, [0, gone.has(row) ? 1 : 0], row);
      assert.equal(outcome === "taken as gone", gone.has(row), row);
    }
  });

  it("after a clean destroy every token is revoked: a 404 that the next read contradicts takes nothing as gone", () => {
    const left = matrix.cells.filter(
      ({ operation, outcome }) => operation === "destroy" && outcome === "taken as gone",
    );
    assert.deepEqual(left, []);
  });

  it("no token stands in what the engine said", () => {
    assert.deepEqual(matrix.secrets.filter((secret) => matrix.said.includes(secret)).length, 0);
  });

  it("the recorded results are those of this run", async () => {
    const results = await resultsOf(matrix.cells);
    if (process.env.WRITE_RESULTS === "1") await recordResults(results);
    assert.equal(results, await recordedResults(), `Where the difference is right: ${writingCommand}`);
  });
});
