import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { endScenes, startScene, temporaryFolder } from "../auth/harness";
import { loopbackTls, tenantA, tenantB } from "../entra";
import { endProjects, Project } from "./project";

const secret = "secret-of-the-application";
const count = 40;

describe("sign-in under the engine", function () {
  this.timeout(120_000);
  let scene: Awaited<ReturnType<typeof startScene>>;
  let project: Project;
  let profileIds: readonly string[];

  before(async () => {
    const certificate = join(await temporaryFolder(), "ca.pem");
    await writeFile(certificate, loopbackTls.cert);
    scene = await startScene({ app: { secrets: [secret] } });
    project = await Project.start({ service: scene.graph });
    // The processes trust Microsoft Entra and Graph by this alone.
    project.setEnvironment({ NODE_EXTRA_CA_CERTS: certificate });
    const settings = Object.entries(scene.config).map(([name, value]) => [`intune:${name}`, value] as const);
    // An empty access token stands for none, in place of that of the other engine tests.
    await project.config({
      ...(Object.fromEntries(settings) as Record<string, string>),
      "intune:accessToken": "",
    });
    await project.secretConfig("intune:clientSecret", secret);
    profileIds = Array.from({ length: count }, () => scene.graph.addProfile("androidForWork").id);
  });
  after(async () => {
    await endProjects();
    await endScenes();
  });

  const declare = (tokenValidityInSeconds: number) => {
    const tokens = profileIds.map((profileId, index) => [
      `kiosk-${index}`,
      { profileId, tokenValidityInSeconds, tenantId: [tenantA, tenantB][index % 2] ?? "" },
    ]);
    return project.declare(Object.fromEntries(tokens) as Parameters<Project["declare"]>[0]);
  };
  const signedIn = () => scene.entra.signIns.map(({ tenantId, by }) => `${by} in ${tenantId}`).sort();
  const once = [`client secret in ${tenantA}`, `client secret in ${tenantB}`];

  it("many tokens in two tenants take one sign-in each", async () => {
    await declare(3600);
    assert.equal((await project.up()).create, count + 1);
    assert.equal(scene.issued, count);
    assert.deepEqual(signedIn(), once);
  });

  it("where nothing changes, nobody signs in", async () => {
    assert.deepEqual(await project.up(), { same: count + 1 });
    assert.deepEqual(signedIn(), once);
  });

  it("an access token refused during an up is renewed once; nothing is issued twice", async () => {
    const { accessTokens } = scene.entra;
    const first = new Promise<string>((resolve) => {
      const issue = accessTokens.issue.bind(accessTokens);
      accessTokens.issue = async (request) => {
        const accessToken = await issue(request);
        resolve(accessToken);
        return accessToken;
      };
    });
    await declare(7200);
    const held = scene.graph.hold({ action: "createToken" });
    const up = project.up();
    await held.arrived;
    accessTokens.revoke(await first);
    held.release();
    assert.equal((await up).update, count);
    assert.equal(scene.issued, 2 * count);
    assert.equal(signedIn().length, once.length + 3, "one in each tenant, and one again");
  });

  it("neither the client secret nor an access token is said", async () => {
    await project.assertNowhere([secret]);
    assert.doesNotMatch(project.everythingSaid, /eyJ[\w-]+\.[\w-]+/);
  });
});
