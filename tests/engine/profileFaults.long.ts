import assert from "node:assert/strict";
import { type Emulator, reset, respond, stall, truncate } from "../emulator";
import { endProjects, Project } from "./project";
import { kinds } from "./kinds";

const wifiPassword = "correct horse battery";

const aosp = { ...kinds["AOSP userless"], wifiSsid: "Staging", wifiPassword, wifiSecurityType: "wpa" };
const bothKinds = { work: kinds["for work"], scanners: aosp };

/** A program with profiles by name, and a token on each. */
const profilesAndTokens = (profiles: object) => `
  const { EnrollmentProfile, EnrollmentToken } = require("pulumi-intune-enrollment");
  for (const [displayName, args] of Object.entries(${JSON.stringify(profiles)})) {
    const { profileId, profileType } = new EnrollmentProfile(displayName, { displayName, ...args });
    new EnrollmentToken(displayName, { profileId, profileType, tokenValidityInSeconds: 3600 });
  }
`;

describe("creating a profile whose answer is lost, on the real engine", function () {
  this.timeout(120_000);
  afterEach(endProjects);

  it("is settled within the up: one profile of each name, the one in state", async () => {
    const project = await Project.start();
    const { emulator } = project;
    await project.config({ "intune:propagationTimeoutInSeconds": "0.5" });
    await project.config({ "intune:requestTimeoutInSeconds": "1" });
    const after = { commit: "after" } as const;
    const made = [respond(503, after), respond(504, after), reset(after), stall(after), truncate()];
    const effects = [...made, respond(503), reset()];
    const profiles = Object.entries(bothKinds).flatMap(([kind, args]) =>
      effects.map((effect, index) => {
        emulator.fault({ method: "POST", action: null, profileType: args.profileType }, effect);
        return [`${kind} ${index}`, args] as const;
      }),
    );
    await project.program(profilesAndTokens(Object.fromEntries(profiles)));
    await project.up();
    const stored = await project.stored("EnrollmentProfile");
    const inState = [...stored].map(([name, { outputs }]) => [name, outputs.profileId]);
    assert.deepEqual(inState.sort(), await listed(emulator));
    assert.equal(inState.length, 2 * effects.length);
  });

  it("stays in state if unsettled: a refresh takes the profile over, an up makes no twin", async () => {
    const project = await Project.start();
    const { emulator } = project;
    await project.config({ "intune:propagationTimeoutInSeconds": "0.1" });
    const lose = () => {
      for (const { profileType } of Object.values(bothKinds)) {
        emulator.fault({ method: "POST", profileType }, respond(503, { commit: "after" }));
        emulator.fault({ method: "GET", profileType, nth: 2, times: Infinity }, respond(403));
      }
    };
    const idsInState = async () =>
      [...(await project.stored("EnrollmentProfile"))].map(([name, { id, outputs }]) => ({
        name,
        id,
        profileId: outputs.profileId,
      }));

    await project.program(profilesAndTokens(bothKinds));
    lose();
    const said = await project.failing(() => project.up("--continue-on-error"));
    assert.match(said, /nothing shows whether it was created.*looks for the profile first/);
    emulator.clearFaults();
    assert.deepEqual((await idsInState()).map(({ id }) => id).sort(), [
      "androidDeviceOwnerEnrollmentProfiles/pending",
      "androidForWorkEnrollmentProfiles/pending",
    ]);
    await project.refresh();
    const taken = await idsInState();
    assert.deepEqual(taken.map(({ name, profileId }) => [name, profileId]).sort(), await listed(emulator));

    const more = { ...bothKinds, "more work": bothKinds.work, "more scanners": aosp };
    await project.program(profilesAndTokens(more));
    lose();
    await project.failing(() => project.up("--continue-on-error"));
    emulator.clearFaults();
    await project.assertNowhere([wifiPassword]);
    await project.program(profilesAndTokens(more));
    await project.up();
    const settled = await idsInState();
    assert.deepEqual(settled.map(({ name, profileId }) => [name, profileId]).sort(), await listed(emulator));
    for (const { id } of taken) assert.ok(settled.some((profile) => profile.id === id));
    for (const { profileId } of settled) {
      const issued = emulator.tokens(String(profileId)).filter(({ issuedBy }) => issuedBy === "createToken");
      assert.equal(issued.length, 1);
    }
  });
});

/** All profiles that the service has, each with its name and id, in order. */
async function listed({ url }: Emulator): Promise<string[][]> {
  const lists = Object.values(bothKinds).map(async ({ profileType }) => {
    const answer = await fetch(`${url}/v1.0/deviceManagement/${profileType}EnrollmentProfiles`, {
      headers: { Authorization: "Bearer of-somebody-else" },
    });
    return ((await answer.json()) as { value: { displayName: string; id: string }[] }).value;
  });
  return (await Promise.all(lists))
    .flat()
    .map(({ displayName, id }) => [displayName, id])
    .sort();
}
