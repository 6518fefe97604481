import assert from "node:assert/strict";
import { startEmulator } from "../emulator";
import { endProjects, Project } from "./project";

describe("two stacks on one profile, on the real engine", function () {
  this.timeout(120_000);
  afterEach(endProjects);

  it("the first one sees that its token was replaced, follows the other's, and leaves it when destroyed", async () => {
    const service = await startEmulator({ behaviour: { servedInV1: true } });
    const { id: profileId } = service.addProfile("androidForWork", { displayName: "Kiosk" });
    const token = { profileId, tokenValidityInSeconds: 86_400 };
    const [a, b] = [await Project.start({ service }), await Project.start({ service })];
    const check = "pulumi refresh --stack dev --non-interactive --preview-only --expect-no-changes";
    await a.declare({ kiosk: token });
    await a.up();
    await a.shell(check);

    await b.declare({ kiosk: token });
    const replaced = await b.hearing(() => b.up());
    assert.match(replaced, /Replacing the token that .* To take it over instead, set adoptExisting: true/);

    await assert.rejects(a.shell(check));
    const followed = await a.hearing(() => a.up("--refresh"));
    assert.match(followed, /Taking over the token that somebody else issued/);
    assert.equal((await a.state("kiosk"))?.tokenOrigin, "followed");
    await a.shell(check);

    const left = await a.hearing(() => a.destroy());
    assert.match(left, /stays active until .*: somebody else issued it/);
    assert.equal(service.tokens(profileId).at(-1)?.state, "active");
    await b.destroy();
    assert.equal(service.tokens(profileId).at(-1)?.state, "revoked");
  });
});
