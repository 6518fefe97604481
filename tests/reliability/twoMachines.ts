import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Project } from "./project";
import { allArrived, assertStateIsSound, declared, issued, release, type Subject } from "./stages";

/**
 * `pulumi up` on one machine while another one is in the middle of it: the second says that the stack is locked and
 * asks Graph nothing, the first finishes, and afterwards the second finds nothing to do.
 */
export async function assertOneAtATime(project: Project): Promise<void> {
  const { emulator } = project;
  const subjects: readonly Subject[] = [0, 1, 2].map((index) => ({
    name: `create-${index}`,
    operation: "create",
    stage: "after the POST is committed",
    profileId: emulator.addProfile("androidForWork").id,
  }));
  await project.declare(declared(subjects, 3600));
  const other = await mkdtemp(join(tmpdir(), "intune-other-machine-"));
  try {
    await cp(project.folder, other, { recursive: true, verbatimSymlinks: true });
    const holds = subjects.map(({ profileId }) =>
      emulator.hold({ profileId, action: "createToken" }, { commit: "after" }),
    );
    const first = project.start("up");
    await allArrived(holds, first);
    emulator.requests.clear();
    const second = project.startIn(other, "up");
    assert.notEqual(await second.ended(), 0);
    assert.match(second.everythingSaid, /the stack is currently locked by 1 lock/);
    assert.deepEqual(emulator.requests.lines(), []);
    release(holds);
    assert.equal(await first.ended(), 0, first.everythingSaid);
    await assertStateIsSound(project, subjects);

    emulator.requests.clear();
    const afterwards = project.startIn(other, "up");
    assert.equal(await afterwards.ended(), 0, afterwards.everythingSaid);
    assert.deepEqual(emulator.requests.lines(), []);
    for (const { name, profileId } of subjects) assert.equal(issued(emulator, profileId), 1, name);
  } finally {
    await rm(other, { recursive: true });
  }
}
