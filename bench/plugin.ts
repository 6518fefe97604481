import { hosts } from "../tests/engine/setUp";
import type { Figure } from "./figures";
import { inRounds, ratio } from "./rounds";
import { operations, PulumiSide, type StateSize } from "./side";

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
