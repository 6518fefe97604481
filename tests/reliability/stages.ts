import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Declared, Project } from "../engine/project";
import type { Run } from "../engine/run";
import type { Behaviour, Emulator, Hold } from "../emulator";

/** Where a create or an update stands when its process is ended. */
const issueStages = {
  "at the first read": (emulator: Emulator, profileId: string) => emulator.hold({ profileId, method: "GET" }),
  "before the POST is committed": (emulator: Emulator, profileId: string) =>
    emulator.hold({ profileId, action: "createToken" }),
  "after the POST is committed": (emulator: Emulator, profileId: string) =>
    emulator.hold({ profileId, action: "createToken" }, { commit: "after" }),
  "at the read-back": (emulator: Emulator, profileId: string) =>
    emulator.hold({ profileId, method: "GET", nth: 2 }),
} as const;

/** Where a delete stands when its process is ended. */
const revokeStages = {
  "at the first read": (emulator: Emulator, profileId: string) => emulator.hold({ profileId, method: "GET" }),
  "before the POST is committed": (emulator: Emulator, profileId: string) =>
    emulator.hold({ profileId, action: "revokeToken" }),
  "after the POST is committed": (emulator: Emulator, profileId: string) =>
    emulator.hold({ profileId, action: "revokeToken" }, { commit: "after" }),
} as const;

export interface Subject {
  readonly name: string;
  readonly operation: "create" | "update";
  readonly stage: keyof typeof issueStages;
  readonly profileId: string;
}

/** Until then nothing was issued that could be lost. */
export const beforeCommit: readonly string[] = ["at the first read", "before the POST is committed"];

/**
 * A project whose next `up` creates one token for each stage of a create, and updates one for each stage of an update,
 * so that it stands at all of them at once.
 */
export async function startBetweenStages(
  behaviour: Partial<Behaviour> = {},
): Promise<{ readonly project: Project; readonly subjects: readonly Subject[] }> {
  const project = await Project.start({ service: behaviour, config: { "intune:apiVersion": "v1.0" } });
  const subjects = subjectsOf(project.emulator);
  const present = subjects.filter(({ operation }) => operation === "update");
  await project.declare(declared(present, 3600));
  await project.up();
  await project.declare(declared(subjects, 7200));
  project.requests();
  return { project, subjects };
}

function subjectsOf(emulator: Emulator): readonly Subject[] {
  const stages = Object.keys(issueStages) as Subject["stage"][];
  return (["create", "update"] as const).flatMap((operation) =>
    stages.map((stage, index) => ({
      name: `${operation}-${index}`,
      operation,
      stage,
      profileId: emulator.addProfile("androidForWork").id,
    })),
  );
}

export function declared(
  subjects: readonly Subject[],
  tokenValidityInSeconds: number,
): Record<string, Declared> {
  return Object.fromEntries(
    subjects.map(({ name, profileId }) => [name, { profileId, tokenValidityInSeconds }]),
  );
}

/** Starts an `up`, and stops it at each subject's own stage. */
export async function upHeld(project: Project, subjects: readonly Subject[]): Promise<Held> {
  const holds = subjects.map(({ stage, profileId }) => issueStages[stage](project.emulator, profileId));
  return Held.start(project, "up", holds);
}

/** Starts a `destroy`, and stops it at each stage of a delete, one of the last subjects each. */
export async function destroyHeld(project: Project, subjects: readonly Subject[]): Promise<Held> {
  const holds = Object.values(revokeStages).map((hold, index) => {
    const { profileId } = subjects.at(-1 - index) ?? assert.fail();
    return hold(project.emulator, profileId);
  });
  return Held.start(project, "destroy", holds);
}

/** A command whose requests stand where they are held. */
export class Held {
  private constructor(
    readonly run: Run,
    private readonly project: Project,
    private readonly holds: readonly Hold[],
  ) {}

  static async start(project: Project, command: "up" | "destroy", holds: readonly Hold[]): Promise<Held> {
    const run = project.start(command);
    const arrived = Promise.all(holds.map((hold) => hold.arrived)).then(() => true);
    if (await Promise.race([arrived, run.ended().then(() => false)])) return new Held(run, project, holds);
    throw new Error(`The engine ended before every request was held:\n${run.said}`);
  }

  release(): void {
    for (const hold of this.holds) hold.release();
    this.project.emulator.clearFaults();
  }
}

/** Runs the command again, after `pulumi cancel` if the killed run's lock remains. */
export async function again(
  project: Project,
  command: "up" | "destroy",
): Promise<"at once" | "after pulumi cancel"> {
  const run = project.start(command);
  if ((await run.ended()) === 0) return "at once";
  assert.match(run.said, /the stack is currently locked by 1 lock.*pulumi cancel/);
  await project.run("cancel", "--yes", "--stack", "dev");
  await project.run(command);
  return "after pulumi cancel";
}

/** Every resource is in state, settled, with the token that its profile holds. */
export async function assertStateIsSound(project: Project, subjects: readonly Subject[]): Promise<void> {
  const stored = await project.stored();
  assert.deepEqual([...stored.keys()].sort(), subjects.map(({ name }) => name).sort());
  for (const { name, profileId } of subjects) {
    const { tokenValue, pendingIssue } = stored.get(name)?.outputs ?? {};
    assert.equal(tokenValue, project.emulator.profile(profileId)?.tokenValue, name);
    assert.equal(pendingIssue, undefined, name);
  }
}

/**
 * How often a token was issued on the subject's profile by this provider, beyond what was asked for.
 *
 * @param ups how many changes of its arguments the subject has seen
 */
export function issuedInVain({ emulator }: Project, { operation, profileId }: Subject, ups = 1): number {
  const issued = emulator.tokens(profileId).filter(({ issuedBy }) => issuedBy === "createToken").length;
  return issued - ups - (operation === "update" ? 1 : 0);
}

export function assertNothingActive({ emulator }: Project): void {
  const active = emulator.tokens().filter(({ state }) => state === "active");
  assert.deepEqual(
    active.map(({ profileId }) => profileId),
    [],
  );
}

/** `pulumi up` on another machine while one is under way: it says that the stack is locked, and asks Graph nothing. */
export async function assertLockedElsewhere(project: Project): Promise<void> {
  const other = await mkdtemp(join(tmpdir(), "intune-other-machine-"));
  try {
    await cp(project.folder, other, { recursive: true, verbatimSymlinks: true });
    project.requests();
    const second = project.startIn(other, "up");
    assert.notEqual(await second.ended(), 0);
    assert.match(second.said, /the stack is currently locked by 1 lock/);
    assert.deepEqual(project.requests(), []);
  } finally {
    await rm(other, { recursive: true });
  }
}
