import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
  getEnrollmentProfile,
  listEnrollmentProfiles,
} from "../../provider/src/resources/getEnrollmentProfile";
import { getEnrollmentToken } from "../../provider/src/resources/getEnrollmentToken";

describe("look-ups in a program whose configuration cannot be used", () => {
  let before: string | undefined;
  beforeEach(async () => {
    await pulumi.runtime.setMocks({ newResource: () => ({ id: "id", state: {} }), call: () => ({}) });
    before = process.env.ARM_USE_MSI;
    process.env.ARM_USE_MSI = "perhaps";
  });
  afterEach(() => {
    if (before === undefined) delete process.env.ARM_USE_MSI;
    else process.env.ARM_USE_MSI = before;
  });

  for (const [name, lookUp] of [
    ["getEnrollmentProfile", () => getEnrollmentProfile({ profileId: "p1" })],
    ["listEnrollmentProfiles", () => listEnrollmentProfiles()],
    ["getEnrollmentToken", () => getEnrollmentToken({ profileId: "p1" })],
  ] as const) {
    it(`${name} is a promise that fails, not a call that throws`, async () => {
      const failing: Promise<unknown> = lookUp();
      await assert.rejects(failing, { code: "configuration", message: /ARM_USE_MSI is "perhaps"/ });
    });
  }
});
