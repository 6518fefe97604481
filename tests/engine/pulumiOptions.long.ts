import assert from "node:assert/strict";
import { host, needsNewHost } from "./setUp";
import { endProjects, Project } from "./project";

const day = 86_400;

/** A token of the program, on the profile of its name unless another one is named. */
interface Token {
  readonly profile?: string;
  readonly days?: number;
  /** Pulumi's options, as code. */
  readonly opts?: string;
}

// What docs/pulumi-options.md says of Pulumi's own options and commands, on the real engine.
describe("Pulumi's options and commands", function () {
  this.timeout(240_000);
  let project: Project;
  let profiles: Record<string, string>;
  before(function () {
    // Pulumi does more for the resources of a plugin.
    if (!host.typeOf("EnrollmentToken").startsWith("pulumi-nodejs:dynamic/")) this.skip();
  });
  beforeEach(async () => {
    project = await Project.start();
    profiles = {};
  });
  afterEach(endProjects);

  /** Writes the program, and a profile for each token that does not have one yet. */
  async function declare(tokens: Readonly<Record<string, Token>>): Promise<void> {
    const lines = Object.entries(tokens).map(([name, { profile = name, days = 1, opts = "{}" }]) => {
      profiles[profile] ??= project.emulator.addProfile("androidForWork", { displayName: profile }).id;
      const args = { profileId: profiles[profile], tokenValidityInSeconds: days * day };
      return `const ${name} = new EnrollmentToken("${name}", ${JSON.stringify(args)}, ${opts});`;
    });
    const head = 'const { EnrollmentToken } = require("pulumi-intune-enrollment");';
    await project.program([head, ...lines].join("\n"));
  }

  /** What became of the tokens of a profile, in the order in which they were issued. */
  function tokensOf(profile: string): string {
    const tokens = project.emulator.tokens().filter(({ profileId }) => profileId === profiles[profile]);
    return tokens.map(({ state }) => state).join(" ");
  }

  function assertTokens(expected: Readonly<Record<string, string>>): void {
    const found = Object.keys(expected).map((profile) => [profile, tokensOf(profile)]);
    assert.deepEqual(Object.fromEntries(found), expected);
  }

  it("each option does what the page says", async () => {
    const triggered = (by: string) => `{ replacementTrigger: "${by}" }`;
    const shorter =
      "{ transforms: [({ props, opts }) => ({ props: { ...props, tokenValidityInSeconds: 60 }, opts })] }";
    await declare({
      ignored: {},
      replaceOn: { opts: '{ replaceOnChanges: ["tokenValidityInSeconds"] }' },
      triggered: { opts: triggered("one") },
      before: { opts: "{ deleteBeforeReplace: true }" },
      old: {},
      held: { opts: "{ protect: true }" },
      kept: { opts: "{ retainOnDelete: true }" },
      host: {},
      guest: { opts: "{ deletedWith: host }" },
      hurried: { opts: '{ customTimeouts: { create: "1ns" } }' },
      transformed: { opts: shorter },
      named: { opts: '{ additionalSecretOutputs: ["profileDisplayName"] }' },
    });
    await project.up();
    assert.ok(project.emulator.tokens().every(({ state }) => state === "active"));
    assert.equal((await project.state("transformed"))?.tokenValidityInSeconds, 60);
    const { secrets = [] } = (await project.stored()).get("named") ?? {};
    assert.deepEqual([...secrets].sort(), ["profileDisplayName", "qrCodeContent", "tokenValue"]);

    await declare({
      ignored: { days: 2, opts: '{ ignoreChanges: ["tokenValidityInSeconds"] }' },
      replaceOn: { days: 2, opts: '{ replaceOnChanges: ["tokenValidityInSeconds"] }' },
      triggered: { opts: triggered("two") },
      before: { profile: "elsewhere", opts: "{ deleteBeforeReplace: true }" },
      renamed: { profile: "old", opts: '{ aliases: [{ name: "old" }] }' },
      held: { opts: "{ protect: true }" },
    });
    const changes = await project.up();
    assert.deepEqual(changes, { same: 4, update: 1, replace: 2, delete: 6 });
    assertTokens({
      ignored: "active",
      replaceOn: "replaced active",
      triggered: "replaced active",
      before: "revoked",
      elsewhere: "active",
      old: "active",
      kept: "active",
      host: "revoked",
      guest: "active",
    });

    await declare({});
    assert.match(await project.failing(() => project.up()), /cannot be deleted\s+because it is protected/);
    assertTokens({ held: "active" });
  });

  it("each command does what the page says", async () => {
    /** The requests that a command sends. */
    const run = async (command: string, ...args: string[]) => {
      await project.run(command, ...args);
      return project.requests().join(" ");
    };
    const state = (does: string, name: string, ...more: string[]) =>
      run("state", does, "--yes", "--stack", "dev", project.urn(name), ...more);
    const asked = { create: "GET createToken GET", nothing: "" };

    await declare({ a: {}, b: {} });
    assert.equal(await run("preview"), asked.nothing);
    await run("up");
    project.requests();
    assert.equal(await run("up"), asked.nothing);
    assert.equal(await run("up", "--refresh"), "GET GET");
    assert.equal(await run("refresh", "--run-program"), "GET GET");
    assert.equal(await run("up", "--target", project.urn("a")), asked.nothing);
    assert.equal(await run("up", "--replace", project.urn("a")), asked.create);
    assertTokens({ a: "replaced active", b: "active" });

    await state("rename", "a", "c");
    await declare({ c: { profile: "a" }, b: {} });
    assert.equal(await run("up"), asked.nothing);
    await state("taint", "c");
    assert.equal(await run("up"), asked.create);
    assertTokens({ a: "replaced replaced active" });

    await state("protect", "c");
    assert.equal(await run("destroy", "--exclude-protected"), "GET revokeToken");
    await state("unprotect", "c");
    assertTokens({ a: "replaced replaced active", b: "revoked" });

    await run("preview", "--save-plan", "plan.json");
    assert.equal(await run("up", "--plan", "plan.json"), asked.create);

    const type = "pulumi-nodejs:dynamic/intune:EnrollmentToken";
    const imported = ["--yes", "--stack", "dev", type, "d", `androidForWorkEnrollmentProfiles/${profiles.a}`];
    assert.match(
      await project.failing(() => run("import", ...imported)),
      /code must be a string, not undefined/,
    );
    assert.deepEqual(project.requests(), []);

    assert.equal(await state("delete", "b"), asked.nothing);
    assertTokens({ b: "revoked active" });
    assert.equal(await run("destroy"), "GET revokeToken");
    assertTokens({ a: "replaced replaced revoked", b: "revoked active" });
  });
});

describe("what newer language hosts offer, on the real engine", function () {
  this.timeout(60_000);
  afterEach(endProjects);

  it("resource hooks run around a token, and stack transforms change its arguments", async function () {
    await needsNewHost(this);
    const project = await Project.start();
    const { id: profileId } = project.emulator.addProfile("androidForWork");
    await project.program(`
      const pulumi = require("@pulumi/pulumi");
      const { EnrollmentToken } = require("pulumi-intune-enrollment");
      pulumi.runtime.registerResourceTransform(({ props, opts }) => ({
        props: "tokenValidityInSeconds" in props ? { ...props, tokenValidityInSeconds: 7200 } : props,
        opts,
      }));
      const hook = new pulumi.ResourceHook("tell", ({ name, newOutputs }) => {
        console.log("created " + name + ", valid for " + newOutputs.tokenValidityInSeconds);
      });
      const opts = { hooks: { afterCreate: [hook] } };
      new EnrollmentToken("kiosk", { profileId: "${profileId}", tokenValidityInSeconds: 3600 }, opts);
    `);
    await project.up();
    assert.match(project.everythingSaid, /created kiosk, valid for 7200/);
    assert.equal((await project.state("kiosk"))?.tokenValidityInSeconds, 7200);
    await project.destroy();
  });
});
