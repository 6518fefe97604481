import assert from "node:assert/strict";
import { type Emulator, reset, respond, stall, truncate } from "../emulator";
import { kinds, wifiPassword } from "./kinds";
import { endProjects, Project } from "./project";

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

  it("stays pending if unsettled: a refresh takes it over, an up makes no twin", async () => {
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

describe("a profile that Graph refuses to change or to delete, on the real engine", function () {
  this.timeout(120_000);
  let project: Project;
  let emulator: Emulator;
  const otherPassword = "another horse battery";
  const groupId = "11111111-2222-4333-8444-555555555555";
  const begun = {
    dedicated: { ...kinds.dedicated, forceDestroy: true },
    managed: kinds["fully managed"],
    users: { ...kinds["AOSP with users"], isTeamsDeviceProfile: true },
    scanners: aosp,
  };
  type Name = keyof typeof begun;
  const names = Object.keys(begun) as readonly Name[];

  before(async () => {
    project = await Project.start();
    ({ emulator } = project);
    await project.program(profilesAndTokens(begun));
    await project.up();
  });
  after(endProjects);

  const stored = () => project.stored("EnrollmentProfile");
  const profileIds = async () => {
    const inState = await stored();
    return new Map(names.map((name) => [name, String(inState.get(name)?.outputs.profileId)]));
  };

  it("a refusal that quotes the Wi-Fi password does not show it", async () => {
    const scanners = { ...aosp, wifiPassword: otherPassword };
    await project.program(profilesAndTokens({ ...begun, scanners }));
    emulator.fault({ method: "PATCH" }, respond(400, { message: `Not ${otherPassword}` }));
    assert.match(await project.failing(() => project.up()), /Not \[secret\]/);
    await project.assertNowhere([wifiPassword, otherPassword]);
  });

  it("what Graph refuses holds up no other change, and is tried again", async () => {
    const made = await profileIds();
    const changed = {
      ...begun,
      dedicated: { ...begun.dedicated, description: "Changed", enrollmentTimeGroupId: groupId },
      users: { ...begun.users, description: "Changed", isTeamsDeviceProfile: false },
    };
    await project.program(profilesAndTokens(changed));
    emulator.behaviour.groupError = "firstPartyAppNotAnOwner";
    const said = await project.failing(() => project.up("--continue-on-error"));
    assert.match(said, /Could not change enrollmentTimeGroupId of .*Intune does not own it/);
    assert.match(said, /Could not change isTeamsDeviceProfile of .*pulumi up --replace/);
    const kept = await stored();
    assert.equal(kept.get("dedicated")?.outputs.enrollmentTimeGroupId, undefined);
    assert.equal(kept.get("users")?.outputs.isTeamsDeviceProfile, true);
    for (const name of ["dedicated", "users"] as const) {
      assert.equal(emulator.profile(made.get(name) ?? "")?.description, "Changed", name);
    }

    emulator.behaviour.groupError = null;
    emulator.behaviour.aospChanges = "all";
    emulator.requests.clear();
    await project.up();
    assert.equal(emulator.group(made.get("dedicated") ?? ""), groupId);
    assert.equal(emulator.requests.count({ method: "POST", action: null }), 0, "no second profile");
    assert.deepEqual(await profileIds(), made);
    await project.refresh();
    assert.deepEqual(await project.up(), { same: 1 + 2 * names.length });
  });

  it("a destroy keeps a profile with devices, unless it is forced", async () => {
    const made = await profileIds();
    for (const name of ["dedicated", "managed"] as const)
      emulator.changeProfile(made.get(name) ?? "", { enrolledDeviceCount: 2 });
    const said = await project.failing(() => project.destroy("--continue-on-error"));
    assert.match(said, /\(\\?"managed\\?"\) still has 2 enrolled devices and is not deleted/);
    assert.deepEqual([...(await stored()).keys()], ["managed"]);
    const left = names.filter((name) => emulator.profile(made.get(name) ?? "") !== undefined);
    assert.deepEqual(left, ["managed"]);

    emulator.changeProfile(made.get("managed") ?? "", { enrolledDeviceCount: 0 });
    await project.destroy();
    assert.equal(emulator.profile(made.get("managed") ?? ""), undefined);
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
