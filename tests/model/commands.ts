import fc from "fast-check";
import { faults, inWords } from "./happenings";
import { type Declared, declared } from "./scene";
import { destroy, refresh, type Trouble, up } from "./steps";
import type { Slot, World } from "./world";

/** fast-check has a model and a real thing; here the world is both, and what the model remembers is in its slots. */
export type Model = Record<string, never>;
type Command = fc.AsyncCommand<Model, World>;

class Step implements Command {
  constructor(
    private readonly index: number,
    private readonly words: string,
    private readonly work: (world: World, slot: Slot) => Promise<void> | void,
  ) {}

  check = () => true;

  async run(_model: Model, world: World): Promise<void> {
    const slot = world.slots[this.index % world.slots.length];
    if (slot !== undefined) await this.work(world, slot);
  }

  toString = () => `${this.words} #${this.index}`;
}

const index = fc.nat({ max: 2 });

const trouble: fc.Arbitrary<Trouble> = fc
  .record({
    faults,
    // Each costs real time.
    stall: fc.oneof(
      { weight: 40, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.record({
          on: fc.constantFrom("GET" as const, "createToken" as const, "revokeToken" as const),
          late: fc.boolean(),
        }),
      },
    ),
  })
  .map(({ faults: scripted, stall }) => ({ faults: scripted, ...(stall === undefined ? {} : { stall }) }));

function told(name: string, { faults: scripted, stall }: Trouble): string {
  const stalls = stall === undefined ? [] : [`stall${stall.late ? " after the work" : ""} on ${stall.on}`];
  const all = [...stalls, ...scripted.map(inWords)];
  return all.length === 0 ? name : `${name} under ${all.join("; ")}`;
}

const ups = fc.tuple(index, trouble).map(
  ([i, t]) =>
    new Step(i, told("up", t), async (world, slot) => {
      await up(world, slot, t);
    }),
);

const refreshes = fc.tuple(index, trouble).map(
  ([i, t]) =>
    new Step(i, told("refresh", t), async (world, slot) => {
      if (slot.state !== undefined) await refresh(world, slot, t);
    }),
);

const destroys = fc.tuple(index, trouble).map(
  ([i, t]) =>
    new Step(i, told("destroy", t), async (world, slot) => {
      if (slot.state !== undefined) await destroy(world, slot, t);
    }),
);

const changes = fc
  .tuple(index, declared, fc.subarray(argumentNames(), { minLength: 1 }))
  .map(([i, all, names]) => {
    const some = Object.fromEntries(
      Object.entries(all).filter(([name]) => names.includes(name as keyof Declared)),
    );
    return new Step(i, `declare ${JSON.stringify(some)}`, (_world, slot) => {
      slot.args = declaredWith(slot.args, some);
    });
  });

const moves = fc.constantFrom(1, 20, 40, 59, 600, 3600, 86_400).map(
  (seconds) =>
    new Step(0, `wait ${seconds} s`, ({ clock }) => {
      clock.advance(seconds);
    }),
);

const outOfBand = fc
  .tuple(index, fc.constantFrom("issues", "issues", "revokes", "revokes", "deletes the profile"))
  .map(
    ([i, what]) =>
      new Step(i, `somebody else ${what}`, (world, slot) => {
        if (!world.exists(slot)) return;
        const { emulator } = world;
        if (what === "revokes") emulator.revokeToken(slot.profileId);
        else if (what === "issues") emulator.issueToken(slot.profileId, 7200);
        else emulator.removeProfile(slot.profileId);
      }),
  );

/** What a program is made of; ups come most often, since everything else is there for them. */
export const commands: fc.Arbitrary<Command>[] = [
  ups,
  ups,
  ups,
  refreshes,
  destroys,
  changes,
  changes,
  moves,
  outOfBand,
];

function argumentNames(): (keyof Declared)[] {
  return [
    "tokenValidityInSeconds",
    "renewBeforeInSeconds",
    "rotateWhenChanged",
    "adoptExisting",
    "revokeOnDelete",
    "whenReplaced",
    "storeToken",
  ];
}

/** renewBefore stays below the validity, as check demands. */
function declaredWith(before: Declared, some: Partial<Declared>): Declared {
  const all = { ...before, ...some };
  return { ...all, renewBeforeInSeconds: Math.min(all.renewBeforeInSeconds, all.tokenValidityInSeconds - 1) };
}
