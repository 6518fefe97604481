import { type Figure, median } from "./figures";
import { noOpProgram } from "./noOp";
import { inRounds, ratio, type Round } from "./rounds";
import { type Operation, operations, PulumiSide, type StateSize } from "./side";

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
