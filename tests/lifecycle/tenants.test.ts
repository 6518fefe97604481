import assert from "node:assert/strict";
import { respond } from "../emulator";
import { ProfileStack, Stack } from "./harness";
import { accessTokenOf, stacks } from "./stacks";

const { upProfileStack, upStack } = stacks();

const contoso = "aaaaaaaa-1111-4111-8111-111111111111";
const fabrikam = "bbbbbbbb-2222-4222-8222-222222222222";

const accessTokenFor = (tid: string): string => accessTokenOf({ tid, roles: [] });

/** A stack with a token in Contoso, and the same one under a configuration that signs in to a tenant. */
async function signedInTo(tid: string): Promise<Stack> {
  const made = await upStack({}, { config: { accessToken: accessTokenFor(contoso) } });
  const { emulator, clock, profileId, state } = made;
  const stack = new Stack(emulator, clock, profileId, { accessToken: accessTokenFor(tid) });
  stack.state = state;
  return stack;
}

const missing = respond(404, { code: "ResourceNotFound", wrapped: true });

describe("a profile that another tenant does not have", () => {
  it("is not taken for gone by a refresh", async () => {
    const stack = await signedInTo(fabrikam);
    stack.emulator.fault({ method: "GET" }, missing);
    await assert.rejects(stack.refresh(), {
      code: "configuration",
      message: new RegExp(`not in tenant ${fabrikam}.*found in tenant ${contoso}`),
    });
  });

  it("is not called gone by an update, and nothing is issued", async () => {
    const stack = await signedInTo(fabrikam);
    stack.emulator.fault({ method: "GET", times: 1 }, missing);
    await assert.rejects(stack.up({ rotateWhenChanged: { a: "1" } }), {
      code: "configuration",
      message: new RegExp(`not in tenant ${fabrikam}.*found in tenant ${contoso}`),
    });
    assert.equal(stack.issued, 1);
  });

  it("is not taken for gone by a delete, whose token goes on working", async () => {
    const stack = await signedInTo(fabrikam);
    stack.emulator.fault({ method: "GET" }, missing);
    await assert.rejects(stack.destroy(), { code: "configuration" });
    assert.ok(stack.state);
  });

  it("is gone if its own tenant no longer has it", async () => {
    const stack = await signedInTo(contoso);
    stack.emulator.removeProfile(stack.profileId);
    await stack.destroy();
    assert.equal(stack.state, undefined);
  });
});

describe("an EnrollmentProfile that another tenant does not have", () => {
  /** A stack with a profile in Contoso, under a configuration that signs in to a tenant. */
  async function profileSignedInTo(tid: string): Promise<ProfileStack> {
    const made = await upProfileStack({}, { config: { accessToken: accessTokenFor(contoso) } });
    const stack = new ProfileStack(made.emulator, made.clock, { accessToken: accessTokenFor(tid) });
    return Object.assign(stack, { id: made.id, state: made.state, inputs: made.inputs });
  }

  it("is taken for gone neither by a refresh nor by an update nor by a delete", async () => {
    const stack = await profileSignedInTo(fabrikam);
    stack.emulator.fault({ method: "GET", times: 3 }, missing);
    await assert.rejects(stack.refresh(), { code: "configuration" });
    await assert.rejects(stack.up({ displayName: "Tablets" }), { code: "configuration" });
    await assert.rejects(stack.destroy(), { code: "configuration" });
    assert.ok(stack.profile);
  });

  it("is gone if its own tenant no longer has it", async () => {
    const stack = await profileSignedInTo(contoso);
    stack.emulator.removeProfile(stack.profileId);
    assert.equal(await stack.refresh(), undefined);
  });
});

describe("a tenant that is named another way", () => {
  it("replaces nothing and sends nothing, and is kept in state", async () => {
    const stack = await upStack({}, { config: { tenantId: "contoso.example" } });
    for (const tenantId of ["contoso.example", "CONTOSO.example"]) {
      const { did, state } = await stack.up({ tenantId });
      assert.equal(did, "update");
      assert.equal(state.tenantId, tenantId);
    }
    assert.equal((await stack.up({})).did, "update");
    assert.equal((await stack.up({})).did, "nothing");
    assert.equal(await stack.preview({ tenantId: "fabrikam.example" }), "replace");
    assert.deepEqual(stack.requests(), []);
  });
});
