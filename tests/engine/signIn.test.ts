import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { endScenes, setEnvironment, startScene, temporaryFolder } from "../auth/harness";
import { loopbackTls, tenantA, tenantB } from "../entra";
import type { Declared } from "./declared";
import { type EngineStack, startEngineStack, stopEngineStacks } from "./harness";

const secret = "secret-of-the-application";

describe("sign-in under the engine", function () {
  this.timeout(300_000);
  afterEach(async () => {
    await stopEngineStacks();
    await endScenes();
  });

  /** A stack whose processes trust Microsoft Entra and Graph by NODE_EXTRA_CA_CERTS, and nothing else. */
  async function start() {
    const certificate = join(await temporaryFolder(), "ca.pem");
    await writeFile(certificate, loopbackTls.cert);
    const scene = await startScene({ app: { secrets: [secret] } });
    const stack = await startEngineStack(scene.graph);
    setEnvironment({ NODE_EXTRA_CA_CERTS: certificate });
    for (const [name, value] of Object.entries(scene.config)) await stack.config(`intune:${name}`, value);
    await stack.config("intune:clientSecret", secret, true);
    // Instead of the access token that the other engine tests are given.
    await stack.config("intune:accessToken", "");
    return { scene, stack };
  }

  /** So many tokens, in turn in the tenants. */
  async function declare(stack: EngineStack, count: number, tenants: readonly string[]): Promise<void> {
    const tokens = Array.from({ length: count }, (_, index): [string, Declared] => {
      const { id: profileId } = stack.emulator.addProfile("androidForWork");
      const tenantId = tenants[index % tenants.length] ?? "";
      return [`kiosk-${index}`, { profileId, tokenValidityInSeconds: 3600, tenantId }];
    });
    await stack.declare(Object.fromEntries(tokens));
  }

  function assertHidden(stack: EngineStack): void {
    assert.ok(!stack.everythingSaid.includes(secret), "the client secret was said");
    assert.doesNotMatch(stack.everythingSaid, /eyJ[\w-]+\.[\w-]+/, "an access token was said");
  }

  it("100 tokens in two tenants take one sign-in each, in one `up`", async () => {
    const { scene, stack } = await start();
    await declare(stack, 100, [tenantA, tenantB]);
    assert.equal((await stack.up()).changes.create, 101);
    assert.equal(scene.issued, 100);
    const signedIn = scene.entra.signIns.map(({ tenantId, by }) => `${by} in ${tenantId}`).sort();
    assert.deepEqual(signedIn, [`client secret in ${tenantA}`, `client secret in ${tenantB}`]);
    assertHidden(stack);
    // Nothing changes, and nobody signs in.
    assert.deepEqual((await stack.up()).changes, { same: 101 });
    assert.equal(scene.entra.signIns.length, 2);
  });

  it("an access token that is refused in the middle of an `up` is renewed once, and nothing is issued twice", async () => {
    const { scene, stack } = await start();
    const { accessTokens, signIns } = scene.entra;
    const first = new Promise<string>((resolve) => {
      const issue = accessTokens.issue.bind(accessTokens);
      accessTokens.issue = async (request) => {
        const accessToken = await issue(request);
        resolve(accessToken);
        return accessToken;
      };
    });
    await declare(stack, 20, [tenantA]);
    const held = scene.graph.hold({ action: "createToken" });
    const up = stack.up();
    await held.arrived;
    accessTokens.revoke(await first);
    held.release();
    assert.equal((await up).changes.create, 21);
    assert.equal(scene.issued, 20);
    assert.equal(signIns.length, 2);
    assertHidden(stack);
  });
});
