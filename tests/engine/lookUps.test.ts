import assert from "node:assert/strict";
import { startEngineStack, stopEngineStacks } from "./harness";

describe("look-ups and tokens that are only read, on the real engine", function () {
  this.timeout(60_000);
  afterEach(stopEngineStacks);

  it("EnrollmentToken.get follows a token, and never issues or revokes", async () => {
    const stack = await startEngineStack();
    const { id: profileId } = stack.emulator.addProfile("androidDeviceOwner", { displayName: "Scanners" });
    const first = stack.emulator.issueToken(profileId, 3600);
    await stack.program(`
      const { EnrollmentToken } = require("pulumi-intune-enrollment");
      exports.read = EnrollmentToken.get("read", "androidDeviceOwnerEnrollmentProfiles/${profileId}");
    `);
    await stack.up();
    assert.equal(await stack.output("read", "tokenValue"), first.value);
    assert.equal((await stack.state("read"))?.profileDisplayName, "Scanners");
    const second = stack.emulator.issueToken(profileId, 3600);
    await stack.refresh();
    await stack.up();
    assert.equal(await stack.output("read", "tokenValue"), second.value);
    await stack.destroy();
    assert.ok(stack.requests().every((request) => request === "GET"));
    assert.equal(stack.emulator.tokens().at(-1)?.state, "active");
  });

  it("a token kept out of state reaches the program that needs it, as a secret", async () => {
    const stack = await startEngineStack();
    const { id } = stack.emulator.addProfile("androidForWork", { displayName: "Kiosk" });
    await stack.program(`
      const pulumi = require("@pulumi/pulumi");
      const intune = require("pulumi-intune-enrollment");
      const profile = intune.getEnrollmentProfileOutput({ displayName: "Kiosk" });
      const token = new intune.EnrollmentToken("kiosk", {
        profileId: profile.profileId,
        tokenValidityInSeconds: 3600,
        storeToken: false,
      });
      const read = intune.getEnrollmentTokenOutput({ profileId: token.profileId });
      exports.isSecret = pulumi.isSecret(read.tokenValue);
      exports.length = pulumi.unsecret(read.tokenValue).apply((value) => value.length);
      exports.due = token.rotationDueDateTime;
    `);
    const { outputs } = await stack.upWithOutputs();
    assert.equal(outputs.isSecret?.value, true);
    assert.equal(outputs.length?.value, stack.emulator.tokens(id)[0]?.value.length);
    assert.equal((await stack.state("kiosk"))?.profileId, id);
    assert.ok(!Number.isNaN(Date.parse(String(outputs.due?.value))));
    const { written } = await stack.everything();
    assert.doesNotMatch(written, /"tokenValue": "[A-Z]/);
    assert.deepEqual((await stack.up()).changes, { same: 2 });
    await stack.destroy();
    assert.equal(stack.emulator.tokens(id)[0]?.state, "revoked");
  });

  it("a name that nobody has, or several have, fails the preview with the candidates", async () => {
    const stack = await startEngineStack();
    stack.emulator.addProfile("androidForWork", { displayName: "Twin" });
    stack.emulator.addProfile("androidForWork", { displayName: "Twin" });
    const look = (name: string) =>
      stack.program(`
        const { getEnrollmentProfile } = require("pulumi-intune-enrollment");
        module.exports = async () => ({ profile: await getEnrollmentProfile({ displayName: "${name}" }) });
      `);
    await look("Nobody");
    assert.match(await stack.failing(() => stack.preview()), /has the name .*Nobody.*There are .*Twin/);
    await look("Twin");
    assert.match(
      await stack.failing(() => stack.preview()),
      /2 of .* have the name .*Twin.*look it up by profileId/,
    );
  });
});
