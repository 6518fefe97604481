import assert from "node:assert/strict";
import type { Behaviour, Emulator, Hold } from "../emulator";
import type { EngineRun } from "./engineRun";
import { type Args, Project } from "./project";

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

/**
 * A project whose next `up` creates one token for each stage of a create, and updates one for each stage of an update,
 * so that it stands at all of them at once.
 */
export async function startBetweenStages(
  behaviour: Partial<Behaviour> = {},
): Promise<{ readonly project: Project; readonly subjects: readonly Subject[] }> {
  const project = await Project.start({ behaviour });
  const subjects = subjectsOf(project.emulator);
  const present = subjects.filter(({ operation }) => operation === "update");
  await project.declare(declared(present, 3600));
  await project.run("up");
  await project.declare(declared(subjects, 7200));
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

export function declared(subjects: readonly Subject[], tokenValidityInSeconds: number): Record<string, Args> {
  return Object.fromEntries(
    subjects.map(({ name, profileId }) => [name, { profileId, tokenValidityInSeconds }]),
  );
}

/** Stops the `up` at each subject's own stage. */
export function holdIssues({ emulator }: Project, subjects: readonly Subject[]): readonly Hold[] {
  return subjects.map(({ stage, profileId }) => issueStages[stage](emulator, profileId));
}

/** Stops the `destroy` at each stage of a delete, one subject each. */
export function holdRevocations({ emulator }: Project, subjects: readonly Subject[]): readonly Hold[] {
  return Object.values(revokeStages).map((hold, index) => {
    const subject = subjects[index];
    assert.ok(subject);
    return hold(emulator, subject.profileId);
  });
}

/** Resolves once every request stands where it is held, and rejects where the run ends before. */
export async function allArrived(holds: readonly Hold[], run: EngineRun): Promise<void> {
  const arrived = Promise.all(holds.map((hold) => hold.arrived)).then(() => true);
  if (await Promise.race([arrived, run.ended().then(() => false)])) return;
  throw new Error(`The engine ended before every request was held:\n${run.everythingSaid}`);
}

export function release(holds: readonly Hold[]): void {
  for (const hold of holds) hold.release();
}

/** Every resource is in state, settled, with the token that its profile holds. */
export async function assertStateIsSound(project: Project, subjects: readonly Subject[]): Promise<void> {
  const { tokens } = await project.stored();
  assert.deepEqual(tokens.map(({ name }) => name).sort(), subjects.map(({ name }) => name).sort());
  for (const { name, profileId } of subjects) {
    const token = tokens.find((stored) => stored.name === name);
    assert.equal(token?.tokenValue, project.emulator.profile(profileId)?.tokenValue, name);
    assert.equal(token?.pending, false, name);
  }
}

/** What this provider has issued on the subject's profile where nothing was issued in vain. */
export function asked({ operation }: Subject): number {
  return operation === "create" ? 1 : 2;
}

/** How many tokens this provider has had issued on the profile. */
export function issued(emulator: Emulator, profileId: string): number {
  return emulator.tokens(profileId).filter(({ issuedBy }) => issuedBy === "createToken").length;
}

export function assertNothingActive(emulator: Emulator): void {
  const active = emulator.tokens().filter(({ state }) => state === "active");
  assert.deepEqual(
    active.map(({ profileId }) => profileId),
    [],
  );
}
