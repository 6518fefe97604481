import assert from "node:assert/strict";
import { endProjects, Project } from "./project";
import { needsNewHost } from "./setUp";

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
