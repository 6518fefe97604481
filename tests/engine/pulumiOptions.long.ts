import assert from "node:assert/strict";
import { command } from "./command";
import { type EngineStack, startEngineStack, stopEngineStacks } from "./harness";

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
  let stack: EngineStack;
  let profiles: Record<string, string>;
  beforeEach(async () => {
    stack = await startEngineStack();
    profiles = {};
  });
  afterEach(stopEngineStacks);

  /** Writes the program, and a profile for each token that does not have one yet. */
  async function declare(tokens: Readonly<Record<string, Token>>): Promise<void> {
    const lines = Object.entries(tokens).map(([name, { profile = name, days = 1, opts = "{}" }]) => {
      profiles[profile] ??= stack.emulator.addProfile("androidForWork", { displayName: profile }).id;
      const args = { profileId: profiles[profile], tokenValidityInSeconds: days * day };
      return `const ${name} = new EnrollmentToken("${name}", ${JSON.stringify(args)}, ${opts});`;
    });
    const head = 'const { EnrollmentToken } = require("pulumi-intune-enrollment");';
    await stack.program([head, ...lines].join("\n"));
  }

  /** What became of the tokens of a profile, in the order in which they were issued. */
  function tokensOf(profile: string): string {
    const tokens = stack.emulator.tokens().filter(({ profileId }) => profileId === profiles[profile]);
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
    await stack.up();
    assert.ok(stack.emulator.tokens().every(({ state }) => state === "active"));
    assert.equal((await stack.state("transformed"))?.tokenValidityInSeconds, 60);
    const { secrets = [] } = (await stack.stored()).get("named") ?? {};
    assert.deepEqual([...secrets].sort(), ["profileDisplayName", "qrCodeContent", "tokenValue"]);

    await declare({
      ignored: { days: 2, opts: '{ ignoreChanges: ["tokenValidityInSeconds"] }' },
      replaceOn: { days: 2, opts: '{ replaceOnChanges: ["tokenValidityInSeconds"] }' },
      triggered: { opts: triggered("two") },
      before: { profile: "elsewhere", opts: "{ deleteBeforeReplace: true }" },
      renamed: { profile: "old", opts: '{ aliases: [{ name: "old" }] }' },
      held: { opts: "{ protect: true }" },
    });
    const { changes } = await stack.up();
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
    assert.match(await stack.failing(() => stack.up()), /cannot be deleted\s+because it is protected/);
    assertTokens({ held: "active" });
  });

  it("each command does what the page says", async () => {
    const run = async (...args: string[]) => {
      const said = await command(stack, args);
      return { said, requests: stack.requests().join(" ") };
    };
    const up = (...more: string[]) => run("up", "--yes", "--skip-preview", ...more);
    const state = (does: string, name: string, ...more: string[]) =>
      run("state", does, "--yes", stack.urn(name), ...more);
    const asked = { create: "GET createToken GET", nothing: "" };

    await declare({ a: {}, b: {} });
    assert.equal((await run("preview")).requests, asked.nothing);
    await up();
    stack.requests();
    assert.equal((await up()).requests, asked.nothing);
    assert.equal((await up("--refresh")).requests, "GET GET");
    assert.equal((await run("refresh", "--yes", "--skip-preview", "--run-program")).requests, "GET GET");
    assert.equal((await up("--target", stack.urn("a"))).requests, asked.nothing);
    assert.equal((await up("--replace", stack.urn("a"))).requests, asked.create);
    assertTokens({ a: "replaced active", b: "active" });

    await state("rename", "a", "c");
    await declare({ c: { profile: "a" }, b: {} });
    assert.equal((await up()).requests, asked.nothing);
    await state("taint", "c");
    assert.equal((await up()).requests, asked.create);
    assertTokens({ a: "replaced replaced active" });

    await state("protect", "c");
    assert.equal(
      (await run("destroy", "--yes", "--skip-preview", "--exclude-protected")).requests,
      "GET revokeToken",
    );
    await state("unprotect", "c");
    assertTokens({ a: "replaced replaced active", b: "revoked" });

    await run("preview", "--save-plan", "plan.json");
    assert.equal((await up("--plan", "plan.json")).requests, asked.create);

    const type = "pulumi-nodejs:dynamic/intune:EnrollmentToken";
    const { said, requests } = await run(
      "import",
      "--yes",
      type,
      "d",
      `androidForWorkEnrollmentProfiles/${profiles.a}`,
    );
    assert.match(said, /code must be a string, not undefined/);
    assert.equal(requests, asked.nothing);

    assert.equal((await state("delete", "b")).requests, asked.nothing);
    assertTokens({ b: "revoked active" });
    assert.equal((await run("destroy", "--yes", "--skip-preview")).requests, "GET revokeToken");
    assertTokens({ a: "replaced replaced revoked", b: "revoked active" });
  });
});
