import assert from "node:assert/strict";
import { type Emulator, respond } from "../emulator";
import { allKinds, type Kind, kinds } from "./kinds";
import { endProjects, Project } from "./project";

const wifiPassword = "correct horse battery";
const otherPassword = "another horse battery";
const groupId = "11111111-2222-4333-8444-555555555555";

/** Arguments of a profile; null takes one away. */
type Args = Readonly<Record<string, string | boolean | readonly string[] | null>>;

/** What a profile of a kind goes through, and what Graph is to be sent for it. */
interface Life {
  /** Declared first, besides the kind itself and its displayName. */
  readonly first: Args;
  readonly creates: object;
  /** Declared then, in place of some of it. */
  readonly then: Args;
  readonly changes: object;
  /** What somebody else sets it to. */
  readonly drift: object;
  /** What of that a refresh shows, and what the next up sets it back to. */
  readonly shows: object;
  readonly mends: object;
  /** What can only be had of another profile. */
  readonly replaces: Args;
}

const ofDeviceOwner = { enrollmentTokenType: "default" };
const wifi = { wifiSsid: "Staging", wifiPassword, wifiSecurityType: "wpa" };

const lives: Readonly<Record<Kind, Life>> = {
  "for work": {
    first: { description: "First" },
    creates: { description: "First" },
    then: { displayName: "for work, renamed" },
    changes: { displayName: "for work, renamed" },
    drift: { displayName: "Theirs", description: "Theirs" },
    shows: { displayName: "Theirs", description: "Theirs" },
    mends: { displayName: "for work, renamed", description: "First" },
    replaces: { profileType: "androidDeviceOwner", enrollmentMode: "corporateOwnedDedicatedDevice" },
  },
  dedicated: {
    first: { deviceNameTemplate: "K-{{SERIAL}}", roleScopeTagIds: ["0", "5"], forceDestroy: true },
    creates: { ...ofDeviceOwner, deviceNameTemplate: "K-{{SERIAL}}", roleScopeTagIds: ["0", "5"] },
    // Scope tags are a set: another order is no change.
    then: { deviceNameTemplate: null, roleScopeTagIds: ["5", "0"] },
    changes: { deviceNameTemplate: "" },
    drift: { roleScopeTagIds: ["0"] },
    shows: { roleScopeTagIds: ["0"] },
    mends: { roleScopeTagIds: ["5", "0"] },
    replaces: { enrollmentTokenType: "corporateOwnedDedicatedDeviceWithAzureADSharedMode" },
  },
  "fully managed": {
    first: {},
    creates: ofDeviceOwner,
    then: { description: "Then" },
    changes: { description: "Then" },
    drift: { description: null },
    shows: { description: undefined },
    mends: { description: "Then" },
    replaces: { enrollmentTokenType: "deviceStaging" },
  },
  "work profile": {
    first: { description: "First", deviceNameTemplate: "W-{{rand:4}}" },
    creates: { ...ofDeviceOwner, description: "First", deviceNameTemplate: "W-{{rand:4}}" },
    then: { description: null, deviceNameTemplate: "W-{{rand:6}}" },
    changes: { description: "", deviceNameTemplate: "W-{{rand:6}}" },
    // What is not declared is not watched.
    drift: { description: "Theirs" },
    shows: { description: undefined },
    mends: {},
    replaces: { enrollmentMode: "corporateOwnedFullyManaged" },
  },
  "AOSP userless": {
    first: wifi,
    creates: { ...ofDeviceOwner, ...wifi, wifiPassword: "[redacted]", configureWifi: true },
    then: { wifiSsid: "Lobby", wifiHidden: true },
    changes: { wifiSsid: "Lobby", wifiPassword: "[redacted]", wifiHidden: true },
    drift: { wifiSsid: "Theirs", wifiHidden: false },
    shows: { wifiSsid: "Theirs", wifiHidden: false },
    mends: { wifiSsid: "Lobby", wifiPassword: "[redacted]", wifiHidden: true },
    replaces: { enrollmentMode: "corporateOwnedAOSPUserAssociatedDevice" },
  },
  "AOSP with users": {
    first: { isTeamsDeviceProfile: true },
    creates: { ...ofDeviceOwner, isTeamsDeviceProfile: true },
    then: wifi,
    changes: { ...wifi, wifiPassword: "[redacted]" },
    drift: { displayName: "Theirs", wifiSecurityType: "none" },
    shows: { displayName: "Theirs", wifiSecurityType: "none" },
    mends: { displayName: "AOSP with users", wifiSecurityType: "wpa", wifiPassword: "[redacted]" },
    replaces: { enrollmentMode: "corporateOwnedAOSPUserlessDevice" },
  },
};

/** Profiles that take what a preview does not know from another one. */
const lateProfiles = `
  const first = new EnrollmentProfile("first", { displayName: "First" });
  new EnrollmentProfile("second", {
    displayName: first.createdDateTime.apply((date) => "After " + date),
    description: first.profileId,
    profileType: "androidDeviceOwner",
    enrollmentMode: first.id.apply(() => "corporateOwnedAOSPUserlessDevice"),
    roleScopeTagIds: [first.id.apply(() => "7")],
    wifiSsid: first.profileId.apply((id) => id.slice(0, 8)),
  });
`;

/** What the engine hands out for a value that a preview does not know. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("EnrollmentProfile of each kind, with a token on it, on the real engine", function () {
  this.timeout(120_000);
  let project: Project;
  let emulator: Emulator;
  const args = new Map<Kind, Args>();
  /** The profiles that were made first, and those that replaced them. */
  let made = new Map<Kind, string>();
  let others = new Map<Kind, string>();

  before(async () => {
    project = await Project.start();
    ({ emulator } = project);
  });
  after(endProjects);

  const declare = async (argsOf: (kind: Kind) => Args) => {
    for (const kind of allKinds) {
      const all: Args = { ...kinds[kind], displayName: kind, ...args.get(kind), ...argsOf(kind) };
      args.set(kind, Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)));
    }
    await project.program(`
      const pulumi = require("@pulumi/pulumi");
      const { EnrollmentProfile, EnrollmentToken } = require("pulumi-intune-enrollment");
      for (const [name, args] of ${JSON.stringify([...args])}) {
        const profile = new EnrollmentProfile(name, args);
        const { profileId, profileType, wifiPassword } = profile;
        new EnrollmentToken(name, { profileId, profileType, tokenValidityInSeconds: 3600 });
        exports[name] = pulumi.isSecret(wifiPassword);
      }
      ${lateProfiles}
    `);
  };
  const stored = () => project.stored("EnrollmentProfile");
  const profileIds = async () => {
    const inState = await stored();
    return new Map(allKinds.map((kind) => [kind, String(inState.get(kind)?.outputs.profileId)] as const));
  };
  const patchesOf = (kind: Kind) =>
    emulator.requests.all({ method: "PATCH", profileId: made.get(kind) ?? "" }).map(({ body }) => body);
  const assertHoldsToken = (profileId: string | undefined, kind: Kind) => {
    const active = emulator.tokens(profileId).filter(({ state }) => state === "active");
    const issuers = active.map(({ issuedBy }) => issuedBy);
    assert.deepEqual(issuers, ["createToken"], kind);
  };
  /** The two profiles that are made late, and the stack. */
  const more = 3;

  it("a preview asks nobody", async () => {
    await declare((kind) => lives[kind].first);
    assert.deepEqual(await project.preview(), { create: 2 * allKinds.length + more });
    assert.equal(emulator.requests.count(), 0);
  });

  it("an up makes each with what is declared alone, and a token on it", async () => {
    await project.up();
    made = await profileIds();
    const sent = emulator.requests
      .all({ method: "POST", action: null })
      .map(({ body }) => body as { displayName: string; tokenExpirationDateTime?: string });
    for (const kind of allKinds) {
      const { profileType, ...mode } = kinds[kind];
      const { tokenExpirationDateTime: end, ...body } =
        sent.find(({ displayName }) => displayName === kind) ?? {};
      assert.equal(end !== undefined, profileType === "androidDeviceOwner", "the first token's end");
      assert.deepEqual(body, { displayName: kind, ...mode, ...lives[kind].creates });
      assertHoldsToken(made.get(kind), kind);
      const id = kind.startsWith("AOSP") ? `AOSP-${made.get(kind)}` : made.get(kind);
      const path = `/v1.0/deviceManagement/${profileType}EnrollmentProfiles/${id}/createToken`;
      assert.equal(emulator.requests.count({ path }), 1, kind);
    }
  });

  it("values that a preview does not know reach Graph", async () => {
    const inState = await stored();
    const [first, second] = ["first", "second"].map((name) =>
      emulator.profile(String(inState.get(name)?.outputs.profileId)),
    );
    const { displayName, ...shown } = { displayName: "", ...second };
    assert.match(String(displayName), /^After \d{4}-/);
    const ssid = first?.id.slice(0, 8);
    const expected = { description: first?.id, roleScopeTagIds: ["7"], wifiSsid: ssid };
    assert.deepEqual({ ...shown, ...expected }, shown);
    assert.ok(!JSON.stringify([...inState]).includes(unknown));
  });

  it("AOSP: the QR code's content is base64, and the Wi-Fi password a secret", async () => {
    const profile = (await stored()).get("AOSP userless");
    assert.deepEqual([profile?.outputs.wifiPassword, profile?.secrets], [wifiPassword, ["wifiPassword"]]);
    assert.equal((await project.outputs()).outputs["AOSP userless"], true);
    const profileId = made.get("AOSP userless") ?? "";
    assert.equal({ wifiPassword: "", ...emulator.profile(profileId) }.wifiPassword, wifiPassword);
    const token = await project.state("AOSP userless");
    const content = Buffer.from(String(token?.qrCodeContent), "base64").toString();
    assert.ok(content.includes(String(emulator.tokens(profileId).at(-1)?.value)));
  });

  it("a refusal that quotes the Wi-Fi password does not show it", async () => {
    args.set("AOSP userless", { ...args.get("AOSP userless"), wifiPassword: otherPassword });
    await declare(() => ({}));
    emulator.fault({ method: "PATCH" }, respond(400, { message: `Not ${otherPassword}` }));
    assert.match(await project.failing(() => project.up()), /Not \[secret\]/);
    await project.assertNowhere([wifiPassword, otherPassword]);
    args.set("AOSP userless", { ...args.get("AOSP userless"), wifiPassword });
  });

  it("a change in place sends what differs alone, and leaves the token", async () => {
    await declare((kind) => lives[kind].then);
    emulator.requests.clear();
    await project.up();
    for (const kind of allKinds) assert.deepEqual(patchesOf(kind), [lives[kind].changes], kind);
  });

  it("a refresh shows what somebody else changed, and the next up mends what is declared", async () => {
    for (const kind of allKinds) emulator.changeProfile(made.get(kind) ?? "", lives[kind].drift);
    await project.refresh();
    const drifted = await stored();
    for (const kind of allKinds) {
      const shown = Object.keys(lives[kind].shows).map((name) => [name, drifted.get(kind)?.outputs[name]]);
      assert.deepEqual(Object.fromEntries(shown), lives[kind].shows, kind);
    }
    emulator.requests.clear();
    await project.up();
    for (const kind of allKinds) {
      const { mends } = lives[kind];
      assert.deepEqual(patchesOf(kind), Object.keys(mends).length === 0 ? [] : [mends], kind);
      assertHoldsToken(made.get(kind), kind);
    }
    assert.equal(emulator.requests.count({ action: "createToken" }), 0);
  });

  it("what Graph refuses holds up no other change, and is tried again", async () => {
    const refused = {
      dedicated: { enrollmentTimeGroupId: groupId },
      "AOSP with users": { isTeamsDeviceProfile: false },
    };
    const ofKind = (kind: Kind): Args => (kind in refused ? refused[kind as keyof typeof refused] : {});
    await declare((kind) => (kind in refused ? { ...ofKind(kind), description: "Changed" } : {}));
    emulator.behaviour.groupError = "firstPartyAppNotAnOwner";
    const said = await project.failing(() => project.up("--continue-on-error"));
    assert.match(said, /Could not change enrollmentTimeGroupId of .*Intune does not own it/);
    assert.match(said, /Could not change isTeamsDeviceProfile of .*pulumi up --replace/);
    const kept = await stored();
    assert.equal(kept.get("dedicated")?.outputs.enrollmentTimeGroupId, undefined);
    assert.equal(kept.get("AOSP with users")?.outputs.isTeamsDeviceProfile, true);
    for (const kind of ["dedicated", "AOSP with users"] as const) {
      assert.equal(emulator.profile(made.get(kind) ?? "")?.description, "Changed", kind);
    }

    emulator.behaviour.groupError = null;
    emulator.behaviour.aospChanges = "all";
    emulator.requests.clear();
    await project.up();
    assert.equal(emulator.group(made.get("dedicated") ?? ""), groupId);
    assert.equal(emulator.requests.count({ method: "POST", action: null }), 0, "no second profile");
    assert.deepEqual(await profileIds(), made);
    await project.refresh();
    assert.deepEqual(await project.up(), { same: 2 * allKinds.length + more });
  });

  it("what only another profile can have replaces it, and its token with it", async () => {
    await declare((kind) => lives[kind].replaces);
    assert.deepEqual(await project.up(), { replace: 2 * allKinds.length, same: more });
    others = await profileIds();
    assert.equal(emulator.group(others.get("dedicated") ?? ""), groupId);
    for (const kind of allKinds) {
      const before = made.get(kind) ?? "";
      assert.equal(emulator.profile(before), undefined, kind);
      assert.equal(emulator.tokens(before).at(-1)?.state, "revoked", kind);
      assertHoldsToken(others.get(kind), kind);
    }
  });

  it("a destroy keeps a profile with devices, unless it is forced", async () => {
    const idOf = (kind: Kind) => others.get(kind) ?? "";
    for (const kind of ["for work", "AOSP userless"] as const) emulator.removeProfile(idOf(kind));
    for (const kind of ["dedicated", "fully managed"] as const) emulator.enrollDevices(idOf(kind), 2);
    const said = await project.failing(() => project.destroy("--continue-on-error"));
    assert.match(said, /\(\\?"fully managed\\?"\) still has 2 enrolled devices and is not deleted/);
    assert.deepEqual([...(await stored()).keys()], ["fully managed"]);
    const exist = allKinds.filter((kind) => emulator.profile(idOf(kind)) !== undefined);
    assert.deepEqual(exist, ["fully managed"]);

    emulator.enrollDevices(idOf("fully managed"), 0);
    await project.destroy();
    assert.equal(emulator.profile(idOf("fully managed")), undefined);
  });
});
