import assert from "node:assert/strict";
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { profileArguments } from "../../provider/src/lifecycle/profile/arguments";
import { profileOutputNames } from "../../provider/src/lifecycle/profile/state";
import { tokenArguments } from "../../provider/src/lifecycle/token/arguments";
import { tokenOutputNames } from "../../provider/src/lifecycle/token/state";
import {
  EnrollmentProfile,
  type EnrollmentProfileArgs,
} from "../../provider/src/resources/EnrollmentProfile";
import { EnrollmentToken, type EnrollmentTokenArgs } from "../../provider/src/resources/EnrollmentToken";

const content = '{"android.app.extra.PROVISIONING_ADMIN_EXTRAS_BUNDLE":{"token":"ABCDEFGHIJKLMNOPQRST"}}';
const issued = {
  tokenValue: "ABCDEFGHIJKLMNOPQRST",
  qrCodeContent: content,
  tokenIssuedDateTime: "2026-01-15T12:00:00Z",
  tokenExpirationDateTime: "2026-01-15T13:00:00Z",
  tokenStatus: "active",
  renewBeforeInSeconds: 0,
  storeToken: true,
};
const args = { profileId: "p1", tokenValidityInSeconds: 3600 };

/** Declares a resource with an engine that answers as told, and that keeps secret what it was asked to. */
async function register<Resource extends pulumi.CustomResource>(
  declare: (options: pulumi.CustomResourceOptions) => Resource,
  answer: object = {},
  options: pulumi.CustomResourceOptions = {},
) {
  let type = "";
  let properties: Record<string, unknown> = {};
  let seen: pulumi.CustomResourceOptions = {};
  await pulumi.runtime.setMocks({
    newResource: (given) => {
      ({ type, inputs: properties } = given as { type: string; inputs: Record<string, unknown> });
      const state = Object.entries({ ...properties, ...answer }).map(([name, value]) => [
        name,
        seen.additionalSecretOutputs?.includes(name) ? pulumi.secret(value) : value,
      ]);
      return { id: "androidForWorkEnrollmentProfiles/4f8e2a61", state: Object.fromEntries(state) as object };
    },
    call: () => ({}),
  });
  const note: pulumi.ResourceTransformation = ({ opts }) => {
    seen = opts;
    return undefined;
  };
  const resource = declare({ ...options, transformations: [note] });
  await valueOf(resource.urn);
  const { __provider: text, ...rest } = properties;
  return { resource, type, text, args: rest, options: seen };
}

const registerToken = (
  given: Partial<EnrollmentTokenArgs> = {},
  answer: object = {},
  options: pulumi.CustomResourceOptions = {},
) =>
  register(
    (all) => new EnrollmentToken("kiosk", { ...args, ...given }, all),
    { ...issued, ...answer },
    options,
  );

const registerProfile = (given: Partial<EnrollmentProfileArgs> = {}) =>
  register((options) => new EnrollmentProfile("kiosk", { displayName: "Kiosk", ...given }, options));

const profileOf = async () => (await registerProfile()).resource;
const tokenOf = async (answer: object = {}) => (await registerToken({}, answer)).resource;

async function valueOf<Value>(output: pulumi.Output<Value>): Promise<pulumi.Unwrap<Value>> {
  const { value } = await pulumi.runtime.serializeProperties("", { value: pulumi.unsecret(output) });
  return value as pulumi.Unwrap<Value>;
}

describe("a resource in a program", () => {
  for (const [name, declare, expected] of [
    ["EnrollmentToken", registerToken, { ...args, profileType: "androidForWork" }],
    ["EnrollmentProfile", registerProfile, { displayName: "Kiosk", profileType: "androidForWork" }],
  ] as const) {
    it(`${name} registers the persisted type and text, its arguments, and nothing else`, async () => {
      const registered = await declare();
      assert.equal(registered.type, `pulumi-nodejs:dynamic/intune:${name}`);
      const text = `exports.handler=()=>require("pulumi-intune-enrollment/provider/${name}")`;
      assert.equal(registered.text, text);
      assert.deepEqual(registered.args, expected);
    });
  }

  it("registers all arguments as they are given", async () => {
    const all: EnrollmentTokenArgs = {
      ...args,
      profileType: "androidDeviceOwner",
      renewBeforeInSeconds: 60,
      rotateWhenChanged: { quarter: pulumi.output("Q1") },
      adoptExisting: true,
      revokeOnDelete: false,
      whenReplaced: "reissue",
      storeToken: false,
      tenantId: "contoso.onmicrosoft.com",
    };
    const { args: registered } = await registerToken(all);
    assert.deepEqual(registered, { ...all, rotateWhenChanged: { quarter: "Q1" } });
  });

  it("an argument of a program without types cannot replace the provider", async () => {
    const { text } = await registerToken({ __provider: "exports.handler=()=>({})" } as object);
    assert.match(String(text), /pulumi-intune-enrollment/);
  });

  for (const [what, declared, names] of [
    [
      "token",
      tokenOf,
      [...Object.keys(tokenArguments), ...tokenOutputNames, "profileDisplayName", "apiVersion"],
    ],
    ["profile", profileOf, [...Object.keys(profileArguments), ...profileOutputNames]],
  ] as const) {
    it(`a ${what} has every argument and output from the start`, async () => {
      const resource = (await declared()) as unknown as Record<string, unknown>;
      const missing = names.filter((name) => !pulumi.Output.isInstance(resource[name]));
      assert.deepEqual(missing, []);
    });
  }

  it("a profile takes its profileId from the resource's id", async () => {
    assert.equal(await valueOf((await registerProfile()).resource.profileId), "4f8e2a61");
  });

  for (const [Declared, insteadOfImport] of [
    [EnrollmentToken, /EnrollmentToken "kiosk" cannot be imported.*adoptExisting: true, .* token that/],
    [
      EnrollmentProfile,
      /EnrollmentProfile "kiosk" cannot be imported.*adoptExisting: true, .* profile of that name/,
    ],
  ] as const) {
    it(`an ${Declared.name} cannot be imported: adoptExisting does that`, () => {
      const declare = () => new Declared("kiosk", { ...args, displayName: "Kiosk" }, { import: "id" });
      assert.throws(declare, insteadOfImport);
    });
  }

  it("registers its secrets besides the program's own", async () => {
    const own = { additionalSecretOutputs: ["profileDisplayName"], protect: true };
    const { options } = await registerToken({}, {}, own);
    const expected = ["profileDisplayName", "qrCodeContent", "tokenValue"];
    assert.deepEqual(options.additionalSecretOutputs?.toSorted(), expected);
    assert.equal(options.protect, true);
  });
});

describe("secrets of a resource", () => {
  it("a profile's Wi-Fi password is secret, given as one or not", async () => {
    const { resource, options } = await registerProfile({ wifiPassword: "correct horse" });
    assert.equal(await pulumi.isSecret(resource.wifiPassword), true);
    assert.deepEqual(options.additionalSecretOutputs, ["wifiPassword"]);
  });

  const secrets: readonly [name: string, of: (token: EnrollmentToken) => pulumi.Output<unknown>][] = [
    ["tokenValue", (token) => token.tokenValue],
    ["qrCodeContent", (token) => token.qrCodeContent],
    ["qrCodeImage", (token) => token.qrCodeImage],
    ["qrCode svg", (token) => token.qrCode("svg")],
    ["qrCode png", (token) => token.qrCode("png", { locale: "de_DE" })],
    ["qrCode terminal", (token) => token.qrCode("terminal")],
  ];
  for (const [name, of] of secrets) {
    it(`${name} is secret`, async () => {
      const output = of(await tokenOf());
      assert.equal(await pulumi.isSecret(output), true);
      assert.notEqual(await valueOf(output), "");
    });
  }

  for (const name of [
    "tokenStatus",
    "tokenExpirationDateTime",
    "rotationDueDateTime",
    "profileId",
  ] as const) {
    it(`${name} is not secret`, async () => {
      assert.equal(await pulumi.isSecret((await tokenOf())[name]), false);
    });
  }

  it("a picture is secret even if the engine forgot that its content is", async () => {
    const token = await tokenOf();
    const forgetful = pulumi.unsecret(token.qrCodeContent);
    Object.defineProperty(token, "qrCodeContent", { value: forgetful });
    assert.equal(await pulumi.isSecret(token.qrCodeContent), false);
    assert.equal(await pulumi.isSecret(token.qrCodeImage), true);
    assert.equal(await pulumi.isSecret(token.qrCode("svg")), true);
  });
});

describe("EnrollmentToken: what it derives", () => {
  it("qrCodeImage is a PNG in Graph's shape", async () => {
    const { type, value } = await valueOf((await tokenOf()).qrCodeImage);
    assert.equal(type, "image/png");
    assert.equal(Buffer.from(value, "base64").subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n");
  });

  it("qrCode draws in the form asked for, with what is added", async () => {
    const token = await tokenOf();
    const plain = await valueOf(token.qrCode("svg"));
    assert.match(plain, /^<svg/);
    assert.notEqual(await valueOf(token.qrCode("svg", { locale: "de_DE" })), plain);
    assert.doesNotMatch(await valueOf(token.qrCode("terminal")), /<svg/);
  });

  it("rotationDueDateTime is renewBeforeInSeconds before the expiry", async () => {
    const token = await tokenOf({ renewBeforeInSeconds: 600 });
    assert.equal(await valueOf(token.rotationDueDateTime), "2026-01-15T12:50:00.000Z");
  });

  for (const [law, answer, due] of [
    ["no expiry", { tokenExpirationDateTime: undefined }, ""],
    ["an expiry that is no date", { tokenExpirationDateTime: "soon" }, ""],
    ["no time of issue", { tokenIssuedDateTime: undefined }, "2026-01-15T13:00:00.000Z"],
    ["no renewBeforeInSeconds", { renewBeforeInSeconds: undefined }, "2026-01-15T13:00:00.000Z"],
  ] as const) {
    it(`rotationDueDateTime does not fail if mocks give ${law}`, async () => {
      assert.equal(await valueOf((await tokenOf(answer)).rotationDueDateTime), due);
    });
  }

  it("rotationDueDateTime is the expiry if renewBeforeInSeconds is 0", async () => {
    assert.equal(await valueOf((await tokenOf()).rotationDueDateTime), "2026-01-15T13:00:00.000Z");
  });
});

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
    it(`two tokens on ${law} are an error, and the second is not registered`, async () => {
      await mock({});
      const message = await failureOf(() => run(["lobby", one], ["hall", other]));
      assert.match(message, /"lobby" and "hall" are both on androidForWorkEnrollmentProfiles\/p1/);
      assert.match(message, /remove one of them, or give it a profile of its own/);
      assert.deepEqual(registered, ["lobby"]);
    });
  }

  for (const [law, faulty] of [
    ["no profileId", { profileId: undefined }],
    ["an empty profileId", { profileId: "" }],
    ["a profileId that is a number", { profileId: 7 }],
    ["a profileType that there is not", { profileType: "android" }],
  ] as const) {
    it(`two tokens with ${law} are left to the check`, async () => {
      await mock({});
      const args = faulty as object;
      await run(["lobby", args], ["hall", args]);
      assert.deepEqual(registered.toSorted(), ["hall", "lobby"]);
    });
  }

  const neighbours: typeof conflicts = [
    ["profiles of their own", {}, { profileId: "p2" }],
    ["profiles of two kinds", {}, { profileType: "androidDeviceOwner" }],
    ["profiles of two tenants", { tenantId: "t1" }, { tenantId: "t2" }],
  ];
  for (const [law, one, other] of neighbours) {
    it(`two tokens on ${law} are no error`, async () => {
      await mock({});
      await run(["lobby", one], ["hall", other]);
      assert.deepEqual(registered.toSorted(), ["hall", "lobby"]);
    });
  }

  it("two stacks of one program on one profile are no error", async () => {
    await mock({});
    await run(["lobby", {}]);
    await run(["lobby", {}]);
    assert.deepEqual(registered, ["lobby", "lobby"]);
  });

  it("two tokens on profiles that a preview does not know are no error", async () => {
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
