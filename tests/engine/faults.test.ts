import assert from "node:assert/strict";
import { respond, startEmulator } from "../emulator";
import { startEngineStack, stopEngineStacks } from "./harness";
import { addProfileOf, kinds } from "./kinds";
import { storedOf } from "./stored";

describe("what goes wrong, on the real engine", function () {
  this.timeout(120_000);
  afterEach(stopEngineStacks);

  it("faulty arguments fail the preview, all together, each with its name and what is allowed", async () => {
    const stack = await startEngineStack();
    const faulty = {
      profileId: "a/b",
      tokenValidityInSeconds: 0,
      renewBeforeInSeconds: -1,
      storeToken: "yes",
    };
    await stack.declare({
      kiosk: faulty as unknown as { profileId: string; tokenValidityInSeconds: number },
    });
    const said = await stack.failing(() => stack.preview());
    assert.match(said, /profileId value .* holds one of/);
    assert.match(said, /tokenValidityInSeconds value .* expected an integer from 1 to 2147483647/);
    assert.match(said, /renewBeforeInSeconds value .* expected an integer from 0 to/);
    assert.match(said, /storeToken value .* expected true or false/);
    assert.deepEqual(stack.requests(), []);
  });

  it("faulty arguments of a profile fail the preview, each with its name and what is allowed for its kind and mode", async () => {
    const stack = await startEngineStack();
    const wrong = [
      [
        { displayName: "", enrollmentMode: "corporateOwnedDedicatedDevice", wifiSsid: "Staging" },
        /displayName value .* is empty, expected a text of 1 to 256 characters/,
        /enrollmentMode value .* belongs to profileType "androidDeviceOwner"/,
        /wifiSsid value .* belongs to profileType "androidDeviceOwner"/,
      ],
      [
        { displayName: "x".repeat(257), profileType: "androidDeviceOwner", enrollmentTokenType: "shared" },
        /displayName value .* has 257 characters/,
        /enrollmentMode value .* is missing, expected "corporateOwnedDedicatedDevice" or /,
        /enrollmentTokenType value .* expected "default" or /,
      ],
      [
        { displayName: "GMS", ...kinds.dedicated, wifiSsid: "Staging", enrollmentTokenType: "deviceStaging" },
        /wifiSsid value .* belongs to enrollmentMode "corporateOwnedAOSPUserlessDevice" or /,
        /enrollmentTokenType value .* belongs to enrollmentMode "corporateOwnedFullyManaged" or /,
      ],
    ] as const;
    for (const [args, ...patterns] of wrong) {
      await stack.program(`
        const { EnrollmentProfile } = require("pulumi-intune-enrollment");
        new EnrollmentProfile("profile", ${JSON.stringify(args)});
      `);
      const said = await stack.failing(() => stack.preview());
      const plain = said.replaceAll('\\"', '"');
      for (const pattern of patterns) assert.match(plain, pattern);
    }
    assert.deepEqual(stack.requests(), []);
  });

  it("a faulty configuration fails the preview with every fault, and without a stack trace", async () => {
    const stack = await startEngineStack();
    await stack.config("intune:environment", "germany");
    await stack.config("intune:graphEndpoint", "http://graph.example.com");
    await stack.declare({ kiosk: { profileId: "x", tokenValidityInSeconds: 60 } });
    const said = await stack.failing(() => stack.preview());
    assert.match(said, /intune:environment is .*germany.*expected public, usgovernment, dod or china/);
    assert.match(said, /intune:graphEndpoint must be https:/);
    assert.doesNotMatch(said, /at .*\.js:\d+/);
  });

  it("two tokens on one profile are refused, by both names, before the second one calls anything", async () => {
    const stack = await startEngineStack();
    const { id: profileId } = stack.emulator.addProfile("androidForWork");
    const args = { profileId, tokenValidityInSeconds: 3600 };
    await stack.declare({ front: args, back: args });
    const said = await stack.failing(() => stack.up());
    assert.match(said, /\\?"front\\?" and \\?"back\\?" are both on androidForWorkEnrollmentProfiles/);
    assert.ok(stack.emulator.tokens().length <= 1);
  });

  it("an issued token that does not show stays in state, encrypted, and the next up only reads it, on both kinds of profile", async () => {
    // A token shows an hour after it was issued, and the hours of the service pass when the test says so.
    let hours = 0;
    const now = () => new Date(Date.now() + hours * 3_600_000);
    const behaviour = { servedInV1: true, readLag: { milliseconds: 3_600_000 } };
    const stack = await startEngineStack(await startEmulator({ behaviour, now }));
    await stack.config("intune:propagationTimeoutInSeconds", "0.1");
    const { emulator } = stack;
    const profiles = (["for work", "AOSP userless"] as const).map((kind) => addProfileOf(kind, emulator));
    for (const { profileId } of profiles) emulator.issueToken(profileId, 864_000);
    const declare = (tokenValidityInSeconds: number) => {
      const tokens = profiles.map((profile) => [profile.profileType, { ...profile, tokenValidityInSeconds }]);
      return stack.declare(Object.fromEntries(tokens) as Parameters<typeof stack.declare>[0]);
    };
    const held = async () => {
      const stored = await stack.stored();
      return profiles.map(({ profileType }) => stored.get(profileType)?.outputs ?? {});
    };
    const latest = () => profiles.map(({ profileId }) => emulator.tokens(profileId).at(-1)?.value);
    await declare(864_000);
    const said = await stack.failing(() => stack.up({ continueOnError: true }));
    assert.match(said, /issued a token on .* does not show it yet.*pulumi up/);
    for (const { pendingIssue } of await held()) assert.ok(pendingIssue);

    stack.requests();
    hours += 1;
    await stack.up();
    assert.deepEqual(stack.requests(), ["GET", "GET"]);
    const values = async () => (await held()).map(({ tokenValue }) => tokenValue);
    assert.deepEqual(await values(), latest());
    assert.deepEqual((await stack.up()).changes, { same: 3 });

    // The same for an update, where a token is in state already.
    await declare(1_728_000);
    await stack.failing(() => stack.up({ continueOnError: true }));
    await stack.assertNothingLeaked();
    hours += 1;
    await stack.up();
    assert.deepEqual(await values(), latest());
    assert.equal(emulator.tokens().filter(({ issuedBy }) => issuedBy === "createToken").length, 4);
  });

  it("a refusal says what was tried, on which profile, what Graph said, and what to do", async () => {
    const stack = await startEngineStack();
    const { id: profileId } = stack.emulator.addProfile("androidForWork");
    await stack.declare({ kiosk: { profileId, tokenValidityInSeconds: 3600 } });
    stack.emulator.fault(
      { action: "createToken" },
      respond(403, { code: "Forbidden", message: "Application is not authorized", wrapped: true }),
    );
    const said = await stack.failing(() => stack.up());
    assert.match(
      said,
      new RegExp(`Could not issue a token on androidForWorkEnrollmentProfiles/${profileId}`),
    );
    assert.match(said, /answered 403 Forbidden: \\?"Application is not authorized/);
    assert.match(said, /request-id [0-9a-f-]{36}.*DeviceManagementConfiguration\.ReadWrite\.All/);
    assert.doesNotMatch(said, /_version|CustomApiErrorPhrase/);
    assert.equal(await stack.state("kiosk"), undefined);
  });

  it("secret triggers stay secret in state", async () => {
    const stack = await startEngineStack();
    const { id: profileId } = stack.emulator.addProfile("androidForWork");
    await stack.program(`
      const pulumi = require("@pulumi/pulumi");
      const { EnrollmentToken } = require("pulumi-intune-enrollment");
      new EnrollmentToken("kiosk", {
        profileId: "${profileId}",
        tokenValidityInSeconds: 3600,
        rotateWhenChanged: { key: pulumi.secret("a secret " + "trigger") },
      });
    `);
    await stack.up();
    await stack.refresh();
    const { written } = await stack.everything();
    assert.doesNotMatch(written, /a secret trigger/);
    assert.doesNotMatch(stack.everythingSaid, /a secret trigger/);
  });

  it("a faulty argument that may be secret is named, and its value is not shown", async () => {
    const stack = await startEngineStack();
    await stack.program(`
      const pulumi = require("@pulumi/pulumi");
      const { EnrollmentToken } = require("pulumi-intune-enrollment");
      new EnrollmentToken("kiosk", {
        profileId: "x",
        tokenValidityInSeconds: 60,
        rotateWhenChanged: pulumi.secret(["leaked-" + "value"]),
        misspelt: pulumi.secret("leaked-" + "value"),
      });
    `);
    const said = await stack.failing(() => stack.preview());
    assert.match(said, /rotateWhenChanged is a list, expected an object/);
    assert.match(said, /misspelt.* is not an argument/);
    assert.doesNotMatch(said, /leaked-value/);
  });

  // The words are Node's own: state holds one fixed text, which every release has to go on reading, and it only requires.
  it("without the package installed a refresh and a destroy name the package, and lose nothing", async () => {
    const stack = await startEngineStack();
    await stack.program(`
      const { EnrollmentProfile, EnrollmentToken } = require("pulumi-intune-enrollment");
      const { profileId } = new EnrollmentProfile("kiosk", { displayName: "Kiosk" });
      new EnrollmentToken("kiosk", { profileId, tokenValidityInSeconds: 3600 });
    `);
    await stack.up();
    const resources = async () => {
      const state = await stack.export();
      return ["EnrollmentProfile", "EnrollmentToken"].map((type) => storedOf(type, state).get("kiosk"));
    };
    const before = await resources();
    stack.requests();
    const reinstall = await stack.uninstallPackage();
    const missing = (type: string) =>
      `${type} (kiosk):\n    error: Cannot find module 'pulumi-intune-enrollment/provider/${type}'`;
    const refresh = await stack.failing(() => stack.refresh());
    assert.ok(refresh.includes(missing("EnrollmentToken")) && refresh.includes(missing("EnrollmentProfile")));
    const destroy = await stack.failing(() => stack.destroy());
    assert.ok(destroy.includes(missing("EnrollmentToken")));
    assert.deepEqual(await resources(), before);
    assert.deepEqual(stack.requests(), []);
    await reinstall();
    await stack.destroy();
    assert.deepEqual(stack.requests(), ["GET", "revokeToken", "GET", "DELETE"]);
    assert.deepEqual(await resources(), [undefined, undefined]);
  });

  it("runs through pulumi.dynamic.Resource too, so that a change in the SDK is noticed", async () => {
    const stack = await startEngineStack();
    const { id: profileId } = stack.emulator.addProfile("androidForWork");
    await stack.program(`
      const pulumi = require("@pulumi/pulumi");
      const provider = () => require("pulumi-intune-enrollment/provider/EnrollmentToken");
      const hooks = {
        configure: (request) => provider().configure(request),
        check: (olds, news) => provider().check(olds, news),
        diff: (id, olds, news) => provider().diff(id, olds, news),
        create: (news) => provider().create(news),
        update: (id, olds, news) => provider().update(id, olds, news),
        read: (id, olds) => provider().read(id, olds),
        delete: (id, olds) => provider().delete(id, olds),
      };
      new pulumi.dynamic.Resource(
        hooks,
        "kiosk",
        { profileId: "${profileId}", tokenValidityInSeconds: 3600, tokenValue: undefined },
        { additionalSecretOutputs: ["tokenValue", "qrCodeContent"] },
        "intune",
        "EnrollmentToken",
      );
    `);
    await stack.up();
    assert.equal((await stack.state("kiosk"))?.tokenStatus, "active");
    await stack.refresh();
    assert.deepEqual((await stack.up()).changes, { same: 2 });
    await stack.destroy();
    assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
  });
});
