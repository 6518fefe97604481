import assert from "node:assert/strict";
import { stopEngineStacks } from "./harness";
import { type Outcomes, runTable } from "./whenReplaced";

// "First" is the token that the resource issued before, "another" the one that the up after it issues.
const table = `
  happened               | refreshed | whenReplaced   | status   | in state, after an up     | on Graph                                        | after a destroy
  nothing                | yes       | adopt, reissue | active   | first active, 1 issued    | first active                                    | first revoked
  nothing                | no        | adopt, reissue |          | first active, 1 issued    | first active                                    | first revoked
  expired                | yes       | adopt, reissue | expired  | another active, 2 issued  | first expired, another active                   | first expired, another revoked
  expired                | no        | adopt, reissue |          | another active, 2 issued  | first expired, another active                   | first expired, another revoked
  revoked                | yes       | adopt, reissue | revoked  | another active, 2 issued  | first revoked, another active                   | first revoked, another revoked
  revoked                | no        | adopt, reissue |          | first active, 1 issued    | first revoked                                   | first revoked
  replaced               | yes       | adopt          | active   | theirs active, 1 issued   | first replaced, theirs active                   | first replaced, theirs revoked
  replaced               | yes       | reissue        | replaced | another active, 2 issued  | first replaced, theirs replaced, another active | first replaced, theirs replaced, another revoked
  replaced               | no        | adopt, reissue |          | first active, 1 issued    | first replaced, theirs active                   | first replaced, theirs active
  expired, then replaced | yes       | adopt          | active   | theirs active, 1 issued   | first expired, theirs active                    | first expired, theirs revoked
  expired, then replaced | yes       | reissue        | replaced | another active, 2 issued  | first expired, theirs replaced, another active  | first expired, theirs replaced, another revoked
  expired, then replaced | no        | adopt          |          | theirs active, 1 issued   | first expired, theirs active                    | first expired, theirs revoked
  expired, then replaced | no        | reissue        |          | another active, 2 issued  | first expired, theirs replaced, another active  | first expired, theirs replaced, another revoked
  profile gone           | yes       | adopt, reissue | gone     | nothing                   | first revoked                                   | first revoked
  profile gone           | no        | adopt, reissue |          | first active, 1 issued    | first revoked                                   | first revoked
`;

describe("two programs on one profile, on the real engine", function () {
  this.timeout(180_000);
  let outcomes: Outcomes;

  before(async () => {
    outcomes = await runTable(table, ["for work", "dedicated", "fully managed", "AOSP userless"]);
  });
  after(stopEngineStacks);

  it("each cell of the table, on each kind of profile: what state and Graph hold", () => {
    assert.deepEqual(
      outcomes.cells.filter(({ expected, actual }) => expected.join() !== actual.join()),
      [],
    );
  });

  it("one up settles it: the next one changes nothing, and asks nobody", () => {
    const left = outcomes.cells.filter(({ actual: [, inState] }) => inState !== "nothing").length;
    assert.deepEqual(outcomes.settled, { changes: { same: left + 1 }, requests: [] });
  });

  it("a profile that a refresh found gone fails its own resource alone, by name", () => {
    const gone = outcomes.cells.filter(({ actual: [status] }) => status === "gone");
    const failed = new Set(outcomes.said.match(/EnrollmentToken \(.+\):\n\s+error:/g));
    assert.equal(failed.size, gone.length);
    for (const { name } of gone) assert.ok(outcomes.said.includes(`EnrollmentToken (${name}):\n`), name);
    assert.match(outcomes.said, /Check profileId and profileType/);
  });
});
