import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Args, Project } from "../tests/reliability/project";
import { type Figure, median, rounded } from "./figures";
import { noOpProgram } from "./noOp";
import { say } from "./say";

/** Writes are paced for each tenant: with so many resources a tenant, nothing has to wait. */
const resourcesPerTenant = 100;

const operations = ["up", "no-change up", "refresh", "destroy"] as const;
type Operation = (typeof operations)[number];

const requestsGoal: Readonly<Record<Operation, number>> = {
  up: 3,
  "no-change up": 0,
  refresh: 1,
  destroy: 2,
};

interface Round {
  readonly milliseconds: Readonly<Record<Operation, number>>;
  readonly requests: Readonly<Record<Operation, number>>;
  readonly state: StateSize;
}

/** Bytes of a resource in the state file, on average. */
interface StateSize {
  readonly whole: number;
  readonly inputsAndOutputs: number;
  readonly provider: number;
}

/** So many tokens, and as many no-op resources made in the ordinary way, through the same operations in turn. */
export async function sideBySide(count: number, rounds: number): Promise<readonly Figure[]> {
  const ours: Round[] = [];
  const theirs: Round[] = [];
  for (let round = 1; round <= rounds; round++) {
    say(`${count} no-op resources and as many tokens: round ${round} of ${rounds}`);
    const noOps = await Side.start(count, "no-op resources", noOpProgram);
    const tokens = await Side.start(count, "tokens");
    // Side by side operation for operation, first one and then the other first: what else the machine does hits both.
    const sides = round % 2 === 0 ? [tokens, noOps] : [noOps, tokens];
    for (const operation of operations) for (const side of sides) await side.run(operation);
    ours.push(await tokens.end());
    theirs.push(await noOps.end());
  }
  const section = `${count} tokens`;
  const times = operations.map((operation): Figure => {
    // Of each round's own ratio: what else the machine did in that round was much the same for both.
    const ratios = ours.map(
      (round, index) => round.milliseconds[operation] / (theirs[index]?.milliseconds[operation] ?? NaN),
    );
    const atMost = operation !== "up" ? 1.1 : count >= 1000 ? 0.9 : 1.05;
    const value = rounded(median(ratios));
    return {
      section,
      what: `${operation}, against as many no-op resources`,
      value,
      unit: "×",
      goal: { atMost },
    };
  });
  const [first] = ours;
  if (first === undefined) return times;
  const requests = operations.map((operation): Figure => ({
    section,
    what: `requests per token, ${operation}`,
    value: rounded(first.requests[operation] / count, 3),
    unit: "requests",
    goal: { exactly: requestsGoal[operation] },
  }));
  return [...times, ...requests, ...stateFigures(section, first.state, theirs[0]?.state)];
}

function stateFigures(section: string, ours: StateSize, theirs: StateSize | undefined): readonly Figure[] {
  const unit = "bytes" as const;
  const noOp =
    theirs === undefined
      ? []
      : [
          { section, what: "state per no-op resource", value: theirs.whole, unit },
          { section, what: "its __provider, which stands there twice", value: theirs.provider, unit },
        ];
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
    {
      section,
      what: "its __provider, which stands there twice",
      value: ours.provider,
      unit,
      goal: { atMost: 128 },
    },
    ...noOp,
  ];
}

/** One kind of resource on its way through the operations. */
class Side {
  private readonly milliseconds: Partial<Record<Operation, number>> = {};
  private readonly requests: Partial<Record<Operation, number>> = {};
  private state: StateSize | undefined;

  private constructor(
    private readonly project: Project,
    private readonly what: string,
  ) {}

  static async start(count: number, what: string, program?: string): Promise<Side> {
    const project = await Project.start(program === undefined ? {} : { program });
    await project.declare(declared(project, count));
    return new Side(project, what);
  }

  async run(operation: Operation): Promise<void> {
    const { emulator, folder } = this.project;
    emulator.requests.clear();
    const started = performance.now();
    await this.project.run(operation === "no-change up" ? "up" : operation);
    const took = performance.now() - started;
    this.milliseconds[operation] = took;
    this.requests[operation] = emulator.requests.count();
    if (operation === "up") this.state = await stateSize(folder);
    say(`  ${operation} of ${this.what}: ${rounded(took / 1000)} s`);
  }

  async end(): Promise<Round> {
    await this.project.remove();
    const { milliseconds, requests, state } = this;
    return { milliseconds, requests, state } as Round;
  }
}

function declared(project: Project, count: number): Record<string, Args> {
  const entries = Array.from({ length: count }, (_, index) => {
    const tenantId = `tenant-${Math.floor(index / resourcesPerTenant)}.example`;
    const tenant = count > resourcesPerTenant ? { tenantId } : {};
    const { id: profileId } = project.emulator.addProfile("androidForWork");
    return [`kiosk-${index}`, { profileId, tokenValidityInSeconds: 864_000, ...tenant }];
  });
  return Object.fromEntries(entries) as Record<string, Args>;
}

interface Stored {
  readonly checkpoint: { readonly latest: { readonly resources: readonly StoredResource[] } };
}

interface StoredResource {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

async function stateSize(folder: string): Promise<StateSize> {
  const path = join(folder, ".pulumi", "stacks", "reliability", "dev.json");
  const { checkpoint } = JSON.parse(await readFile(path, "utf8")) as Stored;
  const resources = checkpoint.latest.resources.filter(({ type }) =>
    type.startsWith("pulumi-nodejs:dynamic"),
  );
  const average = (size: (resource: StoredResource) => number) =>
    Math.round(resources.reduce((sum, resource) => sum + size(resource), 0) / resources.length);
  const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
  return {
    whole: average(bytes),
    inputsAndOutputs: average(({ inputs, outputs }) => bytes(inputs) + bytes(outputs)),
    provider: average(({ inputs }) => String(inputs.__provider).length),
  };
}
