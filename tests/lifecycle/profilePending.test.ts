import assert from "node:assert/strict";
import { reset, respond, twice } from "../emulator";
import { type ProfileStack, startProfileStack, stopProfileStacks } from "./profileHarness";

/** A stack whose POST was lost, and whose look-ups then failed. */
async function startPending(commit: "before" | "after"): Promise<ProfileStack> {
  const stack = await startProfileStack();
  stack.emulator.addProfile("androidForWork", { displayName: "Kiosks" });
  stack.emulator.fault({ method: "POST" }, reset({ commit }));
  stack.emulator.fault({ method: "GET", nth: 2 }, respond(403));
  const { error } = await stack.up();
  assert.match(
    error?.message ?? "",
    /"Kiosks" was asked for .*nothing shows whether it was made.*403.*The next `pulumi up` looks/s,
  );
  assert.equal(stack.id, "androidForWorkEnrollmentProfiles/pending");
  assert.ok(stack.state?.pendingCreation);
  return stack;
}

describe("a creation that is left open", () => {
  afterEach(stopProfileStacks);

  for (const commit of ["before", "after"] as const) {
    it(`lost ${commit} the profile was made: the next up looks first, and one profile is left`, async () => {
      const stack = await startPending(commit);
      stack.requests();
      assert.equal((await stack.up()).did, "replace");
      assert.equal(stack.requests()[0], "LIST");
      assert.match(stack.notices.join(), /first looks whether it was made/);
      assert.deepEqual(await stack.names(), ["Kiosks", "Kiosks"], "one besides somebody else's");
      assert.ok(stack.profile);
      assert.equal((await stack.up()).did, "nothing");
    });

    it(`lost ${commit} the profile was made: a refresh settles it without a write`, async () => {
      const stack = await startPending(commit);
      stack.requests();
      stack.emulator.addProfile("androidForWork", { displayName: "Made meanwhile" });
      const state = await stack.refresh();
      assert.equal(state === undefined, commit === "before");
      assert.equal(state?.pendingCreation, undefined);
      assert.ok(stack.requests().every((request) => request !== "POST"));
      assert.equal((await stack.up()).did, commit === "before" ? "create" : "nothing");
      assert.deepEqual((await stack.names()).sort(), ["Kiosks", "Kiosks", "Made meanwhile"]);
    });

    it(`lost ${commit} the profile was made: destroy leaves none of ours`, async () => {
      const stack = await startPending(commit);
      await stack.destroy();
      assert.deepEqual(await stack.names(), ["Kiosks"]);
    });
  }

  it("gives up after three lost POSTs, and says so", async () => {
    const stack = await startProfileStack();
    stack.emulator.fault({ method: "POST", times: 3 }, respond(503));
    const { error } = await stack.up();
    assert.match(error?.message ?? "", /nothing shows whether it was made.*503/);
    assert.equal(error?.message.match(/run `pulumi up` again/gi)?.length, 1, "advice is given once");
    assert.equal(stack.emulator.requests.count({ method: "POST" }), 3);
    await stack.up();
    assert.deepEqual(await stack.names(), ["Kiosks"]);
  });

  it("does not believe a refusal of the second POST that the first one made nothing", async () => {
    const stack = await startProfileStack();
    stack.emulator.fault({ method: "POST" }, reset());
    stack.emulator.fault({ method: "POST" }, respond(409, { message: "The name is taken" }));
    assert.match((await stack.up()).error?.message ?? "", /nothing shows whether it was made.*name is taken/);
    assert.ok(stack.state?.pendingCreation);
  });

  it("waits for a profile that is listed and cannot be read yet, rather than make another", async () => {
    const stack = await startProfileStack();
    stack.emulator.fault({ method: "POST" }, reset({ commit: "after" }));
    stack.emulator.fault({ method: "GET", path: /Profiles\/.+/, times: 2 }, respond(404));
    await stack.up();
    assert.deepEqual(await stack.names(), ["Kiosks"]);

    const never = await startProfileStack();
    never.emulator.fault({ method: "POST" }, reset({ commit: "after" }));
    never.emulator.fault({ method: "GET", path: /Profiles\/.+/, times: Infinity }, respond(404));
    assert.match((await never.up()).error?.message ?? "", /was made and cannot be read yet/);
    assert.equal(never.emulator.requests.count({ method: "POST" }), 1);
  });

  it("does not forget a profile that one list showed, where later ones do not", async () => {
    const stack = await startProfileStack();
    stack.emulator.fault({ method: "POST" }, reset({ commit: "after" }));
    stack.emulator.fault({ method: "GET", path: /Profiles\/.+/, times: Infinity }, respond(404));
    const empty = respond(200, { body: { value: [] } });
    stack.emulator.fault({ method: "GET", path: /Profiles$/, nth: 3, times: Infinity }, empty);
    assert.match((await stack.up()).error?.message ?? "", /was made and cannot be read yet/);
    assert.equal(stack.emulator.requests.count({ method: "POST" }), 1);
    stack.emulator.clearFaults();
    await stack.up();
    assert.deepEqual(await stack.names(), ["Kiosks"]);
  });

  it("keeps it pending where the sign-in fails before it is asked for again", async () => {
    const claims = Buffer.from(JSON.stringify({ exp: Date.parse("2026-01-15T12:00:20Z") / 1000 }));
    const accessToken = `eyJhbGciOiJub25lIn0.${claims.toString("base64url")}.`;
    const stack = await startProfileStack({ config: { accessToken } });
    stack.emulator.fault({ method: "POST" }, reset({ commit: "before" }));
    stack.emulator.fault({ method: "POST", nth: 1 }, respond(401));
    const { error } = await stack.up();
    assert.match(error?.message ?? "", /nothing shows whether it was made.*intune:accessToken.* expired/);
    assert.ok(stack.state?.pendingCreation);
  });

  it("takes nobody else's profile for its own: two of the name, or one of another time, are for a person to sort out", async () => {
    const twice = await startPending("after");
    twice.emulator.addProfile("androidForWork", { displayName: "Kiosks" });
    await assert.rejects(twice.up(), { code: "outcome-unknown", message: /Delete or rename in Intune/ });
    await assert.rejects(twice.refresh(), { code: "outcome-unknown" });

    const later = await startPending("before");
    later.clock.advance(3600);
    const { id } = later.emulator.addProfile("androidForWork", { displayName: "Kiosks" });
    await assert.rejects(later.destroy(), ({ message }: Error) => message.includes(id));
    later.emulator.removeProfile(id);
    await later.up();
    assert.ok(later.profile);
  });

  it("a profile that a lost request made late, beside the one made since, is told of and left alone", async () => {
    const stack = await startProfileStack();
    stack.emulator.fault({ method: "POST" }, reset());
    // The first request arrives just before the second.
    stack.emulator.fault({ method: "POST" }, twice());
    const { error } = await stack.up();
    assert.equal(error, undefined);
    assert.equal((await stack.names()).length, 2);
    assert.match(stack.notices.join(), /there is androidForWorkEnrollmentProfiles\/\S+ of the same name/);
    assert.ok(stack.profile);
  });

  it("with devices enrolled since, what the refusal to delete it advises helps", async () => {
    const stack = await startPending("after");
    const list = await fetch(`${stack.emulator.url}/v1.0/deviceManagement/androidForWorkEnrollmentProfiles`, {
      headers: { Authorization: "Bearer of-the-test" },
    });
    const { value } = (await list.json()) as { value: { id: string }[] };
    const { id = "" } = value.at(-1) ?? {};
    stack.emulator.enrollDevices(id, 2);
    await assert.rejects(stack.up(), {
      message: /Run `pulumi refresh` first.* set forceDestroy: true, run `pulumi up`/s,
    });
    await stack.refresh();
    assert.equal((await stack.up({ forceDestroy: true })).did, "update");
    await stack.destroy();
    assert.equal(stack.emulator.profile(id), undefined);
  });
});
