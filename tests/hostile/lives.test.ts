import assert from "node:assert/strict";
import fc from "fast-check";
import type {
  ProfileInputs,
  ProfileState,
  SettledProfileState,
} from "../../provider/src/lifecycle/profile/state";
import { rotationDue } from "../../provider/src/lifecycle/token/expiry";
import type { TokenState } from "../../provider/src/lifecycle/token/state";
import { declared, Impostor, runOn, settles } from "./service";
import { hostileEntity, json, tokenValue } from "./values";
import { assertPrintable, cases, watchProcess } from "./watch";

const wifiPassword = "a-wifi-password-that-is-secret";
const profile: ProfileInputs & { __provider: string } = {
  displayName: "Kiosk",
  profileType: "androidDeviceOwner",
  wifiSsid: "Staging",
  wifiPassword,
  wifiSecurityType: "wpa",
  forceDestroy: false,
  __provider: "text",
};

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

describe("hostile values in otherwise right entities", function () {
  watchProcess();
  this.timeout(240_000);
  const impostor = new Impostor();
  before(() => impostor.start());
  after(() => impostor.stop());

  const ofTokens = cases(300);
  it(`${ofTokens.numRuns} lives of a token: results or ordinary errors`, async () => {
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
      const run = runOn(impostor.url);
      const provider = run.tokens();
      const news = { ...declared, ...some };
      const step = (work: Promise<unknown>) => settles(work, run.notices, [tokenValue]);
      let state: TokenState | undefined;
      const keep = (result: object) => {
        if ("properties" in result) state = result.properties as TokenState;
        if ("outs" in result) state = result.outs as TokenState;
        if ("props" in result && "id" in result && result.id !== "") state = result.props as TokenState;
        isSound(state);
      };
      const keeping = (work: Promise<object>) =>
        step(
          work.then(keep, (error: unknown) => {
            if (error instanceof Error) keep(error);
            throw error;
          }),
        );
      await keeping(provider.create(news));
      if (state === undefined) return;
      await keeping(provider.read("x", state));
      run.clock.advance(3600);
      await step(provider.diff("x", state, news));
      await keeping(provider.update("x", state, { ...news, rotateWhenChanged: { season: "spring" } }));
      await step(provider.delete("x", state));
    });
    await fc.assert(property, ofTokens);
  });

  const ofProfiles = cases(500);
  it(`${ofProfiles.numRuns} lives of a profile: results or ordinary errors`, async () => {
    const body = fc.oneof(
      { weight: 4, arbitrary: hostileEntity },
      { weight: 1, arbitrary: json },
      {
        weight: 1,
        arbitrary: hostileEntity.map(({ displayName }) => ({
          error: { code: displayName, message: `${displayName} was refused` },
        })),
      },
    );
    const seen = fc.array(fc.tuple(fc.constantFrom(200, 200, 200, 400, 503), body), {
      minLength: 1,
      maxLength: 4,
    });
    const list = fc.array(hostileEntity, { maxLength: 3 });
    const property = fc.asyncProperty(seen, list, async (answers, listed) => {
      let looks = 0;
      const paths: string[] = [];
      impostor.answer = (method, path, sent) => {
        paths.push(path);
        const isList = method === "GET" && !path.includes("Profiles/");
        const [status, content] = isList
          ? [200, { value: listed }]
          : (answers[looks++ % answers.length] ?? [200, {}]);
        if (method === "DELETE") return { status: 204, body: "" };
        // Graph quotes what it was sent.
        const quoted = JSON.stringify(sent).slice(1, -1);
        return {
          status,
          body: JSON.stringify(content).replace("was refused", () => `${quoted} was refused`),
        };
      };
      const run = runOn(impostor.url);
      const profiles = run.profiles();
      const step = (work: Promise<unknown>) => settles(work, run.notices, [wifiPassword]);
      let state: ProfileState | undefined;
      await step(profiles.create(profile).then(({ outs }) => (state = outs as ProfileState)));
      state ??= {
        ...profile,
        profileId: "0f1e2d3c",
        createdDateTime: "2026-01-01T00:00:00Z",
        enrolledDeviceCount: 0,
        apiVersion: "beta",
      };
      await step(profiles.read("x", state));
      const changed = { ...profile, wifiPassword: `${wifiPassword}, changed` };
      await step(profiles.diff("x", state, changed));
      await step(profiles.update("x", state as SettledProfileState, changed));
      await step(profiles.delete("x", state));
      for (const path of paths) {
        assert.match(
          path,
          /^\/beta\/deviceManagement\/androidDeviceOwnerEnrollmentProfiles(\/[^/?]+)?(\?|$)/,
        );
      }
    });
    await fc.assert(property, ofProfiles);
  });
});
