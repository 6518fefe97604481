import { type Emulator, startEmulator } from "../emulator";
import { type EngineStack, startEngineStack } from "./harness";
import { addProfileOf, endingKinds, type Kind } from "./kinds";
import type { Stored } from "./stored";

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
export interface Outcome {
  readonly name: string;
  readonly expected: readonly string[];
  readonly actual: readonly string[];
}

export interface Outcomes {
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
export async function runTable(table: string, kinds: readonly Kind[]): Promise<Outcomes> {
  // The service's clock is late while the first tokens are issued, so that some have expired once it is on time.
  let late = expires;
  const now = () => new Date(Date.now() - late * 1000);
  const emulator = await startEmulator({ behaviour: { servedInV1: true }, now });
  const stack = await startEngineStack(emulator);
  const cells = rowsOf(table).flatMap((row) => cellsOf(row, kinds, emulator));
  await declare(stack, cells);
  await stack.up();
  late = 0;

  for (const { happened, profile } of cells) happenings[happened]?.(emulator, profile.profileId);
  const refreshed = cells.filter((cell) => cell.refreshed);
  await stack.refresh(refreshed.map(({ name }) => stack.urn(name)));
  const shown = await stack.stored();
  // A profile that is gone fails its own resource, and no other.
  const said = await stack.failing(() => stack.up({ continueOnError: true }));
  const after = await stack.stored();
  const onGraph = cells.map((cell) => tokensInWords(emulator, cell));

  await declare(
    stack,
    cells.filter(({ name }) => after.has(name)),
  );
  stack.requests();
  const { changes } = await stack.up();
  const settled = { changes, requests: stack.requests() };
  await stack.destroy();

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

async function declare(stack: EngineStack, cells: readonly Cell[]): Promise<void> {
  const tokens = cells.map(({ happened, name, profile, whenReplaced }) => {
    const tokenValidityInSeconds = happened.startsWith("expired") ? expires : 3 * expires;
    return [name, { ...profile, tokenValidityInSeconds, whenReplaced }];
  });
  await stack.program(`
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
