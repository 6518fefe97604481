import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse, stringify } from "yaml";
import { languageHostFolder } from "../../tools/engine/make";
import { repository } from "../../tools/repository";
import { type Emulator, startEmulator } from "../emulator";
import { filesBelow } from "../engine/stored";
import { Run } from "../engine/run";
import { accessToken, repositoryEngine, variablesIn } from "../engine/setUp";

/** An example in a folder of its own, applied by the real engine with the language's own host. */
class Example {
  private constructor(
    readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async start(language: "yaml" | "go", emulator: Emulator, profileId: string): Promise<Example> {
    const engine = await repositoryEngine();
    const host = await languageHostFolder(language);
    const folder = await mkdtemp(join(tmpdir(), `intune-${language}-`));
    await cp(join(repository, "examples", `kiosk-${language}`), folder, { recursive: true });
    const variables = variablesIn(folder, engine);
    const PATH = [host, variables.PATH].join(delimiter);
    const PULUMI_HOME = join(folder, "home");
    const example = new Example(folder, { ...process.env, ...variables, PATH, PULUMI_HOME });
    const path = join(repository, "provider/dist/plugin");
    await example.change((project) => ({ ...project, plugins: { providers: [{ name: "intune", path }] } }));
    if (language === "go") await example.pointToSdk();
    await example.pulumi("stack", "init", "dev");
    await example.pulumi("config", "set", "intune:graphEndpoint", emulator.url);
    await example.pulumi("config", "set", "profileId", profileId);
    await example.pulumi("config", "set", "--secret", "intune:accessToken", accessToken);
    return example;
  }

  async pulumi(...args: readonly string[]): Promise<string> {
    return new Run(["pulumi", ...args, "--non-interactive"], { cwd: this.folder, env: this.env }).succeeds();
  }

  up(): Promise<string> {
    return this.pulumi("up", "--yes", "--skip-preview");
  }

  /** Changes the project's file, which is the program where that is YAML. */
  async change(how: (project: Record<string, unknown>) => Record<string, unknown>): Promise<void> {
    const file = join(this.folder, "Pulumi.yaml");
    await writeFile(
      file,
      stringify(how(parse(await readFile(file, "utf8")) as Record<string, unknown>), {
        aliasDuplicateObjects: false,
      }),
    );
  }

  private async pointToSdk(): Promise<void> {
    const file = join(this.folder, "go.mod");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace("../../sdk/go/intune", join(repository, "sdk/go/intune")));
  }
}

describe("programs in other languages, on the real engine with their own hosts", function () {
  this.timeout(900_000);
  let emulator: Emulator;
  let profileId: string;
  let example: Example;
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
  afterEach(async () => {
    await rm(example.folder, { recursive: true });
    await emulator.close();
  });

  for (const language of ["yaml", "go"] as const) {
    it(`examples/kiosk-${language} issues a token, shows its QR code, keeps it secret, and revokes it`, async () => {
      example = await Example.start(language, emulator, profileId);
      const preview = await example.pulumi("preview");
      assert.match(preview, /\+ 2 to create/);
      assert.deepEqual(emulator.requests.all(), []);
      const said = await example.up();
      const [token] = emulator.tokens(profileId);
      assert.ok(token);
      const shown = await example.pulumi("stack", "output", "tokenValue", "--show-secrets");
      assert.equal(shown.trim(), token.value);
      assert.match(await example.pulumi("stack", "output", "qrCode", "--show-secrets"), /▀/);
      emulator.requests.clear();
      assert.match(await example.up(), /2 unchanged/);
      assert.deepEqual(emulator.requests.all(), []);
      await example.pulumi("refresh", "--yes", "--skip-preview");
      for (const { path, text } of [
        ...(await filesBelow(example.folder)),
        { path: "what was said", text: said },
      ]) {
        assert.ok(!text.includes(token.value), path);
        assert.ok(!text.includes(accessToken), path);
      }
      await example.pulumi("destroy", "--yes", "--skip-preview");
      assert.deepEqual(
        emulator.tokens(profileId).map(({ state }) => state),
        ["revoked"],
      );
    });
  }

  it("the archive that npm run plugin makes installs, and its schema can be read", async () => {
    example = await Example.start("yaml", emulator, profileId);
    const packing = ["node_modules/.bin/ts-node", "tools/plugin/pack.ts"];
    const archive = await new Run(packing, { cwd: repository, env: process.env }).succeeds();
    const { version } = JSON.parse(await readFile(join(repository, "provider/package.json"), "utf8")) as {
      version: string;
    };
    const install = ["plugin", "install", "resource", "intune", version, "--file"];
    await example.pulumi(...install, join(repository, archive.trim()));
    await example.change((project) => ({ ...project, plugins: undefined }));
    assert.match(await example.pulumi("preview"), /\+ 2 to create/);
    const schema = JSON.parse(await example.pulumi("package", "get-schema", "intune")) as { version: string };
    assert.equal(schema.version, version);
  });

  it("import writes a program for what exists, with which an up changes nothing", async () => {
    const { id } = emulator.addProfile("androidDeviceOwner", {
      displayName: "Scanners",
      enrollmentMode: "corporateOwnedDedicatedDevice",
      deviceNameTemplate: "S-{{SERIAL}}",
    });
    emulator.issueToken(id, 2_592_000);
    emulator.issueToken(profileId, 2_592_000);
    example = await Example.start("yaml", emulator, profileId);
    const nothing = { runtime: "yaml", outputs: undefined, config: undefined, resources: {} };
    await example.change((project) => ({ ...project, ...nothing }));
    const written: Record<string, unknown> = {};
    for (const [type, name, path] of [
      ["EnrollmentToken", "kiosk", `androidForWorkEnrollmentProfiles/${profileId}`],
      ["EnrollmentToken", "scanner", `androidDeviceOwnerEnrollmentProfiles/${id}`],
      ["EnrollmentProfile", "scanners", `androidDeviceOwnerEnrollmentProfiles/${id}`],
      ["EnrollmentProfile", "kiosks", `androidForWorkEnrollmentProfiles/${profileId}`],
    ] as const) {
      const file = join(example.folder, `${name}.txt`);
      const args = [`intune:index:${type}`, name, path, "--yes", "--skip-preview", "--out", file];
      await example.pulumi("import", ...args);
      const { resources } = parse(await readFile(file, "utf8")) as { resources: object };
      Object.assign(written, resources);
    }
    await example.change((project) => ({ ...project, resources: written }));
    emulator.requests.clear();
    assert.match(await example.up(), /5 unchanged/);
    assert.deepEqual(emulator.requests.all(), []);
  });

  it("a stack has several providers, each with a tenant and a sign-in of its own", async () => {
    example = await Example.start("yaml", emulator, profileId);
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
    await example.change((project) => ({ ...project, outputs: undefined, resources }));
    await example.up();
    assert.equal(signedIn.get(profileId), "of-the-north");
    assert.equal(signedIn.get(other), "of-the-south");
    await example.pulumi("destroy", "--yes", "--skip-preview");
  });

  it("two tokens on one profile fail the preview, and both are named", async () => {
    example = await Example.start("yaml", emulator, profileId);
    const token = { type: "intune:EnrollmentToken", properties: { profileId, tokenValidityInSeconds: 7200 } };
    const resources = { kiosk: token, hall: token };
    await example.change((project) => ({ ...project, outputs: undefined, resources }));
    await assert.rejects(example.pulumi("preview"), /"(kiosk|hall)" and "(kiosk|hall)" are both on/);
    assert.deepEqual(emulator.requests.all(), []);
  });
});
