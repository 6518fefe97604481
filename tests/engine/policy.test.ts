import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type EngineStack, startEngineStack, stopEngineStacks } from "./harness";
import { copyPolicyPack } from "./policyPack";

const days = 86_400;

describe("examples/policy, applied as it stands", function () {
  this.timeout(90_000);
  let pack: string;
  let stack: EngineStack;

  before(async () => {
    pack = await copyPolicyPack("examples/policy");
  });

  after(() => rm(pack, { recursive: true }));

  beforeEach(async () => {
    stack = await startEngineStack();
    stack.prependToPath(pack);
  });

  afterEach(stopEngineStacks);

  /** A token of that validity on a fresh profile. */
  async function declare(tokenValidityInSeconds: number): Promise<void> {
    const { id: profileId } = stack.emulator.addProfile("androidForWork");
    await stack.declare({ kiosk: { profileId, tokenValidityInSeconds } });
  }

  it("its own tests pass", async () => {
    const mocha = join(pack, "node_modules/mocha/bin/mocha.js");
    const args = [mocha, "--require", "ts-node/register", join(pack, "validity.test.ts")];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: pack });
    assert.match(stdout, /4 passing/);
  });

  it("a token of 90 days passes", async () => {
    await declare(90 * days);
    assert.deepEqual((await stack.up({ policyPacks: [pack] })).changes, { create: 2 });
    assert.match(stack.everythingSaid, /✅ intune-enrollment@v1\.0\.0/);
    assert.equal(stack.emulator.tokens().length, 1);
  });

  it("a token of 91 days is refused, in the preview and in the `up`, and nothing is issued", async () => {
    await declare(91 * days);
    const under = { policyPacks: [pack] };
    for (const operation of [() => stack.preview(under), () => stack.up(under)]) {
      const said = await stack.failing(operation);
      assert.match(
        said,
        /enrollment-token-validity.*tokenValidityInSeconds is 7862400, and at most 7776000/s,
      );
    }
    assert.deepEqual(stack.requests(), []);
  });

  it("the pack's configuration allows less", async () => {
    const file = join(pack, "policy.json");
    await writeFile(file, JSON.stringify({ "enrollment-token-validity": { days: 30 } }));
    const under = { policyPacks: [pack], policyPackConfigs: [file] };
    await declare(31 * days);
    assert.match(await stack.failing(() => stack.up(under)), /at most 2592000 \(30 days\)/);
    await declare(30 * days);
    assert.equal((await stack.up(under)).changes.create, 1);
  });

  it("a token that is only read is none of its business", async () => {
    const { id } = stack.emulator.addProfile("androidForWork");
    stack.emulator.issueToken(id, 365 * days);
    await stack.program(`
      const { EnrollmentToken } = require("pulumi-intune-enrollment");
      EnrollmentToken.get("kiosk", "androidForWorkEnrollmentProfiles/${id}");
    `);
    await stack.up({ policyPacks: [pack] });
  });
});
