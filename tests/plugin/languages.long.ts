import assert from "node:assert/strict";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import manifest from "../../provider/package.json";
import { languageHostFolder } from "../../tools/engine/make";
import { repository } from "../../tools/repository";
import { type Emulator, startEmulator } from "../emulator";
import { endProjects, Project } from "../engine/project";
import { Run } from "../engine/run";
import { accessToken, pluginFolder } from "../engine/setUp";

/** An example in a project of its own, with the plugin and with its language's host. */
async function startExample(
  language: "yaml" | "go",
  emulator: Emulator,
  profileId: string,
): Promise<Project> {
  const example = `examples/kiosk-${language}`;
  const project = await Project.start({ service: emulator, example, isBare: true });
  project.prependToPath(await languageHostFolder(language));
  project.setEnvironment({ PULUMI_HOME: join(project.folder, "home") });
  const plugins = { providers: [{ name: "intune", path: pluginFolder }] };
  await change(project, (file) => ({ ...file, plugins }));
  if (language === "go") {
    const sdk = join(repository, "sdk/go/intune");
    await project.write("go.mod", (await project.read("go.mod")).replace("../../sdk/go/intune", sdk));
  }
  await project.run("stack", "init", "dev");
  await project.run("config", "set", "intune:graphEndpoint", emulator.url);
  await project.run("config", "set", "profileId", profileId);
  await project.secretConfig("intune:accessToken", accessToken);
  return project;
}

/** Changes the project's file, which is the program where that is YAML. */
async function change(
  project: Project,
  how: (file: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  const file = parse(await project.read("Pulumi.yaml")) as Record<string, unknown>;
  await project.write("Pulumi.yaml", stringify(how(file), { aliasDuplicateObjects: false }));
}

describe("programs in other languages, on the real engine with their own hosts", function () {
  this.timeout(900_000);
  let emulator: Emulator;
  let profileId: string;
  let project: Project;
  /** By whose access token each profile was asked for last. */
  const signedIn = new Map<string, string>();

  beforeEach(async () => {
    signedIn.clear();
    emulator = await startEmulator({
      behaviour: { servedInV1: true },
      authorize: (bearer, { path }) => {
        signedIn.set(/EnrollmentProfiles\/([^/?]+)/.exec(path)?.[1] ?? "", bearer);
        return "ok";
      },
    });
    ({ id: profileId } = emulator.addProfile("androidForWork", { displayName: "Kiosks" }));
  });
  afterEach(endProjects);

  for (const language of ["yaml", "go"] as const) {
    it(`examples/kiosk-${language} issues a secret token, shows its QR code, revokes it`, async () => {
      project = await startExample(language, emulator, profileId);
      assert.deepEqual(await project.preview(), { create: 2 });
      assert.deepEqual(project.requests(), []);
      await project.up();
      const [token] = emulator.tokens(profileId);
      const { outputs, secrets } = await project.outputs();
      assert.equal(outputs.tokenValue, token?.value);
      assert.ok(secrets.includes("tokenValue"));
      assert.match(String(outputs.qrCode), /▀/);
      project.requests();
      assert.deepEqual(await project.up(), { same: 2 });
      assert.deepEqual(project.requests(), []);
      await project.refresh();
      await project.destroy();
      assert.deepEqual(
        emulator.tokens(profileId).map(({ state }) => state),
        ["revoked"],
      );
    });
  }

  it("the archive that npm run plugin makes installs, and its schema can be read", async () => {
    project = await startExample("yaml", emulator, profileId);
    const packing = ["node_modules/.bin/ts-node", "tools/plugin/pack.ts"];
    const archive = await new Run(packing, { cwd: repository, env: process.env }).succeeds();
    const file = join(repository, archive.trim());
    await project.run("plugin", "install", "resource", "intune", manifest.version, "--file", file);
    await change(project, (file) => ({ ...file, plugins: undefined }));
    assert.deepEqual(await project.preview(), { create: 2 });
    const schema = JSON.parse(await project.run("package", "get-schema", "intune")) as { version: string };
    assert.equal(schema.version, manifest.version);
  });

  it("import writes a program for what exists, with which an up changes nothing", async () => {
    const { id } = emulator.addProfile("androidDeviceOwner", {
      displayName: "Scanners",
      enrollmentMode: "corporateOwnedDedicatedDevice",
      deviceNameTemplate: "S-{{SERIAL}}",
    });
    emulator.issueToken(id, 2_592_000);
    emulator.issueToken(profileId, 2_592_000);
    project = await startExample("yaml", emulator, profileId);
    const nothing = { runtime: "yaml", outputs: undefined, config: undefined, resources: {} };
    await change(project, (file) => ({ ...file, ...nothing }));
    const written: Record<string, unknown> = {};
    for (const [type, name, path] of [
      ["EnrollmentToken", "kiosk", `androidForWorkEnrollmentProfiles/${profileId}`],
      ["EnrollmentToken", "scanner", `androidDeviceOwnerEnrollmentProfiles/${id}`],
      ["EnrollmentProfile", "scanners", `androidDeviceOwnerEnrollmentProfiles/${id}`],
      ["EnrollmentProfile", "kiosks", `androidForWorkEnrollmentProfiles/${profileId}`],
    ] as const) {
      const file = join(project.folder, `${name}.txt`);
      const args = [`intune:index:${type}`, name, path, "--yes", "--skip-preview", "--out", file];
      await project.run("import", ...args);
      const { resources } = parse(await project.read(`${name}.txt`)) as { resources: object };
      Object.assign(written, resources);
    }
    await change(project, (file) => ({ ...file, resources: written }));
    project.requests();
    assert.deepEqual(await project.up(), { same: 5 });
    assert.deepEqual(project.requests(), []);
  });

  it("a stack has several providers, each with a tenant and a sign-in of its own", async () => {
    project = await startExample("yaml", emulator, profileId);
    const other = emulator.addProfile("androidForWork").id;
    const provider = (token: string) => ({
      type: "pulumi:providers:intune",
      properties: { graphEndpoint: emulator.url, accessToken: { "fn::secret": token } },
    });
    const token = (profile: string, by: string) => ({
      type: "intune:EnrollmentToken",
      properties: { profileId: profile, tokenValidityInSeconds: 7200 },
      options: { provider: `\${${by}}` },
    });
    const resources = {
      north: provider("of-the-north"),
      south: provider("of-the-south"),
      ...{ kiosk: token(profileId, "north"), scanner: token(other, "south") },
    };
    await change(project, (file) => ({ ...file, outputs: undefined, resources }));
    await project.up();
    assert.equal(signedIn.get(profileId), "of-the-north");
    assert.equal(signedIn.get(other), "of-the-south");
    await project.destroy();
  });

  it("two tokens on one profile fail the preview, and both are named", async () => {
    project = await startExample("yaml", emulator, profileId);
    const token = { type: "intune:EnrollmentToken", properties: { profileId, tokenValidityInSeconds: 7200 } };
    const resources = { kiosk: token, hall: token };
    await change(project, (file) => ({ ...file, outputs: undefined, resources }));
    await assert.rejects(project.preview(), /"(kiosk|hall)" and "(kiosk|hall)" are both on/);
    assert.deepEqual(project.requests(), []);
  });
});
