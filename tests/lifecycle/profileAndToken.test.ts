import assert from "node:assert/strict";
import { EnrollmentTokenProvider } from "../../provider/src/lifecycle/token/provider";
import type { TokenInputs, TokenState } from "../../provider/src/lifecycle/token/state";
import { type Behaviour, type Effect, reset, respond } from "../emulator";
import { type ProfileArgs, type ProfileStack, stopStacks, upProfileStack } from "./harness";

afterEach(stopStacks);

const day = 86_400;

/** A token on the profile that the same `up` has just created. */
async function issueOn(stack: ProfileStack, tokenValidityInSeconds: number): Promise<TokenState> {
  const tokens = new EnrollmentTokenProvider(
    () => stack.session,
    () => undefined,
  );
  const { profileId, state } = stack;
  const args = { profileId, profileType: state?.profileType, tokenValidityInSeconds, __provider: "text" };
  const { inputs, failures } = (await tokens.check({}, args)) as { inputs: TokenInputs; failures: unknown[] };
  assert.deepEqual(failures, []);
  const created = await tokens.create({ ...inputs, __provider: "text" });
  return (created as { outs: TokenState }).outs;
}

describe("a profile and a token on it, created in one up", () => {
  const kinds: readonly [string, ProfileArgs][] = [
    ["for work", {}],
    ...(["DedicatedDevice", "FullyManaged", "AOSPUserlessDevice"] as const).map(
      (mode) =>
        [mode, { profileType: "androidDeviceOwner", enrollmentMode: `corporateOwned${mode}` }] as [
          string,
          ProfileArgs,
        ],
    ),
  ];
  const losses: readonly [string, Effect | undefined][] = [
    ["answered", undefined],
    ["lost before it ran", reset()],
    ["lost after it ran", reset({ commit: "after" })],
    ["answered 503 after it ran", respond(503, { commit: "after" })],
  ];
  const services: readonly [string, Partial<Behaviour>][] = [
    ["a first token", {}],
    ["a first token, and late copies", { lateCopies: { milliseconds: 20_000 } }],
    ["a first token, and a lag", { readLag: { milliseconds: 4_000 } }],
    ["no first token", { firstToken: { androidForWork: false, androidDeviceOwner: false } }],
  ];
  for (const [kind, args] of kinds) {
    for (const [service, behaviour] of services) {
      for (const [what, effect] of losses) {
        it(`${kind}, ${service}, createToken ${what}: one token is issued and kept`, async () => {
          const firstToken = { androidForWork: true, androidDeviceOwner: true };
          for (const validity of [3600, day, 90 * day]) {
            const stack = await upProfileStack(args, { behaviour: { firstToken, ...behaviour } });
            if (effect) stack.emulator.fault({ action: "createToken" }, effect);
            const state = await issueOn(stack, validity);
            const issued = stack.emulator.tokens().filter(({ issuedBy }) => issuedBy === "createToken");
            assert.equal(issued.length, 1);
            assert.equal(state.tokenValue, issued[0]?.value);
            assert.doesNotMatch(stack.said, /Replacing the token/);
          }
        });
      }
    }
  }
});
