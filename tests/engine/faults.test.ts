import assert from "node:assert/strict";
import { mkdir, readlink, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { respond, startEmulator } from "../emulator";
import { addProfileOf } from "./kinds";
import { host, hosts } from "./setUp";
import { endProjects, Project } from "./project";
import { type Exported, storedOf } from "./stored";

/** Faulty arguments, and what the engine says of them; tests/unit has every rule. */
const faulty = {
  EnrollmentToken: {
    args: `{
      profileId: "a/b",
      tokenValidityInSeconds: 0,
      rotateWhenChanged: pulumi.secret(["leaked-" + "value"]),
      misspelt: pulumi.secret("leaked-" + "value"),
    }`,
    says: [
      /profileId value .* holds one of/,
      /tokenValidityInSeconds value .* expected an integer from 1 to 2147483647/,
      /rotateWhenChanged is a list, expected an object/,
      /misspelt.* is not an argument/,
    ],
  },
  EnrollmentProfile: {
    args: `{
      displayName: "",
      profileType: "androidDeviceOwner",
      enrollmentMode: "corporateOwnedAOSPUserlessDevice",
      wifiSsid: "Staging",
      wifiSecurityType: "wpa",
      wifiPassword: "leaked-",
    }`,
    says: [
      /displayName value .* is empty, expected a text of 1 to 256 characters/,
      /wifiPassword .*must have 8 to 63 characters/,
    ],
  },
};

describe("what is declared wrongly, on the real engine", function () {
  this.timeout(60_000);
  afterEach(endProjects);

  for (const [type, { args, says }] of Object.entries(faulty)) {
    it(`arguments of an ${type} fail the preview all together, without their secrets`, async () => {
      const project = await Project.start();
      await project.program(`
        const pulumi = require("@pulumi/pulumi");
        const { ${type} } = require("pulumi-intune-enrollment");
        new ${type}("faulty", ${args});
      `);
      const said = await project.failing(() => project.preview());
      for (const pattern of says) assert.match(said, pattern);
      assert.doesNotMatch(said, /leaked-/);
      assert.deepEqual(project.requests(), []);
    });
  }

  it("settings fail the preview with every fault, and without a stack trace", async () => {
    const project = await Project.start();
    await project.config({
      "intune:environment": "germany",
      "intune:graphEndpoint": "http://graph.example.com",
    });
    await project.declare({ kiosk: { profileId: "x", tokenValidityInSeconds: 60 } });
    const said = await project.failing(() => project.preview());
    assert.match(said, /intune:environment is .*germany.*expected public, usgovernment, dod or china/);
    assert.match(said, /intune:graphEndpoint must be https:/);
    assert.doesNotMatch(said, /at .*\.js:\d+/);
  });

  it("a misspelled key fails the preview, and a secret in plain text is warned about", async () => {
    const project = await Project.start({
      config: { "intune:tenantID": "contoso.example", "intune:clientSecret": "in-plain-text" },
    });
    await project.declare({ kiosk: { profileId: "p", tokenValidityInSeconds: 86_400 } });
    const said = await project.failing(() => project.preview());
    assert.match(
      said,
      /intune:tenantID is not a setting of this provider \(did you mean intune:tenantId\?\)/,
    );
    assert.match(
      said,
      /intune:clientSecret is a secret and stands in the stack's configuration in plain text/,
    );
    assert.doesNotMatch(said, /intune:accessToken is a secret/);
  });
});

describe("what goes wrong on the way, on the real engine", function () {
  this.timeout(120_000);
  let project: Project;
  let profiles: readonly (readonly [name: string, profile: ReturnType<typeof addProfileOf>])[];
  let refused: string;
  // A token shows an hour after it was issued, and the hours of the service pass when the test says so.
  let hours = 0;

  before(async () => {
    const now = () => new Date(Date.now() + hours * 3_600_000);
    const behaviour = { servedInV1: true, readLag: { milliseconds: 3_600_000 } };
    const service = await startEmulator({ behaviour, now });
    project = await Project.start({ service, config: { "intune:propagationTimeoutInSeconds": "0.1" } });
    profiles = (["for work", "AOSP userless"] as const).map((kind) => [kind, addProfileOf(kind, service)]);
    for (const [, { profileId }] of profiles) service.issueToken(profileId, 864_000);
    refused = service.addProfile("androidForWork").id;
  });
  after(endProjects);

  const declare = (validity: number, more: Readonly<Record<string, object>> = {}) => {
    const tokens = [...profiles, ...Object.entries(more)].map(([name, profile]) => [
      name,
      { ...profile, tokenValidityInSeconds: validity },
    ]);
    return project.program(`
      const { EnrollmentProfile, EnrollmentToken } = require("pulumi-intune-enrollment");
      for (const [name, args] of ${JSON.stringify(tokens)}) new EnrollmentToken(name, args);
      new EnrollmentProfile("profile", { displayName: "Profile" });
    `);
  };
  const held = (state: Exported) =>
    profiles.map(([name]) => storedOf("EnrollmentToken", state).get(name)?.outputs ?? {});
  const values = async () => held(await project.export()).map(({ tokenValue }) => tokenValue);
  const latest = () => profiles.map(([, { profileId }]) => project.emulator.tokens(profileId).at(-1)?.value);

  it("one up says of each resource what was tried, what Graph said, and what to do", async () => {
    const shared = project.emulator.addProfile("androidForWork").id;
    await declare(864_000, {
      refused: { profileId: refused },
      front: { profileId: shared },
      back: { profileId: shared },
    });
    project.emulator.fault(
      { profileId: refused, action: "createToken" },
      respond(403, { code: "Forbidden", message: "Application is not authorized", wrapped: true }),
    );
    const said = await project.failing(() => project.up("--continue-on-error"));
    assert.ok(said.includes(`Could not issue a token on androidForWorkEnrollmentProfiles/${refused}`));
    assert.match(said, /answered 403 Forbidden: \\?"Application is not authorized/);
    assert.match(said, /request-id [0-9a-f-]{36}.*DeviceManagementConfiguration\.ReadWrite\.All/);
    assert.doesNotMatch(said, /_version|CustomApiErrorPhrase/);
    assert.match(said, /"?front\\?" and \\?"back\\?" are both on androidForWorkEnrollmentProfiles/);
    assert.ok(project.emulator.tokens(shared).length <= 1);
    assert.match(said, /issued a token on .* does not show it yet.*pulumi up/);
    const state = await project.export();
    for (const { pendingIssue } of held(state)) assert.ok(pendingIssue);
    assert.equal(storedOf("EnrollmentToken", state).get("refused"), undefined);
  });

  it("a token that did not show is only read by the next up", async () => {
    hours += 1;
    await declare(864_000);
    project.requests();
    await project.up();
    for (const [, { profileId }] of profiles) {
      assert.deepEqual(project.emulator.requests.lines({ profileId }).length, 1);
    }
    assert.deepEqual(await values(), latest());
  });

  it("nor does an update issue twice, where its token does not show at once", async () => {
    await declare(1_728_000);
    await project.failing(() => project.up("--continue-on-error"));
    hours += 1;
    await project.up();
    assert.deepEqual(await values(), latest());
    for (const [, { profileId }] of profiles) {
      const ours = project.emulator.tokens(profileId).filter(({ issuedBy }) => issuedBy === "createToken");
      assert.equal(ours.length, 2);
    }
  });

  // The words are Node's own: state holds one fixed text, which every release has to go on reading, and it only requires.
  it("without the package a refresh and a destroy name it, and lose nothing", async function () {
    if (host !== hosts["dynamic resource"]) this.skip();
    const before = resourcesIn(await project.export());
    project.requests();
    const reinstall = await uninstall(project);
    const missing = (type: string, name: string) =>
      `${type} (${name}):\n    error: Cannot find module 'pulumi-intune-enrollment/provider/${type}'`;
    for (const operation of [() => project.refresh(), () => project.destroy()]) {
      const said = await project.failing(operation);
      const named = [missing("EnrollmentToken", "for work"), missing("EnrollmentProfile", "profile")];
      assert.ok(named.some((text) => said.includes(text)));
    }
    assert.deepEqual(resourcesIn(await project.export()), before);
    assert.deepEqual(project.requests(), []);
    await reinstall();
    await project.destroy();
    assert.deepEqual(resourcesIn(await project.export()), []);
    assert.ok(project.emulator.tokens().every(({ state }) => state !== "active"));
  });
});

function resourcesIn(state: Exported): readonly object[] {
  return (["EnrollmentToken", "EnrollmentProfile"] as const).flatMap((type) => [...storedOf(type, state)]);
}

/** Leaves the project with the SDK alone. Returns what installs the package again. */
async function uninstall({ folder }: Project): Promise<() => Promise<void>> {
  const modules = join(folder, "node_modules");
  const installed = await readlink(modules);
  await rm(modules);
  await mkdir(modules);
  await symlink(join(installed, "@pulumi"), join(modules, "@pulumi"));
  return async () => {
    await rm(modules, { recursive: true });
    await symlink(installed, modules);
  };
}
