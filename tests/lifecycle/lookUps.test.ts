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
import { profileTypes } from "../../provider/src/graph/profile";
import { contextOf } from "../../provider/src/lifecycle/session";
import { findProfile, listProfiles } from "../../provider/src/lifecycle/profileLookUp";
import { findToken, lookUpToken, readOnlyState } from "../../provider/src/lifecycle/token/lookUp";
import { type Emulator, startEmulator } from "../emulator";
import { Run, type Stack, TestClock } from "./harness";
import { stacks } from "./stacks";

const { startStack, upStack } = stacks();

describe("look-ups", () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await startEmulator({ pageSize: 2 });
  });
  afterEach(async () => {
    await emulator.close();
    assert.deepEqual(emulator.unusedFaults(), []);
  });

  function session() {
    return new Run({ graphEndpoint: emulator.url, accessToken: "bearer" }, new TestClock()).session;
  }

  function profiles() {
    return session().profiles();
  }

  it("follow the pages of a list", async () => {
    const added = ["a", "b", "c", "d", "e"].map((displayName) =>
      emulator.addProfile("androidForWork", { displayName }),
    );
    const listed = await listProfiles(profiles());
    assert.deepEqual(listed.map(({ profileId }) => profileId).sort(), added.map(({ id }) => id).sort());
    assert.equal((await findProfile(profiles(), { displayName: "e" })).profileId, added[4]?.id);
  });

  for (const profileType of profileTypes) {
    it(`find by exact name only, and list the candidates otherwise (${profileType})`, async () => {
      emulator.addProfile(profileType, { displayName: "Kiosk" });
      const twins = [1, 2].map(() => emulator.addProfile(profileType, { displayName: "Twin" }).id);
      await assert.rejects(findProfile(profiles(), { profileType, displayName: "kiosk" }), {
        code: "not-found",
        message: `None of ${profileType}EnrollmentProfiles has the name "kiosk". There are "Kiosk", "Twin", "Twin".`,
      });
      await assert.rejects(findProfile(profiles(), { profileType, displayName: "Twin" }), (error: Error) =>
        twins.every((id) => error.message.includes(id)),
      );
    });

    it(`by an id that no profile has, say what to check (${profileType})`, async () => {
      const wanted = { profileType, profileId: "none" };
      const unknown = {
        code: "not-found",
        message: new RegExp(`^Could not read ${profileType}EnrollmentProfiles/none\\. .*Check profileId`),
      };
      await assert.rejects(findProfile(profiles(), wanted), unknown);
      await assert.rejects(findToken(session(), wanted), unknown);
    });
  }

  it("need either an id or a name", async () => {
    await assert.rejects(findProfile(profiles(), {}), { code: "configuration" });
    await assert.rejects(findProfile(profiles(), { profileId: "x", displayName: "y" }), {
      code: "configuration",
    });
    assert.equal(emulator.requests.count(), 0);
  });

  for (const [id, fault] of [
    ["", "is empty"],
    [".", "is not an id"],
    ["..", "is not an id"],
    ["androidForWorkEnrollmentProfiles/p1", "holds one of / \\ ? # %"],
    ["p1\n", "holds white space or a control character"],
    [7, "is a number"],
  ] as const) {
    it(`refuse the profile ${JSON.stringify(id)}, which ${fault}, without a request`, async () => {
      const context = contextOf(session(), undefined);
      const profileId = id as string;
      const refused = {
        code: "configuration",
        message: `profileId ${fault}, expected the id of an enrollment profile, for example a GUID.`,
      };
      await assert.rejects(findProfile(context.profiles, { profileId }), refused);
      await assert.rejects(lookUpToken(context, { profileType: "androidForWork", profileId }), refused);
      assert.equal(emulator.requests.count(), 0);
    });
  }

  for (const id of ["", ".", "..", "p 1", "p1/p2"]) {
    it(`refuse a token by the id ${JSON.stringify(`androidForWorkEnrollmentProfiles/${id}`)}`, async () => {
      const reading = readOnlyState(session(), `androidForWorkEnrollmentProfiles/${id}`);
      await assert.rejects(reading, { code: "configuration" });
      assert.equal(emulator.requests.count(), 0);
    });
  }
});

/** A stack whose token was rotated a moment ago, and what a late copy of the profile still shows. */
async function rotated() {
  const stack = await upStack({ storeToken: false });
  const late = stack.copyOfNow();
  stack.clock.advance(600);
  const { state } = await stack.up({ storeToken: false, rotateWhenChanged: { quarter: "2" } });
  stack.requests();
  return { stack, late, end: state.tokenExpirationDateTime };
}

function lookUp({ session, profileId }: Stack, end?: string) {
  return lookUpToken(contextOf(session, undefined), { profileType: "androidForWork", profileId }, end);
}

describe("the look-up of a token", () => {
  it("by its expiry does not give the token of late copies", async () => {
    const { stack, late, end } = await rotated();
    stack.emulator.fault({ method: "GET", times: 2 }, late);
    const { token } = await lookUp(stack, end);
    assert.equal(token.tokenValue, stack.emulator.tokens().at(-1)?.value);
    assert.deepEqual(stack.requests(), ["GET", "GET", "GET"]);
  });

  it("gives what the profile shows if no expiry is given", async () => {
    const { stack, late } = await rotated();
    stack.emulator.fault({ method: "GET" }, late);
    assert.equal((await lookUp(stack)).token.tokenValue, stack.emulator.tokens()[0]?.value);
  });

  it("by an expiry that no token has fails, and says what the profile shows", async () => {
    const { stack, end = "" } = await rotated();
    const other = stack.emulator.issueToken(stack.profileId, 7200);
    const error: unknown = await lookUp(stack, end).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof Error && "code" in error);
    assert.equal(error.code, "not-readable-yet");
    assert.match(error.message, new RegExp(`not the one that expires on ${end}.*--refresh`));
    assert.equal(error.message.includes(other.value), false);
  });

  it("fails if the profile holds none", async () => {
    const stack = await startStack();
    await assert.rejects(lookUp(stack), { code: "not-found", message: /holds no token/ });
  });
});

describe("a token that is only read", () => {
  for (const enrollmentMode of [undefined, "corporateOwnedDedicatedDevice"] as const) {
    it(`reads the same while nothing changes (${enrollmentMode ?? "androidForWork"})`, async () => {
      const stack = await startStack({ enrollmentMode });
      stack.emulator.issueToken(stack.profileId, 7200);
      const set = enrollmentMode === undefined ? "androidForWork" : "androidDeviceOwner";
      const read = () => stack.provider.read(`${set}EnrollmentProfiles/${stack.profileId}`, {});
      const first = await read();
      stack.clock.advance(600);
      assert.deepEqual(await read(), first);
    });
  }
});

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
    it(`${name}${index < 3 ? "" : "Output"} gives what the mock answers`, async () => {
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
