import assert from "node:assert/strict";
import type { ProfileState } from "../../provider/src/lifecycle/profile/state";
import { reset, respond } from "../emulator";
import {
  type ProfileArgs,
  type ProfileStack,
  type ProfileStackOptions,
  startProfileStack,
  stopProfileStacks,
} from "./profileHarness";

/** What the engine holds of a resource. */
interface Resource {
  readonly id: string;
  readonly state: ProfileState;
}

/** A stack whose only profile was asked for, and made or not; nothing showed which. */
async function startPending(
  commit: "before" | "after",
  options: ProfileStackOptions = {},
): Promise<{ readonly stack: ProfileStack; readonly pending: Resource }> {
  const stack = await startProfileStack(options);
  stack.emulator.fault({ method: "POST" }, reset({ commit }));
  stack.emulator.fault({ method: "GET", nth: 2 }, respond(403));
  await stack.up();
  const { id, state } = stack;
  assert.ok(state?.pendingCreation);
  return { stack, pending: { id, state } };
}

/** Another resource of the same name comes to be, in a run of its own. */
async function makeOther(stack: ProfileStack, args: ProfileArgs = {}): Promise<Resource> {
  stack.provider = stack.newProcess();
  const made = await stack.provider.create(await stack.check(args));
  return { id: made.id, state: made.outs as ProfileState };
}

const deleteOf = ({ provider }: ProfileStack, { id, state }: Resource) => provider.delete(id, state);

/** The ids of what there is, as the resources have them. */
async function ids({ emulator }: ProfileStack): Promise<string[]> {
  const path = "androidForWorkEnrollmentProfiles";
  const answer = await fetch(`${emulator.url}/v1.0/deviceManagement/${path}`, {
    headers: { Authorization: "Bearer of-the-test" },
  });
  const { value } = (await answer.json()) as { value: { id: string }[] };
  return value.map(({ id }) => `${path}/${id}`);
}

describe("a creation that is left open, beside another resource of the same name", () => {
  afterEach(stopProfileStacks);

  for (const commit of ["before", "after"] as const) {
    for (const [when, seconds] of [
      ["at once", 0],
      ["an hour later", 3600],
    ] as const) {
      it(`lost ${commit} the profile was made and renamed in the program ${when}: the successor's profile alone is left`, async () => {
        const { stack, pending } = await startPending(commit);
        stack.clock.advance(seconds);
        const successor = await makeOther(stack);
        await deleteOf(stack, pending);
        assert.deepEqual(await ids(stack), [successor.id]);
      });
    }
  }

  it("leaves the successor's profile also where the one names the tenant and the other does not", async () => {
    const { stack, pending } = await startPending("before", { config: { tenantId: "contoso.example" } });
    const successor = await makeOther(stack, { tenantId: "Contoso.Example" });
    await deleteOf(stack, pending);
    assert.deepEqual(await ids(stack), [successor.id]);
  });

  it("leaves the successor's profile that a run made which was cut short", async () => {
    const { stack, pending } = await startPending("before");
    const successor = await makeOther(stack);
    stack.provider = stack.newProcess();
    const news = await stack.check({});
    assert.equal((await stack.provider.diff(successor.id, successor.state, news)).changes, false);
    await deleteOf(stack, pending);
    assert.deepEqual(await ids(stack), [successor.id]);
  });

  it("is settled by a refresh without the other's profile, which is read at the same time", async () => {
    const { stack, pending } = await startPending("before");
    const other = await makeOther(stack);
    stack.provider = stack.newProcess();
    const hold = stack.emulator.hold({ method: "GET", path: /Profiles\/.+/ });
    const kept = stack.provider.read(other.id, other.state);
    await hold.arrived;
    assert.equal((await stack.provider.read(pending.id, pending.state)).id, "");
    hold.release();
    assert.equal((await kept).id, other.id);
  });

  it("is not settled with the profile that another one left open was settled with", async () => {
    const { stack, pending } = await startPending("after");
    stack.provider = stack.newProcess();
    const both = [pending, pending].map(({ id, state }) => stack.provider.read(id, state));
    const [first, second] = await Promise.all(both);
    assert.deepEqual([first?.id, second?.id], [(await ids(stack))[0], ""]);
  });

  it("is destroyed without the other's profile, which its own resource deletes", async () => {
    const { stack, pending } = await startPending("before");
    const other = await makeOther(stack);
    stack.provider = stack.newProcess();
    await Promise.all([deleteOf(stack, pending), deleteOf(stack, other)]);
    assert.equal(stack.emulator.requests.count({ method: "DELETE" }), 1);
    assert.deepEqual(await ids(stack), []);
  });

  for (const [what, nth, seconds] of [
    ["while the profile is read", 2, 0],
    ["while nobody's profile is looked at again", 2, 3600],
  ] as const) {
    it(`leaves the profile whose resource the engine comes to only ${what}`, async () => {
      const { stack, pending } = await startPending("before");
      stack.clock.advance(seconds);
      const other = await makeOther(stack);
      stack.provider = stack.newProcess();
      const hold = stack.emulator.hold({ method: "GET", nth });
      const deleted = deleteOf(stack, pending);
      await hold.arrived;
      await stack.provider.diff(other.id, other.state, await stack.check({}));
      hold.release();
      await deleted;
      assert.deepEqual(await ids(stack), [other.id]);
    });
  }

  it("is a resource's own once it is settled, in the same run too", async () => {
    const { stack, pending } = await startPending("after");
    const taken = await stack.refresh();
    assert.ok(taken);
    assert.notEqual(stack.id, pending.id);
    await stack.provider.delete(stack.id, taken);
    assert.deepEqual(await ids(stack), []);
  });
});
