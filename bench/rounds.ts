import { median, rounded } from "./figures";
import { say } from "./say";
import { type Operation, operations, type Side } from "./side";

type PerOperation = Record<Operation, number>;

/** What one side took in one round. */
export interface Round {
  readonly milliseconds: Readonly<PerOperation>;
  readonly requests: Readonly<PerOperation>;
}

/**
 * Takes the sides through the operations side by side, in the other order every other round: what else the machine
 * does hits all of them.
 *
 * @param afterUp is told of each side when its tokens are there
 * @returns for each side, its rounds
 */
export async function inRounds<Sides extends readonly Side[]>(
  rounds: number,
  start: () => Promise<Sides>,
  afterUp: (sides: Sides) => Promise<void> = () => Promise.resolve(),
): Promise<{ readonly [Index in keyof Sides]: readonly Round[] }> {
  const taken: Round[][] = [];
  for (let round = 1; round <= rounds; round++) {
    const sides = await start();
    say(`${sides.map(({ what }) => what).join(", ")}: round ${round} of ${rounds}`);
    const runs = sides.map((side) => ({
      side,
      milliseconds: {} as PerOperation,
      requests: {} as PerOperation,
    }));
    const order = round % 2 === 0 ? runs.toReversed() : runs;
    for (const operation of operations) {
      for (const { side, milliseconds, requests } of order) {
        side.emulator.requests.clear();
        const started = performance.now();
        await side.run(operation);
        milliseconds[operation] = performance.now() - started;
        requests[operation] = side.emulator.requests.count();
        say(`  ${operation} of ${side.what}: ${rounded(milliseconds[operation] / 1000)} s`);
      }
      if (operation === "up") await afterUp(sides);
    }
    for (const side of sides) await side.remove();
    runs.forEach((run, index) => (taken[index] ??= []).push(run));
  }
  return taken as unknown as { readonly [Index in keyof Sides]: readonly Round[] };
}

/** The median of each round's own ratio: what else the machine did in that round was much the same for both. */
export function ratio(ours: readonly Round[], theirs: readonly Round[], operation: Operation): number {
  return rounded(
    median(
      ours.map(
        (round, index) => round.milliseconds[operation] / (theirs[index]?.milliseconds[operation] ?? NaN),
      ),
    ),
  );
}
