import assert from "node:assert/strict";
import fc from "fast-check";
import { rotationDue } from "../../provider/src/lifecycle/token/expiry";
import type { TokenInputs, TokenState } from "../../provider/src/lifecycle/token/state";
import { cases } from "./cases";
import { hostileEntity, tokenValue } from "./entities";
import { Impostor, runOn, settles } from "./service";
import { assertPrintable, watchProcess } from "./watch";

const parameters = cases(300);

const declared: TokenInputs & { __provider: string } = {
  profileId: "0f1e2d3c",
  profileType: "androidDeviceOwner",
  tokenValidityInSeconds: 3600,
  renewBeforeInSeconds: 60,
  adoptExisting: false,
  revokeOnDelete: true,
  whenReplaced: "adopt",
  storeToken: true,
  __provider: "text",
};

describe("hostile values in entities that are otherwise right", function () {
  watchProcess();
  this.timeout(240_000);
  const impostor = new Impostor();
  before(() => impostor.start());
  after(() => impostor.stop());

  it(`${parameters.numRuns} lives of a token, from create to delete, each step a result or an ordinary error`, async () => {
    const args = fc.record({
      adoptExisting: fc.boolean(),
      storeToken: fc.boolean(),
      whenReplaced: fc.constantFrom("adopt" as const, "reissue" as const),
      profileType: fc.constantFrom("androidForWork" as const, "androidDeviceOwner" as const),
    });
    const entities = fc.array(hostileEntity, { minLength: 2, maxLength: 4 });
    const property = fc.asyncProperty(args, entities, async (some, seen) => {
      let looks = 0;
      impostor.answer = (method) =>
        method === "POST"
          ? { status: 204, body: "" }
          : { status: 200, body: JSON.stringify(seen[Math.min(looks++, seen.length - 1)]) };
      const { provider, notices, clock } = runOn(impostor.url);
      const news = { ...declared, ...some };
      const step = (work: Promise<unknown>) => settles(work, notices, [tokenValue]);
      let state: TokenState | undefined;
      const keep = (result: object) => {
        if ("properties" in result) state = result.properties as TokenState;
        if ("outs" in result) state = result.outs as TokenState;
        if ("props" in result && "id" in result && result.id !== "") state = result.props as TokenState;
        isSound(state);
      };
      const run = (work: Promise<object>) =>
        step(
          work.then(keep, (error: unknown) => {
            if (error instanceof Error) keep(error);
            throw error;
          }),
        );
      await run(provider.create(news));
      if (state === undefined) return;
      await run(provider.read("x", state));
      clock.advance(3600);
      await step(provider.diff("x", state, news));
      await run(provider.update("x", state, { ...news, rotateWhenChanged: { season: "spring" } }));
      await step(provider.delete("x", state));
    });
    await fc.assert(property, parameters);
  });
});

/** What a program makes of the state can be made, and what goes to a terminal is fit for it. */
function isSound(state: TokenState | undefined): void {
  if (state === undefined) return;
  const { tokenIssuedDateTime: issued, tokenExpirationDateTime: expiration } = state;
  assertPrintable(String(issued));
  assertPrintable(String(expiration));
  if (issued === undefined || expiration === undefined) return;
  const due = rotationDue({ issued, expiration }, state.renewBeforeInSeconds);
  assert.ok(!Number.isNaN(due.getTime()), `no moment of rotation for ${expiration}`);
}
