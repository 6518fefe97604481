import type { FaultRule } from "../emulator";
import { Project, type StoredToken } from "./project";
import { columns, rows } from "./rows";

export type Operation = "create" | "update" | "refresh" | "destroy";

/** What became of one resource whose request met one fault, in a run and in the clean one after it. */
export interface Cell {
  readonly row: string;
  readonly operation: Operation;
  readonly column: string;
  readonly outcome: string;
  /** Tokens issued in the run with the fault, and in the clean one after it. */
  readonly issued: readonly [number, number];
  /** After the clean run: state holds the token that the profile holds; or nothing is left in either. */
  readonly sound: boolean;
}

export interface Matrix {
  readonly cells: readonly Cell[];
  readonly unusedFaults: readonly string[];
  readonly said: string;
  readonly secrets: readonly string[];
}

interface Subject {
  readonly name: string;
  readonly row: string;
  readonly column: keyof typeof columns.up;
  readonly profileId: string;
}

const together = ["--continue-on-error", "--parallel", "100"];

/** Every row at every request of every operation: one resource a cell, one run of the engine an operation. */
export async function runMatrix(): Promise<Matrix> {
  const config = { propagationTimeoutInSeconds: "0.5", requestTimeoutInSeconds: "1" };
  const project = await Project.start({ config });
  try {
    return await new Run(project).everything();
  } finally {
    await project.remove();
  }
}

class Run {
  private readonly subjects: readonly Subject[];
  private readonly cells: Cell[] = [];
  private readonly unusedFaults: string[] = [];
  private said = "";

  constructor(private readonly project: Project) {
    this.subjects = Object.keys(rows).flatMap((row) =>
      (Object.keys(columns.up) as Subject["column"][]).map((column) => ({
        name: `${row}, ${column}`,
        row,
        column,
        profileId: project.emulator.addProfile("androidForWork").id,
      })),
    );
  }

  async everything(): Promise<Matrix> {
    await this.issue("create", 3600);
    await this.issue("update", 7200);
    await this.refresh();
    await this.destroy();
    const { cells, unusedFaults, said } = this;
    const secrets = this.project.emulator.tokens().map(({ value }) => value);
    return { cells, unusedFaults, said, secrets };
  }

  private async issue(operation: "create" | "update", tokenValidityInSeconds: number): Promise<void> {
    const declared = this.subjects.map(({ name, profileId }) => [
      name,
      { profileId, tokenValidityInSeconds },
    ]);
    await this.project.declare(Object.fromEntries(declared) as Parameters<Project["declare"]>[0]);
    const counts = [this.counts()];
    await this.faulted("up", together, (subject) => columns.up[subject.column]);
    const between = await this.stored();
    counts.push(this.counts());
    await this.run("up", "--parallel", "100");
    const after = await this.stored();
    counts.push(this.counts());
    for (const { name, row, column, profileId } of this.subjects) {
      const [first = 0, second = 0, third = 0] = counts.map((count) => count.get(profileId));
      const issued = [second - first, third - second] as const;
      const sound =
        after.get(name)?.tokenValue === this.project.emulator.profile(profileId)?.tokenValue &&
        after.get(name)?.pending === false;
      const outcome = issueOutcome(issued, between.get(name)?.pending === true);
      this.cells.push({ row, operation, column, outcome, issued, sound });
    }
  }

  private async refresh(): Promise<void> {
    const subjects = this.subjects.filter(({ column }) => column === "first read");
    const counts = [this.counts()];
    const refused = await this.faulted("refresh", ["--parallel", "100"], ({ column }) =>
      column === "first read" ? columns.refresh.read : undefined,
    );
    const between = await this.stored();
    counts.push(this.counts());
    await this.run("refresh", "--parallel", "100");
    await this.run("up", "--parallel", "100");
    const after = await this.stored();
    counts.push(this.counts());
    for (const { name, row, profileId } of subjects) {
      const [first = 0, second = 0, third = 0] = counts.map((count) => count.get(profileId));
      const outcome = !between.has(name) ? "taken as gone" : refused(name) ? "refused, then read" : "read";
      const sound = after.get(name)?.tokenValue === this.project.emulator.profile(profileId)?.tokenValue;
      const issued = [second - first, third - second] as const;
      this.cells.push({ row, operation: "refresh", column: "read", outcome, issued, sound });
    }
  }

  private async destroy(): Promise<void> {
    const columnOf = ({ column }: Subject) =>
      column === "read-back" ? undefined : column === "createToken" ? "revokeToken" : column;
    await this.faulted("destroy", together, (subject) => {
      const column = columnOf(subject);
      return column && columns.destroy[column];
    });
    const between = await this.stored();
    await this.run("destroy");
    const left = await this.stored();
    for (const subject of this.subjects) {
      const { name, row, profileId } = subject;
      const column = columnOf(subject);
      if (column === undefined) continue;
      const active = this.project.emulator.tokens(profileId).some(({ state }) => state === "active");
      const outcome = active ? "taken as gone" : between.has(name) ? "kept, then revoked" : "revoked";
      const sound = !left.has(name);
      this.cells.push({ row, operation: "destroy", column, outcome, issued: [0, 0], sound });
    }
  }

  /** Runs a command with the faults in place. Resolves with what tells whether a resource's step failed. */
  private async faulted(
    command: string,
    args: readonly string[],
    ruleFor: (subject: Subject) => FaultRule | undefined,
  ): Promise<(name: string) => boolean> {
    const { emulator } = this.project;
    for (const subject of this.subjects) {
      const rule = ruleFor(subject);
      const effect = rows[subject.row];
      if (rule && effect) emulator.fault({ ...rule, profileId: subject.profileId }, effect);
    }
    const run = this.project.start(command, ...args);
    await run.ended();
    this.said += run.everythingSaid;
    this.unusedFaults.push(...emulator.unusedFaults().map(({ effect }) => `${command}: ${effect}`));
    emulator.clearFaults();
    return (name) => run.everythingSaid.includes(`EnrollmentToken (${name}):\n    error:`);
  }

  private async run(command: string, ...args: string[]): Promise<void> {
    this.said += await this.project.run(command, ...args);
  }

  private async stored(): Promise<ReadonlyMap<string, StoredToken>> {
    const { tokens } = await this.project.stored();
    return new Map(tokens.map((token) => [token.name, token]));
  }

  private counts(): ReadonlyMap<string, number> {
    const { emulator } = this.project;
    return new Map(this.subjects.map(({ profileId }) => [profileId, emulator.tokens(profileId).length]));
  }
}

function issueOutcome([during, afterwards]: readonly [number, number], pending: boolean): string {
  if (pending) return afterwards === 0 ? "pending, then read back" : "pending, then issued again";
  if (during === 0) return afterwards === 1 ? "refused, then issued" : "never issued";
  if (during > 1) return "issued twice";
  return afterwards === 0 ? "issued" : "issued, forgotten, issued again";
}
