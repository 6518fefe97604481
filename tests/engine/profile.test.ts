import assert from "node:assert/strict";
import {
  type AndroidDeviceOwnerEnrollmentProfile,
  type Emulator,
  reset,
  respond,
  stall,
  truncate,
} from "../emulator";
import { type EngineStack, startEngineStack, stopEngineStacks } from "./harness";
import { kinds } from "./kinds";

const wifiPassword = "correct horse battery";
/** What the engine hands out for a value that a preview does not know. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const aosp = { ...kinds["AOSP userless"], wifiSsid: "Staging", wifiPassword, wifiSecurityType: "wpa" };
const bothKinds = { work: kinds["for work"], scanners: aosp };

/** A program with profiles by name, and a token on each. */
const profilesAndTokens = (profiles: object, more = "") => `
  const pulumi = require("@pulumi/pulumi");
  const { EnrollmentProfile, EnrollmentToken } = require("pulumi-intune-enrollment");
  for (const [displayName, args] of Object.entries(${JSON.stringify(profiles)})) {
    const profile = new EnrollmentProfile(displayName, { displayName, ...args });
    const { profileId, profileType } = profile;
    const token = new EnrollmentToken(displayName, { profileId, profileType, tokenValidityInSeconds: 3600 });
    ${more}
  }
`;

describe("EnrollmentProfile on the real engine", function () {
  this.timeout(120_000);
  afterEach(stopEngineStacks);

  it("AOSP: the QR code's content is base64, and the Wi-Fi password is kept secret", async () => {
    const stack = await startEngineStack();
    const more = `exports.isSecret = pulumi.isSecret(profile.wifiPassword);`;
    await stack.program(profilesAndTokens({ aosp }, more));
    const { outputs } = await stack.upWithOutputs();
    assert.equal(outputs.isSecret?.value, true);
    const profile = (await stack.stored("EnrollmentProfile")).get("aosp");
    assert.deepEqual([profile?.outputs.wifiPassword, profile?.secrets], [wifiPassword, ["wifiPassword"]]);
    const profileId = String(profile?.outputs.profileId);
    const held = stack.emulator.profile(profileId) as AndroidDeviceOwnerEnrollmentProfile;
    assert.equal(held.wifiPassword, wifiPassword);
    const token = await stack.state("aosp");
    const content = Buffer.from(String(token?.qrCodeContent), "base64").toString();
    assert.ok(content.includes(String(stack.emulator.tokens(profileId)[0]?.value)));

    await stack.refresh();
    const other = "another horse battery";
    await stack.program(profilesAndTokens({ aosp: { ...aosp, wifiPassword: other } }));
    stack.emulator.fault({ method: "PATCH" }, respond(400, { message: `Not ${other}` }));
    assert.match(await stack.failing(() => stack.up()), /Not \[secret\]/);
    await stack.program(profilesAndTokens({ aosp: { ...aosp, wifiPassword: "hunter2" } }));
    const said = await stack.failing(() => stack.preview());
    assert.match(said, /wifiPassword .*must have 8 to 63 characters/);
    await assertNowhere(stack, [wifiPassword, other, "hunter2"]);
  });

  it("an answer that was lost is settled within the up, for both kinds: one profile of each name, and it is the one in state", async () => {
    const stack = await startEngineStack();
    const { emulator } = stack;
    await stack.config("intune:propagationTimeoutInSeconds", "0.5");
    await stack.config("intune:requestTimeoutInSeconds", "1");
    const after = { commit: "after" } as const;
    const made = [respond(503, after), respond(504, after), reset(after), stall(after), truncate()];
    const effects = [...made, respond(503), reset()];
    const profiles = Object.entries(bothKinds).flatMap(([kind, args]) =>
      effects.map((effect, index) => {
        emulator.fault({ method: "POST", action: null, profileType: args.profileType }, effect);
        return [`${kind} ${index}`, args] as const;
      }),
    );
    await stack.program(profilesAndTokens(Object.fromEntries(profiles)));
    await stack.up();
    const stored = await stack.stored("EnrollmentProfile");
    const inState = [...stored].map(([name, { outputs }]) => [name, outputs.profileId]);
    assert.deepEqual(inState.sort(), await listed(emulator));
    assert.equal(inState.length, 2 * effects.length);
  });

  it("an unsettled creation stays in state; a refresh takes the profile over, and an up leaves no twin, for both kinds", async () => {
    const stack = await startEngineStack();
    const { emulator } = stack;
    await stack.config("intune:propagationTimeoutInSeconds", "0.1");
    const lose = () => {
      for (const { profileType } of Object.values(bothKinds)) {
        emulator.fault({ method: "POST", profileType }, respond(503, { commit: "after" }));
        emulator.fault({ method: "GET", profileType, nth: 2, times: Infinity }, respond(403));
      }
    };
    const idsInState = async () =>
      [...(await stack.stored("EnrollmentProfile"))].map(([name, { id, outputs }]) => ({
        name,
        id,
        profileId: outputs.profileId,
      }));

    await stack.program(profilesAndTokens(bothKinds));
    lose();
    const said = await stack.failing(() => stack.up({ continueOnError: true }));
    assert.match(said, /nothing shows whether it was made.*looks for the profile first/);
    emulator.clearFaults();
    assert.deepEqual((await idsInState()).map(({ id }) => id).sort(), [
      "androidDeviceOwnerEnrollmentProfiles/pending",
      "androidForWorkEnrollmentProfiles/pending",
    ]);
    await stack.refresh();
    const taken = await idsInState();
    assert.deepEqual(taken.map(({ name, profileId }) => [name, profileId]).sort(), await listed(emulator));

    const more = { ...bothKinds, "more work": bothKinds.work, "more scanners": aosp };
    await stack.program(profilesAndTokens(more));
    lose();
    await stack.failing(() => stack.up({ continueOnError: true }));
    emulator.clearFaults();
    await assertNowhere(stack, [wifiPassword]);
    await stack.program(profilesAndTokens(more));
    await stack.up();
    const settled = await idsInState();
    assert.deepEqual(settled.map(({ name, profileId }) => [name, profileId]).sort(), await listed(emulator));
    for (const { id } of taken) assert.ok(settled.some((profile) => profile.id === id));
    for (const { profileId } of settled) assert.equal(emulator.tokens(String(profileId)).length, 1);
  });

  it("takes values that a preview does not know", async () => {
    const stack = await startEngineStack();
    await stack.program(`
      const { EnrollmentProfile } = require("pulumi-intune-enrollment");
      const first = new EnrollmentProfile("first", { displayName: "First" });
      new EnrollmentProfile("work", {
        displayName: first.createdDateTime.apply((date) => "After " + date),
        description: first.profileId,
      });
      new EnrollmentProfile("scanners", {
        displayName: "Scanners",
        profileType: "androidDeviceOwner",
        enrollmentMode: first.id.apply(() => "corporateOwnedAOSPUserlessDevice"),
        roleScopeTagIds: [first.id.apply(() => "7")],
        wifiSsid: first.profileId.apply((id) => id.slice(0, 8)),
      });
    `);
    assert.deepEqual(await stack.preview(), { create: 4 });
    await stack.up();
    const stored = await stack.stored("EnrollmentProfile");
    const [first, work, scanners] = ["first", "work", "scanners"].map((name) =>
      stack.emulator.profile(String(stored.get(name)?.outputs.profileId)),
    );
    assert.match(String(work?.displayName), /^After \d{4}-/);
    assert.equal(work?.description, first?.id);
    const { enrollmentMode, roleScopeTagIds, wifiSsid } = scanners as AndroidDeviceOwnerEnrollmentProfile;
    const ssid = first?.id.slice(0, 8);
    assert.deepEqual(
      [enrollmentMode, roleScopeTagIds, wifiSsid],
      ["corporateOwnedAOSPUserlessDevice", ["7"], ssid],
    );
    assert.ok(!JSON.stringify(await stack.export()).includes(unknown));
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

/** Fails where a text stands in what was written, the state and its history included, or in what the engine said. */
async function assertNowhere(stack: EngineStack, texts: readonly string[]): Promise<void> {
  const { written } = await stack.everything();
  // The programs of this file are written with their arguments, which stand in index.js in the clear.
  await stack.program("");
  const { written: state } = await stack.everything();
  assert.ok(written.length > state.length && state.includes("EnrollmentProfile"));
  for (const text of texts) {
    assert.equal(state.indexOf(text), -1, "a secret stands in state");
    const said = stack.everythingSaid;
    const at = said.indexOf(text);
    // The place tells enough: a secret found is not repeated here either.
    assert.equal(at, -1, `the engine said a secret after "${said.slice(Math.max(0, at - 60), at)}"`);
  }
}
