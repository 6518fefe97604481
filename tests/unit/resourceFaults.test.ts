import assert from "node:assert/strict";
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { EnrollmentToken } from "../../provider/src/resources/EnrollmentToken";
import type { EnrollmentTokenArgs } from "../../provider/src/resources/EnrollmentTokenArgs";

const validity = { tokenValidityInSeconds: 3600 };
let registered: string[] = [];

/** An engine that answers every token with this, and in a preview knows nothing else. */
async function mock(answer: object, preview = false): Promise<void> {
  registered = [];
  const newResource = ({ type, name, inputs }: pulumi.runtime.MockResourceArgs) => {
    if (type.endsWith(":EnrollmentToken")) registered.push(name);
    return { id: "id", state: { ...(inputs as object), ...answer } };
  };
  await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "project", "stack", preview);
}

/** Runs a program as a stack of its own, until all that it declares is registered. */
async function run(...tokens: readonly [name: string, args: Partial<EnrollmentTokenArgs>][]): Promise<void> {
  await pulumi.runtime.runInPulumiStack(() => {
    const declared = tokens.map(
      ([name, args]) => new EnrollmentToken(name, { profileId: "p1", ...validity, ...args }),
    );
    return Promise.resolve({ urns: declared.map(({ urn }) => urn) });
  });
}

// A fault in an output ends a program by way of an unhandled rejection: the SDK shows that one.
const rejections: unknown[] = [];
const noteRejection = (reason: unknown): void => {
  rejections.push(reason);
};

/** What the SDK would show of a program that fails. */
async function failureOf(program: () => Promise<unknown>): Promise<string> {
  const failed = once(process, "unhandledRejection");
  program().catch(noteRejection);
  const [reason] = (await failed) as [unknown];
  await setImmediate();
  assert.ok(reason instanceof Error);
  return reason.message;
}

describe("EnrollmentToken: faults", () => {
  before(() => process.on("unhandledRejection", noteRejection));
  afterEach(() => setImmediate());
  after(() => process.off("unhandledRejection", noteRejection));

  const conflicts: readonly [
    law: string,
    one: Partial<EnrollmentTokenArgs>,
    other: Partial<EnrollmentTokenArgs>,
  ][] = [
    ["the same profile", {}, {}],
    ["the same profile, known later", {}, { profileId: pulumi.output(Promise.resolve("p1")) }],
    ["the same kind, said or not", { profileType: "androidForWork" }, {}],
    ["the same tenant", { tenantId: "t1" }, { tenantId: "t1" }],
  ];
  for (const [law, one, other] of conflicts) {
    it(`two tokens on ${law} are an error that names both, and the second is not registered`, async () => {
      await mock({});
      const message = await failureOf(() => run(["lobby", one], ["hall", other]));
      assert.match(message, /"lobby" and "hall" are both on androidForWorkEnrollmentProfiles\/p1/);
      assert.match(message, /remove one of them, or give it a profile of its own/);
      assert.deepEqual(registered, ["lobby"]);
    });
  }

  const neighbours: typeof conflicts = [
    ["profiles of their own", {}, { profileId: "p2" }],
    ["profiles of two kinds", {}, { profileType: "androidDeviceOwner" }],
    ["profiles of two tenants", { tenantId: "t1" }, { tenantId: "t2" }],
  ];
  for (const [law, one, other] of neighbours) {
    it(`two tokens on ${law} are none`, async () => {
      await mock({});
      await run(["lobby", one], ["hall", other]);
      assert.deepEqual(registered.toSorted(), ["hall", "lobby"]);
    });
  }

  it("two stacks on one profile are no error: a program may run several, one after the other", async () => {
    await mock({});
    await run(["lobby", {}]);
    await run(["lobby", {}]);
    assert.deepEqual(registered, ["lobby", "lobby"]);
  });

  it("two tokens on profiles that a preview does not know yet are no error", async () => {
    await mock({}, true);
    await pulumi.runtime.runInPulumiStack(() => {
      const tokens = ["lobby", "hall"].map((name) => {
        const { profileId } = new Profile(name, { profileId: undefined });
        return new EnrollmentToken(name, { profileId, ...validity });
      });
      return Promise.resolve({ urns: tokens.map(({ urn }) => urn) });
    });
    assert.deepEqual(registered.toSorted(), ["hall", "lobby"]);
  });

  for (const form of ["svg", "png", "terminal"] as const) {
    it(`with storeToken false there is no ${form} to draw, and the error says where to get one`, async () => {
      await mock({ storeToken: false, tokenValue: "", qrCodeContent: "" });
      const token = new EnrollmentToken("kiosk", { profileId: "p1", ...validity });
      const message = await failureOf(() =>
        pulumi.runtime.serializeProperties("", { code: token.qrCode(form) }),
      );
      assert.match(message, /with storeToken false it is not kept\. Read it with getEnrollmentTokenOutput/);
    });
  }

  it("with storeToken false there is no qrCodeImage either", async () => {
    await mock({ storeToken: false, tokenValue: "", qrCodeContent: "" });
    const token = new EnrollmentToken("kiosk", { profileId: "p1", ...validity });
    const message = await failureOf(() =>
      pulumi.runtime.serializeProperties("", { image: token.qrCodeImage }),
    );
    assert.match(message, /getEnrollmentToken/);
  });

  it("a profile without QR code content is not blamed on storeToken", async () => {
    await mock({ storeToken: true, qrCodeContent: "" });
    const token = new EnrollmentToken("kiosk", { profileId: "p1", ...validity });
    const message = await failureOf(() =>
      pulumi.runtime.serializeProperties("", { code: token.qrCode("svg") }),
    );
    assert.match(message, /Microsoft Graph gave no QR code content/);
    assert.doesNotMatch(message, /storeToken/);
  });
});

/** A resource whose profileId a preview does not know. */
class Profile extends pulumi.CustomResource {
  declare readonly profileId: pulumi.Output<string>;

  constructor(name: string, props: pulumi.Inputs) {
    super("test:index:Profile", name, props);
  }
}
