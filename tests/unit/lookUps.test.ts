import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
  getEnrollmentProfile,
  getEnrollmentProfileOutput,
  getEnrollmentToken,
  getEnrollmentTokenOutput,
  listEnrollmentProfiles,
  listEnrollmentProfilesOutput,
} from "../../provider/src";

const profile = { profileType: "androidForWork", profileId: "p1", displayName: "Kiosks" } as const;
const held = {
  tokenValue: "ABCDEFGHIJKLMNOPQRST",
  qrCodeContent: "{}",
  tokenExpirationDateTime: "2026-01-31T00:00:00Z",
  profileDisplayName: "Kiosks",
};

describe("look-ups in a test with setMocks", () => {
  let calls: pulumi.runtime.MockCallArgs[];
  const answers: Readonly<Record<string, object>> = {
    "intune:index:getEnrollmentProfile": profile,
    "intune:index:listEnrollmentProfiles": { profiles: [profile] },
    "intune:index:getEnrollmentToken": held,
  };
  beforeEach(async () => {
    calls = [];
    await pulumi.runtime.setMocks({
      newResource: () => ({ id: "id", state: {} }),
      call: (args) => {
        calls.push(args);
        return answers[args.token] ?? {};
      },
    });
  });

  const cases: readonly [token: string, args: object, lookUp: () => Promise<unknown>, expected: unknown][] = [
    [
      "getEnrollmentProfile",
      { displayName: "Kiosks" },
      () => getEnrollmentProfile({ displayName: "Kiosks" }),
      profile,
    ],
    ["listEnrollmentProfiles", {}, () => listEnrollmentProfiles(), [profile]],
    ["getEnrollmentToken", { profileId: "p1" }, () => getEnrollmentToken({ profileId: "p1" }), held],
    [
      "getEnrollmentProfile",
      { profileId: "p1", tenantId: "t1" },
      () => valueOf(getEnrollmentProfileOutput({ profileId: pulumi.output("p1"), tenantId: "t1" })),
      profile,
    ],
    ["listEnrollmentProfiles", {}, () => valueOf(listEnrollmentProfilesOutput()), [profile]],
    [
      "getEnrollmentToken",
      { profileId: "p1" },
      () => valueOf(getEnrollmentTokenOutput({ profileId: "p1" })),
      held,
    ],
  ];
  for (const [index, [name, args, lookUp, expected]] of cases.entries()) {
    it(`${name}${index < 3 ? "" : "Output"} answers with what the mock gives, without signing in`, async () => {
      assert.deepEqual(await lookUp(), expected);
      assert.deepEqual(
        calls.map(({ token, inputs }) => [token, inputs as object]),
        [[`intune:index:${name}`, args]],
      );
    });
  }

  it("getEnrollmentTokenOutput stays secret", async () => {
    assert.ok(await pulumi.isSecret(getEnrollmentTokenOutput({ profileId: "p1" })));
  });
});

async function valueOf(output: pulumi.Output<unknown>): Promise<unknown> {
  const { value } = await pulumi.runtime.serializeProperties("", { value: pulumi.unsecret(output) });
  return value;
}

describe("look-ups in a program whose configuration cannot be used", () => {
  let before: string | undefined;
  beforeEach(() => {
    pulumi.runtime.resetOptions("project", "stack", 1, "", "", false, "");
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
    it(`${name} returns a promise that fails, and does not throw`, async () => {
      const failing: Promise<unknown> = lookUp();
      await assert.rejects(failing, { code: "configuration", message: /ARM_USE_MSI is "perhaps"/ });
    });
  }
});
