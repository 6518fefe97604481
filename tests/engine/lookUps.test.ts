import assert from "node:assert/strict";
import { qrCodeContentWith } from "../../provider/src/qr/content";
import { scanSvg } from "../browser/scan";
import { startEmulator } from "../emulator";
import { startEngineStack, stopEngineStacks } from "./harness";
import { addProfileOf, kinds } from "./kinds";

const bothKinds = ["for work", "AOSP userless"] as const;

describe("look-ups and tokens that are only read, on the real engine", function () {
  this.timeout(120_000);
  afterEach(stopEngineStacks);

  it("EnrollmentToken.get follows a token of either kind, and never issues or revokes", async () => {
    const stack = await startEngineStack();
    const { emulator } = stack;
    const profiles = bothKinds.map((kind) => addProfileOf(kind, emulator, { displayName: kind }));
    const ids = profiles.map(({ profileType, profileId }) => `${profileType}EnrollmentProfiles/${profileId}`);
    await stack.program(`
      const { EnrollmentToken } = require("pulumi-intune-enrollment");
      for (const id of ${JSON.stringify(ids)}) EnrollmentToken.get(id, id);
    `);
    const issue = () => profiles.map(({ profileId }) => emulator.issueToken(profileId, 3600).value);
    const held = async () => {
      const stored = await stack.stored();
      return ids.map((id) => stored.get(id)?.outputs);
    };
    const first = issue();
    await stack.up();
    const then = await held();
    assert.deepEqual(
      then.map((outputs) => [outputs?.tokenValue, outputs?.profileDisplayName]),
      bothKinds.map((kind, index) => [first[index], kind]),
    );
    const second = issue();
    await stack.refresh();
    await stack.up();
    assert.deepEqual(
      (await held()).map((outputs) => outputs?.tokenValue),
      second,
    );
    await stack.destroy();
    assert.ok(stack.requests().every((request) => request === "GET"));
    assert.ok(
      emulator
        .tokens()
        .slice(-2)
        .every(({ state }) => state === "active"),
    );
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
      const read = token.current();
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

  it("a token kept out of state is put on a sheet and into portals, with a Wi-Fi password that is a secret of the stack's", async () => {
    const stack = await startEngineStack();
    const { profileType, profileId: id } = addProfileOf("dedicated", stack.emulator, {
      displayName: "Kiosk",
    });
    await stack.config("wifiPassword", "correct horse battery", true);
    await stack.config("quarter", "Q1");
    await stack.program(`
      const pulumi = require("@pulumi/pulumi");
      const intune = require("pulumi-intune-enrollment");
      const password = new pulumi.Config().requireSecret("wifiPassword");
      const token = new intune.EnrollmentToken("kiosk", {
        profileId: "${id}",
        profileType: "${profileType}",
        tokenValidityInSeconds: 3600,
        rotateWhenChanged: { quarter: new pulumi.Config().require("quarter") },
        storeToken: false,
      });
      const device = { wifi: { ssid: "Setup", password }, locale: "es_ES" };
      exports.sheet = intune.enrollmentSheet(token, { title: token.profileDisplayName, device });
      exports.zeroTouch = intune.zeroTouchConfiguration(token, { locale: "es_ES" });
      exports.knox = intune.knoxConfiguration(token);
      exports.svg = token.qrCode("svg");
    `);
    await stack.preview();
    assert.deepEqual(stack.requests(), [], "a preview looks for no token that is not there yet");
    const { sheet, zeroTouch, knox, svg } = (await stack.upWithOutputs()).outputs;
    assert.ok(sheet?.secret && zeroTouch?.secret && knox?.secret && svg?.secret);
    const { value = "", qrCodeContent = "" } = stack.emulator.tokens(id)[0] ?? {};
    const html = String(sheet.value);
    assert.ok(html.includes('<h1 dir="auto">Kiosk</h1>') && html.includes(value));
    const wifi = { ssid: "Setup", password: "correct horse battery" };
    assert.equal(scanSvg(html), qrCodeContentWith(qrCodeContent, { wifi, locale: "es_ES" }));
    assert.match(String(zeroTouch.value), /PROVISIONING_LOCALE": "es_ES"/);
    for (const json of [zeroTouch.value, knox.value]) assert.ok(String(json).includes(value));
    assert.equal(scanSvg(String(svg.value)), qrCodeContent);
    await stack.config("quarter", "Q2");
    const rotated = String((await stack.upWithOutputs()).outputs.svg?.value);
    assert.equal(
      scanSvg(rotated),
      stack.emulator.tokens(id)[1]?.qrCodeContent,
      "the new token, not the one before",
    );
    const { written } = await stack.everything();
    assert.ok(
      !`${written}${stack.everythingSaid}`.includes(wifi.password),
      "the password is nowhere in the clear",
    );
    await stack.destroy();
  });

  it("each look-up finds its own of both kinds, on any page, from values that a preview does not know, and tells the engine what is secret", async () => {
    const emulator = await startEmulator({ behaviour: { servedInV1: true }, pageSize: 2 });
    const stack = await startEngineStack(emulator);
    const listed = bothKinds.map((kind) =>
      ["First", "Second", "Third", "Fourth", "Fifth"].map((displayName) => ({
        ...addProfileOf(kind, emulator, { displayName }),
        displayName,
      })),
    );
    const fifths = listed.flatMap((profiles) => profiles.slice(-1));
    const tokens = fifths.map(({ profileId }) => emulator.issueToken(profileId, 3600));
    await stack.program(`
      const intune = require("pulumi-intune-enrollment");
      // Its outputs are not known in a preview.
      const late = new intune.EnrollmentProfile("late", { displayName: "Late" });
      module.exports = async () => {
        const found = {};
        for (const { profileId, profileType, displayName } of ${JSON.stringify(fifths)}) {
          const [lateId, lateName] = [late.profileId.apply(() => profileId), late.id.apply(() => displayName)];
          const read = await intune.getEnrollmentToken({ profileId, profileType });
          found[profileType] = {
            byId: await intune.getEnrollmentProfile({ profileId, profileType }),
            byName: await intune.getEnrollmentProfile({ displayName, profileType }),
            listed: await intune.listEnrollmentProfiles({ profileType }),
            characters: read.tokenValue.length,
            expiration: read.tokenExpirationDateTime,
          };
          found[profileType + ", late"] = {
            byId: intune.getEnrollmentProfileOutput({ profileId: lateId, profileType }),
            byName: intune.getEnrollmentProfileOutput({ displayName: lateName, profileType }),
            listed: intune.listEnrollmentProfilesOutput({ profileType: late.id.apply(() => profileType) }),
          };
          found[profileType + ", token"] = intune.getEnrollmentTokenOutput({ profileId: lateId, profileType });
        }
        return found;
      };
    `);
    assert.deepEqual(await stack.preview(), { create: 2 });
    const { outputs } = await stack.upWithOutputs();
    for (const [index, fifth] of fifths.entries()) {
      const { profileType } = fifth;
      const [token, all] = [tokens[index], listed[index]];
      const { characters, expiration, ...now } = outputs[profileType]?.value as Record<string, unknown>;
      const late = outputs[`${profileType}, late`]?.value as Record<string, unknown>;
      for (const found of [now, late]) {
        assert.deepEqual(found, { byId: fifth, byName: fifth, listed: withLate(all, found.listed) });
      }
      assert.equal(characters, token?.value.length);
      assert.equal(Date.parse(String(expiration)), token?.expirationDateTime?.getTime());
      const secret = outputs[`${profileType}, token`];
      assert.deepEqual(secret?.value, {
        tokenValue: token?.value,
        qrCodeContent: token?.qrCodeContent,
        tokenExpirationDateTime: expiration,
        profileDisplayName: "Fifth",
      });
      const areSecret = [profileType, `${profileType}, late`, `${profileType}, token`].map(
        (name) => outputs[name]?.secret,
      );
      assert.deepEqual(areSecret, [false, false, true]);
    }
    await stack.destroy();
    assert.ok(
      emulator.tokens().every(({ state }) => state === "active"),
      "a look-up owns nothing",
    );
  });

  it("a name that nobody has, or several have, and an id that is none, fail with the candidates, for both kinds", async () => {
    const emulator = await startEmulator({ behaviour: { servedInV1: true }, pageSize: 2 });
    const stack = await startEngineStack(emulator);
    const ids = bothKinds.map((kind) =>
      ["Twin", "Single", "Twin", "Last"].map(
        (displayName) => addProfileOf(kind, emulator, { displayName }).profileId,
      ),
    );
    await stack.program(`
      const intune = require("pulumi-intune-enrollment");
      const failure = (looking) => looking.then(() => "found", ({ code, message }) => code + ": " + message);
      module.exports = async () => {
        const said = {};
        for (const profileType of ["androidForWork", "androidDeviceOwner"]) {
          said[profileType] = await Promise.all([
            failure(intune.getEnrollmentProfile({ displayName: "twin", profileType })),
            failure(intune.getEnrollmentProfile({ displayName: "Twin", profileType })),
            failure(intune.getEnrollmentProfile({ profileId: "none", profileType })),
            failure(intune.getEnrollmentToken({ profileId: "none", profileType })),
          ]);
        }
        return said;
      };
    `);
    const { outputs } = await stack.upWithOutputs();
    for (const [index, kind] of bothKinds.entries()) {
      const { profileType } = kinds[kind];
      const set = `${profileType}EnrollmentProfiles`;
      const [nobody, several, noProfile, noToken] = outputs[profileType]?.value as string[];
      const names = '"Twin", "Single", "Twin", "Last"';
      assert.equal(nobody, `not-found: None of ${set} has the name "twin". There are ${names}.`);
      const [first, , third] = ids[index] ?? [];
      const twins = `${first}, ${third}`;
      assert.equal(
        several,
        `not-found: 2 of ${set} have the name "Twin" (${twins}): look it up by profileId.`,
      );
      for (const message of [noProfile, noToken]) {
        assert.match(
          String(message),
          new RegExp(`^not-found: Could not read ${set}/none\\. .*Check profileId`),
        );
      }
    }

    await stack.program(`
      const { getEnrollmentProfileOutput } = require("pulumi-intune-enrollment");
      exports.profile = getEnrollmentProfileOutput({ displayName: "Nobody" });
    `);
    const said = await stack.failing(() => stack.preview());
    assert.match(said, /has the name .*Nobody.*There are .*Single/);
  });
});

/** The profile that the program makes is in its kind's list too, where that is read late enough. */
function withLate(profiles: readonly object[] = [], listed: unknown): readonly object[] {
  const others = (listed as { displayName: string }[]).filter(({ displayName }) => displayName === "Late");
  return [...profiles, ...others];
}
