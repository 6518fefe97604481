import assert from "node:assert/strict";
import fc from "fast-check";
import type {
  ProfileInputs,
  ProfileState,
  SettledProfileState,
} from "../../provider/src/lifecycle/profile/state";
import { cases } from "./cases";
import { json } from "./bodies";
import { hostileEntity } from "./entities";
import { Impostor, runOn, settles } from "./service";
import { watchProcess } from "./watch";

const parameters = cases(500);

const wifiPassword = "a-wifi-password-that-is-secret";

const declared: ProfileInputs & { __provider: string } = {
  displayName: "Kiosk",
  profileType: "androidDeviceOwner",
  wifiSsid: "Staging",
  wifiPassword,
  wifiSecurityType: "wpa",
  forceDestroy: false,
  __provider: "text",
};

describe("an EnrollmentProfile whose answers are hostile", function () {
  watchProcess();
  this.timeout(120_000);
  const impostor = new Impostor();
  before(() => impostor.start());
  after(() => impostor.stop());

  it(`${parameters.numRuns} lives, from create to delete: each step a result or an ordinary error`, async () => {
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
      const { profiles, notices } = runOn(impostor.url);
      const step = (work: Promise<unknown>) => settles(work, notices, [wifiPassword]);
      let state: ProfileState | undefined;
      await step(profiles.create(declared).then(({ outs }) => (state = outs as ProfileState)));
      state ??= {
        ...declared,
        profileId: "0f1e2d3c",
        createdDateTime: "2026-01-01T00:00:00Z",
        enrolledDeviceCount: 0,
        apiVersion: "beta",
      };
      await step(profiles.read("x", state));
      const changed = { ...declared, wifiPassword: `${wifiPassword}, changed` };
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
    await fc.assert(property, parameters);
  });
});
