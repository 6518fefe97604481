import fc from "fast-check";
import { destroyResource, refreshResource, upResource } from "./engine";
import { faults, inWords } from "./happenings";
import { type Declared, declared } from "./scene";
import { noTrouble, type Trouble } from "./steps";
import type { Resource, World } from "./world";

/** fast-check separates a model from the real thing. Here the world is both: its slots hold what the model remembers. */
export type Model = Record<string, never>;
type Command = fc.AsyncCommand<Model, World>;

class Step implements Command {
  constructor(
    private readonly index: number,
    private readonly words: string,
    private readonly work: (world: World, resource: Resource) => Promise<void> | void,
  ) {}

  check = () => true;

  async run(_model: Model, world: World): Promise<void> {
    // Graph gives times in whole seconds, and no two runs share one.
    world.clock.advance(1);
    const resource = world.resources[this.index % world.resources.length];
    if (resource !== undefined) await this.work(world, resource);
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
    new Step(i, told("up", t), async (world, resource) => {
      await upResource(world, resource, t);
    }),
);

const refreshes = fc.tuple(index, trouble).map(
  ([i, t]) =>
    new Step(i, told("refresh", t), async (world, resource) => {
      await refreshResource(world, resource, t);
    }),
);

const destroys = fc.tuple(index, trouble).map(
  ([i, t]) =>
    new Step(i, told("destroy", t), async (world, resource) => {
      await destroyResource(world, resource, t);
    }),
);

const changes = fc
  .tuple(index, declared, fc.subarray(argumentNames(), { minLength: 1 }))
  .map(([i, all, names]) => {
    const some = Object.fromEntries(
      Object.entries(all).filter(([name]) => names.includes(name as keyof Declared)),
    );
    return new Step(i, `declare ${JSON.stringify(some)}`, (_world, { declared: slot }) => {
      slot.args = declaredWith(slot.args, some);
    });
  });

const moves = fc.constantFrom(1, 20, 40, 59, 600, 3600, 86_400).map(
  (seconds) =>
    new Step(0, `wait ${seconds} s`, ({ clock }) => {
      clock.advance(seconds);
    }),
);

/** Another profile, or the same one of another tenant: the next up replaces the resource. */
const replacements = fc.tuple(index, index).map(
  ([i, place]) =>
    new Step(i, `declare on profile ${place}`, (_world, resource) => {
      const { places, declared: before } = resource;
      const to = places[place % places.length] ?? before;
      to.args = before.args;
      resource.declared = to;
    }),
);

const acts = ["issues", "issues", "revokes", "revokes", "deletes the profile"] as const;

const outOfBand = fc.tuple(index, fc.constantFrom(...acts), fc.constantFrom("", "", ", and a refresh")).map(
  ([i, what, then]) =>
    new Step(i, `somebody else ${what}${then}`, async (world, resource) => {
      const { current } = resource;
      if (!world.exists(current)) return;
      const { emulator, profileId } = current;
      if (what === "revokes") emulator.revokeToken(profileId);
      else if (what === "issues") emulator.issueToken(profileId, 7200);
      else emulator.removeProfile(profileId);
      if (then !== "") await refreshResource(world, resource, noTrouble);
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
  replacements,
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
