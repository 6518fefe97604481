import assert from "node:assert/strict";
import { reset, respond, twice } from "../emulator";
import { type ProfileArgs, type ProfileStack } from "./harness";
import { accessTokenOf, type StackOptions, stacks } from "./stacks";
import type { ProfileState } from "../../provider/src/lifecycle/profile/state";

const { startProfileStack } = stacks();

/** A stack whose POST was lost, and whose look-ups then failed: nothing showed whether the profile was made. */
async function startPending(
  commit: "before" | "after",
  { isAlone = true, ...options }: StackOptions & { readonly isAlone?: boolean } = {},
): Promise<ProfileStack> {
  const stack = await startProfileStack(options);
  if (!isAlone) stack.emulator.addProfile("androidForWork", { displayName: "Kiosks" });
  stack.emulator.fault({ method: "POST" }, reset({ commit }));
  stack.emulator.fault({ method: "GET", nth: 2 }, respond(403));
  await stack.upFails(
    /"Kiosks" was requested .*nothing shows whether it was created.*403.*The next `pulumi up` looks/s,
  );
  assert.equal(stack.id, "androidForWorkEnrollmentProfiles/pending");
  assert.ok(stack.state?.pendingCreation);
  stack.requests();
  return stack;
}

describe("a creation that is left open", () => {
  for (const commit of ["before", "after"] as const) {
    it(`lost ${commit} it ran: the next up looks first, and makes one profile`, async () => {
      const stack = await startPending(commit, { isAlone: false });
      assert.equal((await stack.up()).did, "replace");
      assert.equal(stack.requests()[0], "LIST");
      assert.match(stack.said, /This run looks for the profile/);
      assert.deepEqual(await stack.names(), ["Kiosks", "Kiosks"], "one besides somebody else's");
      assert.ok(stack.profile);
      assert.equal((await stack.up()).did, "nothing");
    });

    it(`lost ${commit} it ran: a refresh settles it without a write`, async () => {
      const stack = await startPending(commit, { isAlone: false });
      stack.emulator.addProfile("androidForWork", { displayName: "Made meanwhile" });
      const state = await stack.refresh();
      assert.equal(state === undefined, commit === "before");
      assert.equal(state?.pendingCreation, undefined);
      assert.ok(stack.requests().every((request) => request !== "POST"));
      assert.equal((await stack.up()).did, commit === "before" ? "create" : "nothing");
      assert.deepEqual((await stack.names()).sort(), ["Kiosks", "Kiosks", "Made meanwhile"]);
    });

    it(`lost ${commit} it ran: destroy leaves none of ours`, async () => {
      const stack = await startPending(commit, { isAlone: false });
      await stack.destroy();
      assert.deepEqual(await stack.names(), ["Kiosks"]);
    });
  }

  it("gives up after three lost POSTs, and says so", async () => {
    const stack = await startProfileStack();
    stack.emulator.fault({ method: "POST", times: 3 }, respond(503));
    const { error } = await stack.up();
    assert.match(error?.message ?? "", /nothing shows whether it was created.*503/);
    assert.equal(error?.message.match(/run `pulumi up` again/gi)?.length, 1, "advice is given once");
    assert.equal(stack.emulator.requests.count({ method: "POST" }), 3);
    await stack.up();
    assert.deepEqual(await stack.names(), ["Kiosks"]);
  });

  it("a refused second POST does not mean that the first one made nothing", async () => {
    const stack = await startProfileStack();
    stack.emulator.fault({ method: "POST" }, reset());
    stack.emulator.fault({ method: "POST" }, respond(409, { message: "The name is taken" }));
    await stack.upFails(/nothing shows whether it was created.*name is taken/);
    assert.ok(stack.state?.pendingCreation);
  });

  it("waits for a profile that is listed and cannot be read yet", async () => {
    const stack = await startProfileStack();
    stack.emulator.fault({ method: "POST" }, reset({ commit: "after" }));
    stack.emulator.fault({ method: "GET", path: /Profiles\/.+/, times: 2 }, respond(404));
    await stack.up();
    assert.deepEqual(await stack.names(), ["Kiosks"]);

    const never = await startProfileStack();
    never.emulator.fault({ method: "POST" }, reset({ commit: "after" }));
    never.emulator.fault({ method: "GET", path: /Profiles\/.+/, times: Infinity }, respond(404));
    await never.upFails(/was created, but cannot be read yet/);
    assert.equal(never.emulator.requests.count({ method: "POST" }), 1);
  });

  it("takes the profile that the first of two lost POSTs made", async () => {
    const stack = await startProfileStack();
    stack.emulator.fault({ method: "POST" }, reset({ commit: "after" }));
    stack.emulator.fault({ method: "POST", nth: 1 }, reset({ commit: "before" }));
    const empty = respond(200, { body: { value: [] } });
    stack.emulator.fault({ method: "GET", path: /Profiles$/, nth: 2, times: 11 }, empty);
    assert.equal((await stack.up()).error, undefined);
    assert.equal(stack.emulator.requests.count({ method: "POST" }), 2);
    assert.deepEqual(await stack.names(), ["Kiosks"]);
  });

  it("does not forget a profile that only one list showed", async () => {
    const stack = await startProfileStack();
    stack.emulator.fault({ method: "POST" }, reset({ commit: "after" }));
    stack.emulator.fault({ method: "GET", path: /Profiles\/.+/, times: Infinity }, respond(404));
    const empty = respond(200, { body: { value: [] } });
    stack.emulator.fault({ method: "GET", path: /Profiles$/, nth: 3, times: Infinity }, empty);
    await stack.upFails(/was created, but cannot be read yet/);
    assert.equal(stack.emulator.requests.count({ method: "POST" }), 1);
    stack.emulator.clearFaults();
    await stack.up();
    assert.deepEqual(await stack.names(), ["Kiosks"]);
  });

  it("stays pending if the sign-in fails before the next POST", async () => {
    const accessToken = accessTokenOf({ exp: Date.parse("2026-01-15T12:00:20Z") / 1000 });
    const stack = await startProfileStack({ config: { accessToken } });
    stack.emulator.fault({ method: "POST" }, reset({ commit: "before" }));
    stack.emulator.fault({ method: "POST", nth: 1 }, respond(401));
    await stack.upFails(/nothing shows whether it was created.*intune:accessToken.* expired/);
    assert.ok(stack.state?.pendingCreation);
  });

  it("two profiles of the name, or one of another time, are left to a person", async () => {
    const twice = await startPending("after");
    twice.emulator.addProfile("androidForWork", { displayName: "Kiosks" });
    await assert.rejects(twice.up(), { code: "outcome-unknown", message: /In Intune, delete or rename/ });
    await assert.rejects(twice.refresh(), { code: "outcome-unknown" });

    const later = await startPending("before");
    later.clock.advance(3600);
    const { id } = later.emulator.addProfile("androidForWork", { displayName: "Kiosks" });
    await assert.rejects(later.destroy(), ({ message }: Error) => message.includes(id));
    later.emulator.removeProfile(id);
    await later.up();
    assert.ok(later.profile);
  });

  it("a second profile that a lost POST made late is named and left alone", async () => {
    const stack = await startProfileStack();
    stack.emulator.fault({ method: "POST" }, reset());
    // The first request arrives just before the second.
    stack.emulator.fault({ method: "POST" }, twice());
    const { error } = await stack.up();
    assert.equal(error, undefined);
    assert.equal((await stack.names()).length, 2);
    assert.match(stack.said, /A second profile "Kiosks" exists \(androidForWorkEnrollmentProfiles\/\S+\)/);
    assert.ok(stack.profile);
  });

  it("if devices have enrolled, the advice of the refusal to delete it helps", async () => {
    const stack = await startPending("after");
    const { id = assert.fail() } = (await stack.listed()).at(-1) ?? {};
    stack.emulator.changeProfile(id, { enrolledDeviceCount: 2 });
    await assert.rejects(stack.up(), {
      message: /Run `pulumi refresh` first.* set forceDestroy: true, run `pulumi up`/s,
    });
    await stack.refresh();
    assert.equal((await stack.up({ forceDestroy: true })).did, "update");
    await stack.destroy();
    assert.equal(stack.emulator.profile(id), undefined);
  });
});

/** What the engine holds of a resource. */
interface Resource {
  readonly id: string;
  readonly state: ProfileState;
}

/** As {@link startPending}, with what the engine holds. */
async function startUnsettled(commit: "before" | "after", options: StackOptions = {}) {
  const stack = await startPending(commit, options);
  return { stack, pending: { id: stack.id, state: stack.state ?? assert.fail() } };
}

/** Another resource of the same name comes to be, in a run of its own. */
async function makeOther(stack: ProfileStack, args: ProfileArgs = {}): Promise<Resource> {
  stack.provider = stack.newProcess();
  const made = await stack.provider.create(await stack.check(args));
  return { id: made.id, state: made.outs as ProfileState };
}

const deleteOf = ({ provider }: ProfileStack, { id, state }: Resource) => provider.delete(id, state);

/** The ids of the profiles that there are, as the resources have them. */
const ids = async (stack: ProfileStack) =>
  (await stack.listed()).map(({ id }) => `androidForWorkEnrollmentProfiles/${id}`);

describe("a creation that is left open, beside another resource of the same name", () => {
  for (const commit of ["before", "after"] as const) {
    for (const [when, seconds] of [
      ["at once", 0],
      ["an hour later", 3600],
    ] as const) {
      it(`lost ${commit} it ran, renamed ${when}: the successor's profile is left`, async () => {
        const { stack, pending } = await startUnsettled(commit);
        stack.clock.advance(seconds);
        const successor = await makeOther(stack);
        await deleteOf(stack, pending);
        assert.deepEqual(await ids(stack), [successor.id]);
      });
    }
  }

  it("leaves the successor's profile if only one of them names the tenant", async () => {
    const { stack, pending } = await startUnsettled("before", { config: { tenantId: "contoso.example" } });
    const successor = await makeOther(stack, { tenantId: "Contoso.Example" });
    await deleteOf(stack, pending);
    assert.deepEqual(await ids(stack), [successor.id]);
  });

  it("leaves the successor's profile after an interrupted run", async () => {
    const { stack, pending } = await startUnsettled("before");
    const successor = await makeOther(stack);
    stack.provider = stack.newProcess();
    const news = await stack.check({});
    assert.equal((await stack.provider.diff(successor.id, successor.state, news)).changes, false);
    await deleteOf(stack, pending);
    assert.deepEqual(await ids(stack), [successor.id]);
  });

  it("a refresh does not settle it with a profile that another resource reads", async () => {
    const { stack, pending } = await startUnsettled("before");
    const other = await makeOther(stack);
    stack.provider = stack.newProcess();
    const hold = stack.emulator.hold({ method: "GET", path: /Profiles\/.+/ });
    const kept = stack.provider.read(other.id, other.state);
    await hold.arrived;
    assert.equal((await stack.provider.read(pending.id, pending.state)).id, "");
    hold.release();
    assert.equal((await kept).id, other.id);
  });

  it("two open creations are not settled with the same profile", async () => {
    const { stack, pending } = await startUnsettled("after");
    stack.provider = stack.newProcess();
    const both = [pending, pending].map(({ id, state }) => stack.provider.read(id, state));
    const [first, second] = await Promise.all(both);
    assert.deepEqual([first?.id, second?.id], [(await ids(stack))[0], ""]);
  });

  it("a destroy leaves the other's profile to its own resource", async () => {
    const { stack, pending } = await startUnsettled("before");
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
    it(`leaves the profile of a resource that the engine reaches ${what}`, async () => {
      const { stack, pending } = await startUnsettled("before");
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

  it("belongs to the resource once it is settled, in the same run too", async () => {
    const { stack, pending } = await startUnsettled("after");
    const taken = await stack.refresh();
    assert.ok(taken);
    assert.notEqual(stack.id, pending.id);
    await stack.provider.delete(stack.id, taken);
    assert.deepEqual(await ids(stack), []);
  });
});

describe("the time at which a profile was requested", () => {
  for (const seconds of [15, 600]) {
    it(`a profile that a person makes ${seconds} s later is left alone, and named`, async () => {
      const stack = await startPending("before");
      stack.clock.advance(seconds);
      const { id } = stack.emulator.addProfile("androidForWork", { displayName: "Kiosks" });
      const isAboutIt = { code: "outcome-unknown", message: new RegExp(`${id} .*delete or rename`) };
      await assert.rejects(stack.up(), isAboutIt);
      await assert.rejects(stack.refresh(), isAboutIt);
      await assert.rejects(stack.destroy(), isAboutIt);
      assert.ok(stack.emulator.profile(id));
    });
  }

  for (const aheadInSeconds of [-600, 600]) {
    it(`${aheadInSeconds} s between the clocks do not make the profile doubtful`, async () => {
      const stack = await startPending("after", { aheadInSeconds });
      stack.clock.advance(60);
      const { did } = await stack.up();
      assert.equal(did, "replace");
      assert.deepEqual(await stack.names(), ["Kiosks"]);
    });

    it(`with ${aheadInSeconds} s between the clocks, the wait is as long as declared`, async () => {
      const stack = await startPending("before", { aheadInSeconds });
      stack.clock.advance(10);
      await stack.destroy();
      const waited = stack.clock.now().getTime() - Date.parse("2026-01-15T12:00:00Z");
      assert.ok(waited >= 30_000 && waited <= 32_000, `${waited} ms`);
    });
  }

  it("is compared with the profile's own date if the list tells none", async () => {
    for (const createdDateTime of ["", "0001-01-01T00:00:00Z"]) {
      const stack = await startPending("before");
      stack.clock.advance(600);
      const { id } = stack.emulator.addProfile("androidForWork", { displayName: "Kiosks" });
      const body = { value: [{ id, displayName: "Kiosks", createdDateTime }] };
      stack.emulator.fault({ method: "GET", path: /Profiles$/, times: Infinity }, respond(200, { body }));
      await assert.rejects(stack.destroy(), {
        code: "outcome-unknown",
        message: /created 2026-01-15T12:10:00/,
      });
      assert.ok(stack.emulator.profile(id));
    }
  });

  it("does not matter if neither tells one and only one profile has the name", async () => {
    const stack = await startPending("after");
    const undated = { displayName: "Kiosks", createdDateTime: "0001-01-01T00:00:00Z" };
    const [{ id } = assert.fail()] = await stack.listed();
    const list = respond(200, { body: { value: [{ id, ...undated }] } });
    stack.emulator.fault({ method: "GET", path: /Profiles$/, times: Infinity }, list);
    const shown = { ...stack.emulator.profile(id), ...undated };
    stack.emulator.fault({ method: "GET", path: /Profiles\/.+/ }, respond(200, { body: shown }));
    await stack.refresh();
    assert.equal(stack.profileId, id);
  });

  it("is read from a state of 0.1, by the machine's clock", async () => {
    const stack = await startProfileStack();
    const before = stack.emulator.addProfile("androidForWork", { displayName: "Kiosks" });
    const { id } = stack.emulator.addProfile("androidForWork", { displayName: "Kiosks" });
    stack.id = "androidForWorkEnrollmentProfiles/pending";
    stack.state = {
      displayName: "Kiosks",
      profileType: "androidForWork",
      forceDestroy: false,
      pendingCreation: {
        firstRequestedDateTime: "2026-01-15T12:00:01.000Z",
        lastRequestedDateTime: "2026-01-15T12:00:31.000Z",
        knownProfileIds: [before.id],
      },
    } satisfies ProfileState;
    await stack.refresh();
    assert.equal(stack.profileId, id);
  });
});
