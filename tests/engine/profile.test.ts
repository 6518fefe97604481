import assert from "node:assert/strict";
import type { AndroidDeviceOwnerEnrollmentProfile } from "../emulator";
import { respond } from "../emulator";
import { type EngineStack, startEngineStack, stopEngineStacks } from "./harness";

const wifiPassword = "correct horse battery";
/** What the engine hands out for a value that a preview does not know. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A program with a profile and a token on it, as the arguments beside it say. */
const profileAndToken = (profile: object, more = "") => `
  const pulumi = require("@pulumi/pulumi");
  const { EnrollmentProfile, EnrollmentToken } = require("pulumi-intune-enrollment");
  const profile = new EnrollmentProfile("profile", ${JSON.stringify(profile)});
  const token = new EnrollmentToken("token", {
    profileId: profile.profileId,
    profileType: profile.profileType,
    tokenValidityInSeconds: 3600,
  });
  exports.profile = profile;
  exports.token = token;
  ${more}
`;

const aosp = {
  displayName: "Scanners",
  profileType: "androidDeviceOwner",
  enrollmentMode: "corporateOwnedAOSPUserlessDevice",
  wifiSsid: "Staging",
  wifiPassword,
  wifiSecurityType: "wpa",
};

describe("EnrollmentProfile on the real engine", function () {
  this.timeout(60_000);
  afterEach(stopEngineStacks);

  it("is made with a token on it in one up, renamed in place, mended, replaced with its token, and destroyed after it", async () => {
    const stack = await startEngineStack();
    await stack.program(profileAndToken({ displayName: "Kiosks" }));
    assert.deepEqual(await stack.preview(), { create: 3 });
    assert.deepEqual(stack.requests(), [], "a preview asks nobody");
    const first = idIn(await stack.upWithOutputs());
    assert.equal(stack.emulator.profile(first)?.displayName, "Kiosks");
    assert.equal(stack.emulator.tokens(first)[0]?.state, "active");
    assert.equal(
      (await resource(stack, "profile"))?.outputs.__provider,
      'exports.handler=()=>require("pulumi-intune-enrollment/provider/EnrollmentProfile")',
    );

    await stack.program(profileAndToken({ displayName: "Lobby kiosks" }));
    assert.deepEqual(
      await stack.preview(),
      { same: 2, update: 1 },
      "the token keeps its profile in a preview",
    );
    stack.requests();
    assert.deepEqual((await stack.up()).changes, { same: 2, update: 1 });
    assert.deepEqual(stack.requests(), ["GET", "PATCH"]);
    assert.equal(stack.emulator.profile(first)?.displayName, "Lobby kiosks");

    await change(stack, first, { displayName: "Theirs" });
    await stack.refresh();
    assert.equal((await resource(stack, "profile"))?.outputs.displayName, "Theirs");
    const before = stack.everythingSaid.length;
    assert.deepEqual((await stack.up()).changes, { same: 2, update: 1 });
    assert.match(stack.everythingSaid.slice(before), /\[diff: ~displayName\]/);
    assert.equal(stack.emulator.profile(first)?.displayName, "Lobby kiosks");

    const dedicated = { profileType: "androidDeviceOwner", enrollmentMode: "corporateOwnedDedicatedDevice" };
    await stack.program(profileAndToken({ displayName: "Lobby kiosks", ...dedicated }));
    const replaced = await stack.upWithOutputs();
    assert.deepEqual(replaced.changes, { replace: 2, same: 1 });
    const second = idIn(replaced);
    assert.equal(stack.emulator.profile(first), undefined);
    assert.deepEqual(
      stack.emulator.tokens().map(({ profileId, state }) => ({ profileId, state })),
      [
        { profileId: first, state: "revoked" },
        { profileId: second, state: "active" },
      ],
    );

    stack.requests();
    await stack.destroy();
    assert.deepEqual(stack.requests(), ["GET", "revokeToken", "GET", "DELETE"]);
    assert.equal(stack.emulator.profile(second), undefined);
  });

  it("AOSP: the token is issued under the AOSP- prefix, its content is base64, and the Wi-Fi password is kept secret", async () => {
    const stack = await startEngineStack();
    const more = `exports.isSecret = pulumi.isSecret(profile.wifiPassword);`;
    await stack.program(profileAndToken(aosp, more));
    const up = await stack.upWithOutputs();
    assert.equal(up.outputs.isSecret?.value, true);
    assert.equal(valueIn(up, "profile", "wifiPassword"), wifiPassword);
    const profileId = idIn(up);
    const held = stack.emulator.profile(profileId) as AndroidDeviceOwnerEnrollmentProfile;
    assert.equal(held.wifiPassword, wifiPassword);
    const [issue] = stack.emulator.requests.all({ action: "createToken" });
    assert.match(issue?.path ?? "", /\/AOSP-[^/]+\/createToken$/);
    const content = Buffer.from(valueIn(up, "token", "qrCodeContent"), "base64").toString();
    assert.ok(content.includes(String(stack.emulator.tokens(profileId)[0]?.value)));

    await stack.refresh();
    const other = "another horse battery";
    await stack.program(profileAndToken({ ...aosp, wifiPassword: other }, more));
    stack.emulator.fault({ method: "PATCH" }, respond(400, { message: `Not ${other}` }));
    assert.match(await stack.failing(() => stack.up()), /Not \[secret\]/);
    await stack.program(profileAndToken({ ...aosp, wifiPassword: "hunter2" }, more));
    const said = await stack.failing(() => stack.preview());
    assert.match(said, /wifiPassword .*must have 8 to 63 characters/);
    await assertNowhere(stack, [wifiPassword, other, "hunter2"]);
  });

  it("an unsettled creation stays in state; a refresh takes the profile over, and an up leaves no twin", async () => {
    const stack = await startEngineStack();
    await stack.config("intune:propagationTimeoutInSeconds", "0.1");
    await stack.program(profileAndToken({ displayName: "Kiosks" }));
    const lose = () => {
      stack.emulator.fault({ method: "POST" }, respond(503, { commit: "after" }));
      stack.emulator.fault({ method: "GET", nth: 2, times: Infinity }, respond(403));
    };
    lose();
    const said = await stack.failing(() => stack.up());
    assert.match(said, /nothing shows whether it was made.*looks for the profile first/);
    stack.emulator.clearFaults();
    assert.match((await resource(stack, "profile"))?.id ?? "", /\/pending$/);
    await stack.refresh();
    const taken = (await resource(stack, "profile"))?.outputs.profileId;
    assert.ok(stack.emulator.profile(String(taken)));

    const another = `exports.another = new EnrollmentProfile("another", ${JSON.stringify(aosp)});`;
    await stack.program(profileAndToken({ displayName: "Kiosks" }, another));
    lose();
    await stack.failing(() => stack.up());
    stack.emulator.clearFaults();
    await assertNowhere(stack, [wifiPassword]);
    await stack.program(profileAndToken({ displayName: "Kiosks" }, another));
    const up = await stack.upWithOutputs();
    assert.deepEqual([await count(stack), await count(stack, "androidDeviceOwner")], [1, 1]);
    assert.ok(stack.emulator.profile(valueIn(up, "another", "profileId")));
    assert.equal(idIn(up), taken);
    assert.equal(stack.emulator.tokens(String(taken)).length, 1);
  });

  it("takes values that a preview does not know, and keeps a profile with enrolled devices", async () => {
    const stack = await startEngineStack();
    await stack.program(`
      const { EnrollmentProfile } = require("pulumi-intune-enrollment");
      const first = new EnrollmentProfile("first", { displayName: "First" });
      exports.profile = new EnrollmentProfile("profile", {
        displayName: first.createdDateTime.apply((date) => "After " + date),
        description: first.profileId,
      });
    `);
    assert.deepEqual(await stack.preview(), { create: 3 });
    const profileId = valueIn(await stack.upWithOutputs(), "profile", "profileId");
    const held = stack.emulator.profile(profileId);
    assert.match(String(held?.displayName), /^After \d{4}-/);
    assert.ok(!JSON.stringify(await stack.export()).includes(unknown));

    const body = { ...held, enrolledDeviceCount: 2 };
    stack.emulator.fault({ method: "GET", profileId }, respond(200, { body }));
    const said = await stack.failing(() => stack.destroy());
    assert.match(said, /still has 2 enrolled devices and is not deleted/);
    assert.doesNotMatch(said, /at .*\.js:\d+/);
    assert.equal(await count(stack), 2);
  });
});

type Ups = Awaited<ReturnType<EngineStack["upWithOutputs"]>>;

/** A property of a resource that the program exports. */
function valueIn({ outputs }: Pick<Ups, "outputs">, name: string, property: string): string {
  return String((outputs[name]?.value as Readonly<Record<string, unknown>> | undefined)?.[property]);
}

/** The id of the profile, which the token has too. */
function idIn(up: Ups): string {
  assert.equal(valueIn(up, "token", "profileId"), valueIn(up, "profile", "profileId"));
  return valueIn(up, "profile", "profileId");
}

interface Resource {
  readonly urn: string;
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

async function resource(stack: EngineStack, name: string): Promise<Resource | undefined> {
  const { resources = [] } = (await stack.export()).deployment as { resources?: Resource[] };
  return resources.find(({ urn }) => urn.endsWith(`EnrollmentProfile::${name}`));
}

/** Changes a profile as somebody else would. */
async function change(stack: EngineStack, profileId: string, properties: object): Promise<void> {
  const path = `androidForWorkEnrollmentProfiles/${profileId}`;
  const answer = await call(stack, path, { method: "PATCH", body: JSON.stringify(properties) });
  assert.equal(answer.status, 200);
}

/** How many profiles of a kind the service has. */
async function count(stack: EngineStack, profileType = "androidForWork"): Promise<number> {
  const answer = await call(stack, `${profileType}EnrollmentProfiles`);
  return ((await answer.json()) as { value: unknown[] }).value.length;
}

function call({ emulator }: EngineStack, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${emulator.url}/v1.0/deviceManagement/${path}`, {
    ...init,
    headers: { Authorization: "Bearer of-somebody-else", "Content-Type": "application/json" },
  });
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
