import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EnrollmentProfile } from "../../provider/src/resources/EnrollmentProfile";
import type { EnrollmentProfileArgs } from "../../provider/src/resources/EnrollmentProfileArgs";

/** Registers a profile with an engine that answers with the id. */
async function register(args: EnrollmentProfileArgs) {
  const registered = { type: "", inputs: {} as Record<string, unknown> };
  let options: pulumi.CustomResourceOptions = {};
  await pulumi.runtime.setMocks({
    newResource: (resource) => {
      Object.assign(registered, resource);
      return { id: "androidForWorkEnrollmentProfiles/4f8e2a61", state: registered.inputs };
    },
    call: () => ({}),
  });
  const note: pulumi.ResourceTransformation = ({ opts }) => {
    options = opts;
    return undefined;
  };
  const profile = new EnrollmentProfile("kiosks", args, { transformations: [note] });
  const { profileId } = await pulumi.runtime.serializeProperties("", { profileId: profile.profileId });
  return { profile, profileId: profileId as unknown, options, ...registered };
}

describe("EnrollmentProfile in a program", () => {
  it("registers the persisted type, its arguments with the default kind, and nothing else", async () => {
    const { type, inputs } = await register({ displayName: "Kiosks" });
    const { __provider: text, ...args } = inputs;
    assert.equal(type, "pulumi-nodejs:dynamic/intune:EnrollmentProfile");
    assert.equal(text, 'exports.handler=()=>require("pulumi-intune-enrollment/provider/EnrollmentProfile")');
    assert.deepEqual(args, { displayName: "Kiosks", profileType: "androidForWork" });
  });

  it("takes profileId from the resource's id", async () => {
    assert.equal((await register({ displayName: "Kiosks" })).profileId, "4f8e2a61");
  });

  it("keeps the Wi-Fi password secret, given as one or not, as argument and as output", async () => {
    const { profile, options } = await register({ displayName: "Kiosks", wifiPassword: "correct horse" });
    assert.equal(await pulumi.isSecret(profile.wifiPassword), true);
    assert.deepEqual(options.additionalSecretOutputs, ["wifiPassword"]);
  });

  it("has every argument and output from the start", async () => {
    const { profile } = await register({ displayName: "Kiosks" });
    const { description, wifiPassword, forceDestroy, createdDateTime, enrolledDeviceCount } = profile;
    for (const output of [description, wifiPassword, forceDestroy, createdDateTime, enrolledDeviceCount]) {
      assert.ok(pulumi.Output.isInstance(output));
    }
  });
});
