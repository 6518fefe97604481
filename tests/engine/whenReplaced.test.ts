import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../emulator";
import { addProfileOf, endingKinds, type Kind } from "./kinds";
import { endProjects, Project } from "./project";
import type { Stored } from "./stored";

// "First" is the token that the resource issued before, "another" the one that the up after it issues.
const table = `
  happened               | refreshed | whenReplaced   | status   | in state, after an up     | on Graph                                        | after a destroy
  nothing                | yes       | adopt, reissue | active   | first active, 1 issued    | first active                                    | first revoked
  nothing                | no        | adopt, reissue |          | first active, 1 issued    | first active                                    | first revoked
  expired                | yes       | adopt, reissue | expired  | another active, 2 issued  | first expired, another active                   | first expired, another revoked
  expired                | no        | adopt, reissue |          | another active, 2 issued  | first expired, another active                   | first expired, another revoked
  revoked                | yes       | adopt, reissue | revoked  | another active, 2 issued  | first revoked, another active                   | first revoked, another revoked
  revoked                | no        | adopt, reissue |          | first active, 1 issued    | first revoked                                   | first revoked
  replaced               | yes       | adopt          | active   | theirs active, 1 issued   | first replaced, theirs active                   | first replaced, theirs active 
  replaced               | yes       | reissue        | replaced | another active, 2 issued  | first replaced, theirs replaced, another active | first replaced, theirs replaced, another revoked
  replaced               | no        | adopt, reissue |          | first active, 1 issued    | first replaced, theirs active                   | first replaced, theirs active
  expired, then replaced | yes       | adopt          | active   | theirs active, 1 issued   | first expired, theirs active                    | first expired, theirs active 
  expired, then replaced | yes       | reissue        | replaced | another active, 2 issued  | first expired, theirs replaced, another active  | first expired, theirs replaced, another revoked
  expired, then replaced | no        | adopt          |          | theirs active, 1 issued   | first expired, theirs active                    | first expired, theirs active 
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
  after(endProjects);

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

describe("two stacks on one profile", function () {
  this.timeout(120_000);
  afterEach(endProjects);

  it("the first follows the second's token, and leaves it when destroyed", async () => {
    const service = await startEmulator({ behaviour: { servedInV1: true } });
    const { id: profileId } = service.addProfile("androidForWork", { displayName: "Kiosk" });
    const token = { profileId, tokenValidityInSeconds: 86_400 };
    const [a, b] = [await Project.start({ service }), await Project.start({ service })];
    const check = "pulumi refresh --stack dev --non-interactive --preview-only --expect-no-changes";
    await a.declare({ kiosk: token });
    await a.up();
    await a.shell(check);

    await b.declare({ kiosk: token });
    const replaced = await b.hearing(() => b.up());
    assert.match(replaced, /Replacing the token that .* To take it over instead, set adoptExisting: true/);

    await assert.rejects(a.shell(check));
    const followed = await a.hearing(() => a.up("--refresh"));
    assert.match(followed, /Taking over the token that somebody else issued/);
    assert.equal((await a.state("kiosk"))?.tokenOrigin, "followed");
    await a.shell(check);

    const left = await a.hearing(() => a.destroy());
    assert.match(left, /stays active until .*: somebody else issued it/);
    assert.equal(service.tokens(profileId).at(-1)?.state, "active");
    await b.destroy();
    assert.equal(service.tokens(profileId).at(-1)?.state, "revoked");
  });
});

/** A line of the table: what happened to a token between two ups, and what is to become of it. */
interface Row {
  readonly happened: string;
  readonly refreshed: boolean;
  readonly policies: readonly string[];
  /** Status after the refresh; in state, and on Graph, after the next up; on Graph when all is destroyed. */
  readonly expected: readonly string[];
}

/** A row on a kind of profile, under a policy: one resource. */
interface Cell extends Row {
  readonly name: string;
  readonly profile: { readonly profileType: string; readonly profileId: string };
  readonly whenReplaced: string;
}

/** What became of a cell, in the words of its row. */
interface Outcome {
  readonly name: string;
  readonly expected: readonly string[];
  readonly actual: readonly string[];
}

interface Outcomes {
  readonly cells: readonly Outcome[];
  /** What the engine said in the up after the happenings. */
  readonly said: string;
  /** What an up after that one changed, and asked of Graph. */
  readonly settled: { readonly changes: object; readonly requests: readonly string[] };
}

const expires = 3600;

/** What somebody else does, or time. */
const happenings: Readonly<Record<string, (emulator: Emulator, profileId: string) => void>> = {
  nothing: () => undefined,
  expired: () => undefined,
  revoked: (emulator, profileId) => {
    emulator.revokeToken(profileId);
  },
  replaced: (emulator, profileId) => {
    emulator.issueToken(profileId, 2 * expires);
  },
  "expired, then replaced": (emulator, profileId) => {
    emulator.issueToken(profileId, 2 * expires);
  },
  "profile gone": (emulator, profileId) => {
    emulator.removeProfile(profileId);
  },
};

/** All rows on the kinds of profile, under each policy: one resource a cell, one run of the engine a step. */
async function runTable(table: string, kinds: readonly Kind[]): Promise<Outcomes> {
  // The service's clock is late while the first tokens are issued, so that some have expired once it is on time.
  let late = expires;
  const now = () => new Date(Date.now() - late * 1000);
  const emulator = await startEmulator({ behaviour: { servedInV1: true }, now });
  const project = await Project.start({ service: emulator });
  const cells = rowsOf(table).flatMap((row) => cellsOf(row, kinds, emulator));
  await declare(project, cells);
  await project.up();
  late = 0;

  for (const { happened, profile } of cells) happenings[happened]?.(emulator, profile.profileId);
  const refreshed = cells.filter((cell) => cell.refreshed);
  await project.refresh(...refreshed.flatMap(({ name }) => ["--target", project.urn(name)]));
  const shown = await project.stored();
  // A profile that is gone fails its own resource, and no other.
  const said = await project.failing(() => project.up("--continue-on-error"));
  const after = await project.stored();
  const onGraph = cells.map((cell) => tokensInWords(emulator, cell));

  await declare(
    project,
    cells.filter(({ name }) => after.has(name)),
  );
  project.requests();
  const changes = await project.up();
  const settled = { changes, requests: project.requests() };
  await project.destroy();

  const outcomes = cells.map((cell, index) => {
    const { name, expected } = cell;
    const actual = [
      cell.refreshed ? statusIn(shown.get(name)) : "",
      stateInWords(emulator, cell, after.get(name)?.outputs),
      onGraph[index] ?? "",
      tokensInWords(emulator, cell),
    ];
    return { name, expected, actual };
  });
  return { cells: outcomes, said, settled };
}

function rowsOf(table: string): Row[] {
  const [, ...lines] = table.trim().split("\n");
  return lines.map((line) => {
    const [happened = "", refreshed, policies = "", ...expected] = line
      .split("|")
      .map((column) => column.trim());
    return { happened, refreshed: refreshed === "yes", policies: policies.split(", "), expected };
  });
}

function cellsOf(row: Row, kinds: readonly Kind[], emulator: Emulator): Cell[] {
  const { happened, refreshed, policies } = row;
  const possible = kinds.filter((kind) => !happened.startsWith("expired") || endingKinds.includes(kind));
  return possible.flatMap((kind) =>
    policies.map((whenReplaced) => ({
      ...row,
      name: `${happened}, ${refreshed ? "refreshed" : "not refreshed"}, ${whenReplaced}, ${kind}`,
      profile: addProfileOf(kind, emulator),
      whenReplaced,
    })),
  );
}

async function declare(project: Project, cells: readonly Cell[]): Promise<void> {
  const tokens = cells.map(({ happened, name, profile, whenReplaced }) => {
    const tokenValidityInSeconds = happened.startsWith("expired") ? expires : 3 * expires;
    return [name, { ...profile, tokenValidityInSeconds, whenReplaced }];
  });
  await project.program(`
    const { EnrollmentToken } = require("pulumi-intune-enrollment");
    for (const [name, args] of ${JSON.stringify(tokens)}) new EnrollmentToken(name, args);
  `);
}

function tokensOf(emulator: Emulator, { profile }: Cell) {
  return emulator.tokens(profile.profileId).map(({ value, state, issuedBy }, index) => {
    const name = issuedBy === "somebody else" ? "theirs" : index === 0 ? "first" : "another";
    return { name, value, state };
  });
}

function statusIn(stored: Stored | undefined): string {
  return stored === undefined ? "gone" : String(stored.outputs.tokenStatus);
}

/** What became of each token of the profile, in the order they were issued. */
function tokensInWords(emulator: Emulator, cell: Cell): string {
  return tokensOf(emulator, cell)
    .map(({ name, state }) => `${name} ${state}`)
    .join(", ");
}

/** Which token the resource holds, its status, and how many the resource has issued. */
function stateInWords(
  emulator: Emulator,
  cell: Cell,
  outputs: Readonly<Record<string, unknown>> | undefined,
): string {
  if (outputs === undefined) return "nothing";
  const held = tokensOf(emulator, cell).find(({ value }) => value === outputs.tokenValue);
  return `${held?.name ?? "an unknown one"} ${String(outputs.tokenStatus)}, ${String(outputs.generation)} issued`;
}
