import assert from "node:assert/strict";
import type { ResourceValidationArgs } from "@pulumi/policy";
import { validity } from "./validity";

const enrollmentToken = "pulumi-nodejs:dynamic/intune:EnrollmentToken";

/** The violations that the policy reports for a resource, passed as the engine passes it. */
async function violations(
  props: Readonly<Record<string, unknown>>,
  { type = enrollmentToken, config = {} } = {},
): Promise<string[]> {
  const said: string[] = [];
  const args = { type, props, getConfig: () => config } as unknown as ResourceValidationArgs;
  const [validate] = [validity.validateResource].flat();
  await validate?.(args, (message) => said.push(message));
  return said;
}

describe("enrollment-token-validity", () => {
  it("90 days pass, and not a second more", async () => {
    assert.deepEqual(await violations({ tokenValidityInSeconds: 7_776_000 }), []);
    assert.match(
      (await violations({ tokenValidityInSeconds: 7_776_001 })).join(),
      /at most 7776000 \(90 days\)/,
    );
  });

  it("the pack's configuration sets another number of days", async () => {
    const config = { days: 30 };
    assert.deepEqual(await violations({ tokenValidityInSeconds: 2_592_000 }, { config }), []);
    assert.match((await violations({ tokenValidityInSeconds: 2_592_001 }, { config })).join(), /\(30 days\)/);
  });

  it("a validity that cannot be read does not pass", async () => {
    for (const tokenValidityInSeconds of [undefined, "long"]) {
      assert.equal((await violations({ tokenValidityInSeconds })).length, 1);
    }
  });

  it("a token of the plugin's is held to the same", async () => {
    const type = "intune:index:EnrollmentToken";
    assert.equal((await violations({ tokenValidityInSeconds: 7_776_001 }, { type })).length, 1);
  });

  it("other resources are left alone", async () => {
    assert.deepEqual(await violations({ tokenValidityInSeconds: 9e9 }, { type: "other:index:Token" }), []);
  });
});
