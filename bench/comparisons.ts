import { hosts } from "../tests/engine/setUp";
import { type Figure, median, rounded, say } from "./figures";
import { noOpProgram, script, scriptProgram } from "./programs";
import {
  findTerraform,
  type Operation,
  operations,
  PulumiSide,
  type Side,
  type StateSize,
  TerraformSide,
} from "./sides";

const requestsGoal: Readonly<Record<Operation, number>> = {
  up: 3,
  "no-change up": 0,
  refresh: 1,
  destroy: 2,
};

export interface Comparison {
  /** Times, requests and state of so many tokens. */
  readonly figures: readonly Figure[];
  /** What a token costs in an `up`, with so many in the stack, on one line. */
  readonly growth: Figure;
}

/** So many tokens, and as many no-op resources made in the ordinary way, through the same operations in turn. */
export async function sideBySide(count: number, rounds: number): Promise<Comparison> {
  const sizes: (readonly [StateSize, StateSize])[] = [];
  const [theirs, ours] = await inRounds(
    rounds,
    async () =>
      [
        await PulumiSide.start(count, `${count} no-op resources`, noOpProgram),
        await PulumiSide.start(count, `${count} tokens`),
      ] as const,
    async ([noOps, tokens]) => void sizes.push([await noOps.stateSize(), await tokens.stateSize()]),
  );
  const section = `${count} tokens`;
  const times = operations.map((operation): Figure => {
    const atMost = operation !== "up" ? 1.1 : count >= 1000 ? 0.9 : 1.05;
    const what = `${operation}, against as many no-op resources`;
    return { section, what, value: ratio(ours, theirs, operation), unit: "×", goal: { atMost } };
  });
  const requests = operations.map((operation): Figure => {
    const value = median(ours.map((round) => round.requests[operation])) / count;
    const goal = { exactly: requestsGoal[operation] };
    return { section, what: `requests per token, ${operation}`, value, unit: "requests", goal };
  });
  const state = sizes.slice(0, 1).flatMap(([noOp, token]) => stateFigures(section, token, noOp));
  return { figures: [...times, ...requests, ...state], growth: growth(count, ours, theirs) };
}

function growth(count: number, ours: readonly Round[], theirs: readonly Round[]): Figure {
  const each = (side: readonly Round[]) =>
    `${Math.round(median(side.map(({ milliseconds }) => milliseconds.up)) / count)} ms`;
  return {
    section: "growth",
    what: `${count} tokens: up, ${each(ours)} for each against ${each(theirs)} for a no-op`,
    value: ratio(ours, theirs, "up"),
    unit: "×",
  };
}

function stateFigures(section: string, ours: StateSize, theirs: StateSize): readonly Figure[] {
  const unit = "bytes" as const;
  const provider = "its __provider, which stands there twice";
  return [
    {
      section,
      what: "state per token, with the token stored",
      value: ours.whole,
      unit,
      goal: { atMost: 2500 },
    },
    {
      section,
      what: "of it the inputs and outputs; the rest is the engine's",
      value: ours.inputsAndOutputs,
      unit,
    },
    { section, what: provider, value: ours.provider, unit, goal: { atMost: 128 } },
    { section, what: "state per no-op resource", value: theirs.whole, unit },
    { section, what: provider, value: theirs.provider, unit },
  ];
}

/** The same tokens over the provider plugin and as dynamic resources, through the same operations in turn. */
export async function plugin(count: number, rounds: number): Promise<readonly Figure[]> {
  const sizes: (readonly [StateSize, StateSize])[] = [];
  const [dynamic, ours] = await inRounds(
    rounds,
    async () =>
      [
        await PulumiSide.start(count, `${count} dynamic resources`),
        await PulumiSide.start(count, `${count} tokens over the plugin`, undefined, {}, hosts.plugin),
      ] as const,
    async ([theirs, tokens]) => void sizes.push([await theirs.stateSize(), await tokens.stateSize()]),
  );
  const section = `${count} tokens over the plugin`;
  const times = operations.map((operation): Figure => {
    const what = `${operation}, against dynamic resources`;
    return { section, what, value: ratio(ours, dynamic, operation), unit: "×" };
  });
  const state = sizes.slice(0, 1).flatMap(([theirs, token]): readonly Figure[] => [
    { section, what: "state per token", value: token.whole, unit: "bytes" },
    { section, what: "state per dynamic resource", value: theirs.whole, unit: "bytes" },
  ]);
  return [...times, ...state];
}

/** Not refresh: the scripts do not look at what they made. */
const compared = ["up", "no-change up", "destroy"] as const;

/** The ways that people have to issue tokens today, with the same tokens beside ours. */
export async function today(count: number, rounds: number): Promise<readonly Figure[]> {
  const terraform = await findTerraform();
  const [ours = [], ...theirs] = await inRounds(rounds, async (): Promise<readonly Side[]> => [
    await PulumiSide.start(count, `${count} tokens`),
    await PulumiSide.start(count, "a dynamic resource with a script each", scriptProgram, {
      "token.sh": script,
    }),
    ...(terraform === undefined
      ? []
      : [await TerraformSide.start(count, "terraform_data with the script each", terraform)]),
  ]);
  const section = `${count} tokens, against today's ways`;
  const ways = ["a dynamic resource that runs a script with curl", "terraform_data with the same script"];
  return ways.flatMap((way, index): readonly Figure[] => {
    const their = theirs[index];
    if (their === undefined) {
      const what = `against ${way}: there is neither tofu nor terraform on PATH`;
      return [{ section, what, value: null, unit: "×" }];
    }
    return compared.map((operation) => {
      const what = `${operation}, against ${way}`;
      return { section, what, value: ratio(ours, their, operation), unit: "×" };
    });
  });
}

type PerOperation = Record<Operation, number>;

/** What one side took in one round. */
interface Round {
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
async function inRounds<Sides extends readonly Side[]>(
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
function ratio(ours: readonly Round[], theirs: readonly Round[], operation: Operation): number {
  return rounded(
    median(
      ours.map(
        (round, index) => round.milliseconds[operation] / (theirs[index]?.milliseconds[operation] ?? NaN),
      ),
    ),
  );
}
