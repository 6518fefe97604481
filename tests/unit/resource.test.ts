import assert from "node:assert/strict";
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { EnrollmentProfile } from "../../provider/src/resources/EnrollmentProfile";
import { EnrollmentToken } from "../../provider/src/resources/EnrollmentToken";
import type { EnrollmentTokenArgs } from "../../provider/src/resources/EnrollmentTokenArgs";

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

/** What a resource registered with. */
interface Registered {
  readonly type: string;
  readonly properties: Record<string, unknown>;
  readonly options: pulumi.CustomResourceOptions;
}

/** Registers a token with an engine that answers as said, and that keeps secret what it was asked to. */
async function register(
  given: Partial<EnrollmentTokenArgs> = {},
  answer: object = {},
  options: pulumi.CustomResourceOptions = {},
): Promise<{ token: EnrollmentToken; registered: Registered }> {
  let type = "";
  let properties: Record<string, unknown> = {};
  let seen: pulumi.CustomResourceOptions = {};
  await pulumi.runtime.setMocks({
    newResource: (resource) => {
      ({ type, inputs: properties } = resource as { type: string; inputs: Record<string, unknown> });
      const state = Object.entries({ ...properties, ...issued, ...answer }).map(([name, value]) => [
        name,
        seen.additionalSecretOutputs?.includes(name) ? pulumi.secret(value) : value,
      ]);
      return { id: "id", state: Object.fromEntries(state) as object };
    },
    call: () => ({}),
  });
  const note: pulumi.ResourceTransformation = ({ opts }) => {
    seen = opts;
    return undefined;
  };
  const token = new EnrollmentToken("kiosk", { ...args, ...given }, { ...options, transformations: [note] });
  await valueOf(token.urn);
  return { token, registered: { type, properties, options: seen } };
}

async function valueOf<Value>(output: pulumi.Output<Value>): Promise<pulumi.Unwrap<Value>> {
  const { value } = await pulumi.runtime.serializeProperties("", { value: pulumi.unsecret(output) });
  return value as pulumi.Unwrap<Value>;
}

describe("EnrollmentToken: what it registers", () => {
  it("the __provider text that every state file holds, to the byte, and a small one", async () => {
    const { properties } = (await register()).registered;
    const text = 'exports.handler=()=>require("pulumi-intune-enrollment/provider/EnrollmentToken")';
    assert.equal(properties.__provider, text);
    assert.ok(Buffer.byteLength(text) <= 128);
  });

  it("the type that every state file holds", async () => {
    assert.equal((await register()).registered.type, "pulumi-nodejs:dynamic/intune:EnrollmentToken");
  });

  it("its arguments and nothing else", async () => {
    const { properties } = (await register()).registered;
    const { __provider, ...rest } = properties;
    assert.equal(typeof __provider, "string");
    assert.deepEqual(rest, { ...args, profileType: "androidForWork" });
  });

  it("all arguments as they are given", async () => {
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
    const { __provider, ...rest } = (await register(all)).registered.properties;
    assert.equal(typeof __provider, "string");
    assert.deepEqual(rest, { ...all, rotateWhenChanged: { quarter: "Q1" } });
  });

  it("no argument of a program without types stands in for the provider", async () => {
    const smuggled = { __provider: "exports.handler=()=>({})" } as object;
    const { properties } = (await register(smuggled)).registered;
    assert.match(String(properties.__provider), /pulumi-intune-enrollment/);
  });

  for (const [Declared, insteadOfImport] of [
    [EnrollmentToken, /EnrollmentToken "kiosk" cannot be imported.*adoptExisting: true, .* token that/],
    [
      EnrollmentProfile,
      /EnrollmentProfile "kiosk" cannot be imported.*adoptExisting: true, .* profile of that name/,
    ],
  ] as const) {
    it(`nothing with the import option of an ${Declared.name}: adoptExisting does that`, () => {
      const declare = () => new Declared("kiosk", { ...args, displayName: "Kiosk" }, { import: "id" });
      assert.throws(declare, insteadOfImport);
    });
  }

  it("its secrets as such, besides the program's own", async () => {
    const { options } = (
      await register({}, {}, { additionalSecretOutputs: ["profileDisplayName"], protect: true })
    ).registered;
    const expected = ["profileDisplayName", "qrCodeContent", "tokenValue"];
    assert.deepEqual(options.additionalSecretOutputs?.toSorted(), expected);
    assert.equal(options.protect, true);
  });
});

describe("EnrollmentToken: secrets", () => {
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
      const output = of((await register()).token);
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
    it(`${name} is not`, async () => {
      assert.equal(await pulumi.isSecret((await register()).token[name]), false);
    });
  }

  it("a picture is secret even where the engine forgot that its content is", async () => {
    const { token } = await register({}, {}, { transformations: [] });
    const forgetful = pulumi.unsecret(token.qrCodeContent);
    Object.defineProperty(token, "qrCodeContent", { value: forgetful });
    assert.equal(await pulumi.isSecret(token.qrCodeContent), false);
    assert.equal(await pulumi.isSecret(token.qrCodeImage), true);
    assert.equal(await pulumi.isSecret(token.qrCode("svg")), true);
  });
});

describe("EnrollmentToken: its arguments as outputs", () => {
  const defaults = {
    profileType: "androidForWork",
    renewBeforeInSeconds: 0,
    rotateWhenChanged: undefined,
    adoptExisting: false,
    revokeOnDelete: true,
    whenReplaced: "adopt",
    storeToken: true,
    tenantId: undefined,
  } as const;
  for (const name of Object.keys(defaults) as (keyof typeof defaults)[]) {
    it(`${name} that was not given is an output too, with what the provider made of it`, async () => {
      const output: unknown = (await register({}, defaults)).token[name];
      assert.ok(pulumi.Output.isInstance(output), `token.${name} is no output`);
      assert.equal(await valueOf(output), defaults[name]);
    });
  }
});

describe("EnrollmentToken: its outputs", () => {
  const told = {
    ...issued,
    generation: 2,
    profileDisplayName: "Kiosk",
    apiVersion: "beta",
  } as const;
  for (const name of Object.keys(told) as (keyof typeof told)[]) {
    it(`${name} is what the provider tells`, async () => {
      const output: unknown = (await register({}, told)).token[name];
      assert.ok(pulumi.Output.isInstance(output), `token.${name} is no output`);
      assert.equal(await valueOf(output), told[name]);
    });
  }
});

describe("EnrollmentToken: what it derives", () => {
  it("qrCodeImage is a PNG in Graph's shape", async () => {
    const { type, value } = await valueOf((await register()).token.qrCodeImage);
    assert.equal(type, "image/png");
    assert.equal(Buffer.from(value, "base64").subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n");
  });

  it("qrCode draws in the form asked for, with what is added", async () => {
    const { token } = await register();
    const plain = await valueOf(token.qrCode("svg"));
    assert.match(plain, /^<svg/);
    assert.notEqual(await valueOf(token.qrCode("svg", { locale: "de_DE" })), plain);
    assert.doesNotMatch(await valueOf(token.qrCode("terminal")), /<svg/);
  });

  it("rotationDueDateTime is renewBeforeInSeconds before the expiry", async () => {
    const { token } = await register({}, { renewBeforeInSeconds: 600 });
    assert.equal(await valueOf(token.rotationDueDateTime), "2026-01-15T12:50:00.000Z");
  });

  for (const [law, answer, due] of [
    ["no expiry", { tokenExpirationDateTime: undefined }, ""],
    ["an expiry that is no date", { tokenExpirationDateTime: "soon" }, ""],
    ["no time of issue", { tokenIssuedDateTime: undefined }, "2026-01-15T13:00:00.000Z"],
    ["no renewBeforeInSeconds", { renewBeforeInSeconds: undefined }, "2026-01-15T13:00:00.000Z"],
  ] as const) {
    it(`rotationDueDateTime does not fail where mocks give ${law}`, async () => {
      assert.equal(await valueOf((await register({}, answer)).token.rotationDueDateTime), due);
    });
  }

  it("rotationDueDateTime is the expiry where nothing is kept in hand", async () => {
    assert.equal(await valueOf((await register()).token.rotationDueDateTime), "2026-01-15T13:00:00.000Z");
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
    it(`two tokens on ${law} are an error that names both, and the second is not registered`, async () => {
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
    it(`two tokens with ${law} are left to the check, which names the argument`, async () => {
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
