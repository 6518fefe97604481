import assert from "node:assert/strict";
import type { ProfileState } from "../../provider/src/lifecycle/profile/state";
import { reset, respond } from "../emulator";
import { type ProfileStack, startProfileStack, stopProfileStacks } from "./profileHarness";

const lists = /Profiles$/;

/** A stack whose POST was lost, and whose look-ups then failed, on a service whose clock is ahead of the stack's. */
async function startPending(commit: "before" | "after", aheadInSeconds = 0): Promise<ProfileStack> {
  const stack = await startProfileStack({ aheadInSeconds });
  stack.emulator.fault({ method: "POST" }, reset({ commit }));
  stack.emulator.fault({ method: "GET", nth: 2 }, respond(403));
  await stack.up();
  assert.ok(stack.state?.pendingCreation);
  return stack;
}

describe("the time at which a profile was asked for", () => {
  afterEach(stopProfileStacks);

  for (const seconds of [15, 600]) {
    it(`is past when a person makes one of the name ${seconds} s later by hand: that one is left alone, and named`, async () => {
      const stack = await startPending("before");
      stack.clock.advance(seconds);
      const { id } = stack.emulator.addProfile("androidForWork", { displayName: "Kiosks" });
      const isAboutIt = { code: "outcome-unknown", message: new RegExp(`${id} .*Delete or rename`) };
      await assert.rejects(stack.up(), isAboutIt);
      await assert.rejects(stack.refresh(), isAboutIt);
      await assert.rejects(stack.destroy(), isAboutIt);
      assert.ok(stack.emulator.profile(id));
    });
  }

  for (const aheadInSeconds of [-600, 600]) {
    it(`is told by Graph's clock: ${aheadInSeconds} s between the clocks do not make the profile doubtful`, async () => {
      const stack = await startPending("after", aheadInSeconds);
      stack.clock.advance(60);
      const { did } = await stack.up();
      assert.equal(did, "replace");
      assert.deepEqual(await stack.names(), ["Kiosks"]);
    });

    it(`with ${aheadInSeconds} s between the clocks, a profile is awaited as long as one may lag and no longer`, async () => {
      const stack = await startPending("before", aheadInSeconds);
      stack.clock.advance(10);
      await stack.destroy();
      const waited = stack.clock.now().getTime() - Date.parse("2026-01-15T12:00:00Z");
      assert.ok(waited >= 30_000 && waited <= 32_000, `${waited} ms`);
    });
  }

  it("is compared with the profile's own date where the list tells none", async () => {
    for (const createdDateTime of ["", "0001-01-01T00:00:00Z"]) {
      const stack = await startPending("before");
      stack.clock.advance(600);
      const { id } = stack.emulator.addProfile("androidForWork", { displayName: "Kiosks" });
      const body = { value: [{ id, displayName: "Kiosks", createdDateTime }] };
      stack.emulator.fault({ method: "GET", path: lists, times: Infinity }, respond(200, { body }));
      await assert.rejects(stack.destroy(), {
        code: "outcome-unknown",
        message: /created 2026-01-15T12:10:00/,
      });
      assert.ok(stack.emulator.profile(id));
    }
  });

  it("does not matter where neither tells one: the profile is the only one of the name", async () => {
    const stack = await startPending("after");
    const undated = { displayName: "Kiosks", createdDateTime: "0001-01-01T00:00:00Z" };
    const [id] = await idsOf(stack);
    assert.ok(id);
    const list = respond(200, { body: { value: [{ id, ...undated }] } });
    stack.emulator.fault({ method: "GET", path: lists, times: Infinity }, list);
    const shown = { ...stack.emulator.profile(id), ...undated };
    stack.emulator.fault({ method: "GET", path: /Profiles\/.+/ }, respond(200, { body: shown }));
    await stack.refresh();
    assert.equal(stack.profileId, id);
  });

  it("is read from a state of 0.1, told by the machine's clock", async () => {
    const stack = await startProfileStack();
    stack.emulator.addProfile("androidForWork", { displayName: "Kiosks" });
    const [before] = await idsOf(stack);
    const { id } = stack.emulator.addProfile("androidForWork", { displayName: "Kiosks" });
    stack.id = "androidForWorkEnrollmentProfiles/pending";
    stack.state = {
      displayName: "Kiosks",
      profileType: "androidForWork",
      forceDestroy: false,
      pendingCreation: {
        firstRequestedDateTime: "2026-01-15T12:00:01.000Z",
        lastRequestedDateTime: "2026-01-15T12:00:31.000Z",
        knownProfileIds: [before ?? assert.fail()],
      },
    } satisfies ProfileState;
    await stack.refresh();
    assert.equal(stack.profileId, id);
  });
});

async function idsOf({ emulator }: ProfileStack): Promise<string[]> {
  const answer = await fetch(`${emulator.url}/v1.0/deviceManagement/androidForWorkEnrollmentProfiles`, {
    headers: { Authorization: "Bearer of-the-test" },
  });
  const { value } = (await answer.json()) as { value: { id: string }[] };
  return value.map(({ id }) => id);
}
