import assert from "node:assert/strict";
import { contextOf } from "../../provider/src/lifecycle/context";
import { lookUpToken } from "../../provider/src/lifecycle/token/lookUp";
import { respond } from "../emulator";
import { type Stack, startStack, stopStacks } from "./harness";

/** A stack whose token was rotated a moment ago, and what a late copy of the profile still shows. */
async function rotated() {
  const stack = await startStack();
  await stack.up({ storeToken: false });
  const late = respond(200, { body: JSON.stringify(stack.emulator.profile(stack.profileId)) });
  stack.clock.advance(600);
  const { state } = await stack.up({ storeToken: false, rotateWhenChanged: { quarter: "2" } });
  stack.requests();
  return { stack, late, end: state.tokenExpirationDateTime };
}

function lookUp({ session, profileId }: Stack, end?: string) {
  return lookUpToken(contextOf(session, undefined), { profileType: "androidForWork", profileId }, end);
}

describe("the look-up of a token", () => {
  afterEach(stopStacks);

  it("by its expiry hands out no other one, though late copies show the one before", async () => {
    const { stack, late, end } = await rotated();
    stack.emulator.fault({ method: "GET", times: 2 }, late);
    const { token } = await lookUp(stack, end);
    assert.equal(token.tokenValue, stack.emulator.tokens().at(-1)?.value);
    assert.deepEqual(stack.requests(), ["GET", "GET", "GET"]);
  });

  it("takes whatever the profile shows where no expiry is said", async () => {
    const { stack, late } = await rotated();
    stack.emulator.fault({ method: "GET" }, late);
    assert.equal((await lookUp(stack)).token.tokenValue, stack.emulator.tokens()[0]?.value);
  });

  it("by an expiry that no token has fails in the end, and says what the profile shows", async () => {
    const { stack, end = "" } = await rotated();
    const other = stack.emulator.issueToken(stack.profileId, 7200);
    const error: unknown = await lookUp(stack, end).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof Error && "code" in error);
    assert.equal(error.code, "not-readable-yet");
    assert.match(error.message, new RegExp(`not the one that expires on ${end}.*--refresh`));
    assert.equal(error.message.includes(other.value), false);
  });

  it("fails where the profile holds none", async () => {
    const stack = await startStack();
    await assert.rejects(lookUp(stack), { code: "not-found", message: /holds no token/ });
  });
});

describe("a token that is only read", () => {
  afterEach(stopStacks);

  for (const enrollmentMode of [undefined, "corporateOwnedDedicatedDevice"] as const) {
    it(`reads the same while nothing changes, however late (${enrollmentMode ?? "androidForWork"})`, async () => {
      const stack = await startStack({ enrollmentMode });
      stack.emulator.issueToken(stack.profileId, 7200);
      const set = enrollmentMode === undefined ? "androidForWork" : "androidDeviceOwner";
      const read = () => stack.provider.read(`${set}EnrollmentProfiles/${stack.profileId}`, {});
      const first = await read();
      stack.clock.advance(600);
      assert.deepEqual(await read(), first);
    });
  }
});
