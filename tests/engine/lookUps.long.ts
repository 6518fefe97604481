import assert from "node:assert/strict";
import { qrCodeContentWith } from "../../provider/src/qr/content";
import { scanSvg } from "../browser/scan";
import { startEmulator } from "../emulator";
import { addProfileOf } from "./kinds";
import { endProjects, Project } from "./project";
import type { Stored } from "./stored";

const bothKinds = ["for work", "AOSP userless"] as const;
const wifi = { ssid: "Setup", password: "correct horse battery" };

interface Profile {
  readonly profileType: string;
  readonly profileId: string;
  readonly displayName: string;
}

describe("look-ups and tokens that are only read, on the real engine", function () {
  this.timeout(120_000);
  let project: Project;
  let listed: readonly (readonly Profile[])[];
  let fifths: readonly Profile[];
  let ids: readonly string[];
  let kiosk: string;
  let outputs: Stored;

  before(async () => {
    const emulator = await startEmulator({ behaviour: { servedInV1: true }, pageSize: 2 });
    project = await Project.start({ service: emulator });
    listed = bothKinds.map((kind) =>
      ["First", "Second", "Third", "Fourth", "Fifth"].map((displayName) => ({
        ...addProfileOf(kind, emulator, { displayName }),
        displayName,
      })),
    );
    fifths = listed.flatMap((profiles) => profiles.slice(-1));
    ids = fifths.map(({ profileType, profileId }) => `${profileType}EnrollmentProfiles/${profileId}`);
    kiosk = addProfileOf("dedicated", emulator, { displayName: "Kiosk" }).profileId;
    await project.config({ quarter: "Q1" });
    await project.secretConfig("wifiPassword", wifi.password);
    await project.program(program(fifths, ids));
  });
  after(endProjects);

  it("a preview that looks up what is not there yet looks for no token", async () => {
    const { emulator } = project;
    const issued = fifths.map(({ profileId }) => emulator.issueToken(profileId, 3600));
    assert.equal(issued.length, 2);
    await project.preview();
    assert.deepEqual(emulator.requests.all({ profileId: kiosk }), []);
    assert.ok(project.requests().every((request) => request === "GET"));
  });

  it("each look-up finds both kinds, on any page, also by values known late", async () => {
    const { emulator } = project;
    await project.up();
    outputs = await project.outputs();
    for (const [index, fifth] of fifths.entries()) {
      const { profileType, profileId } = fifth;
      const [token] = emulator.tokens(profileId);
      const found = { byId: fifth, byName: fifth, listed: listed[index] };
      const { read, ...now } = outputs.outputs[profileType] as Record<string, unknown>;
      assert.deepEqual(now, found);
      assert.deepEqual(outputs.outputs[`${profileType}, late`], found);
      const tokenExpirationDateTime = token?.expirationDateTime?.toISOString();
      assert.deepEqual(read, { characters: token?.value.length, tokenExpirationDateTime });
      const secret = {
        tokenValue: token?.value,
        qrCodeContent: token?.qrCodeContent,
        tokenExpirationDateTime,
        profileDisplayName: "Fifth",
      };
      assert.deepEqual(outputs.outputs[`${profileType}, token`], secret);
    }
  });

  it("the engine is told what of it is secret, and nothing else", () => {
    const secrets = fifths.map(({ profileType }) => `${profileType}, token`);
    assert.deepEqual(
      outputs.secrets.toSorted(),
      [...secrets, "drawing", "knox", "sheet", "zeroTouch"].sort(),
    );
    assert.equal(outputs.outputs.isSecret, true);
  });

  it("a token kept out of state reaches a sheet and the portals, as a secret", async () => {
    const { sheet, zeroTouch, knox, drawing } = outputs.outputs;
    const { value = "", qrCodeContent = "" } = project.emulator.tokens(kiosk)[0] ?? {};
    const html = String(sheet);
    assert.ok(html.includes('<h1 dir="auto">Kiosk</h1>') && html.includes(value));
    assert.equal(scanSvg(html), qrCodeContentWith(qrCodeContent, { wifi, locale: "es_ES" }));
    assert.match(String(zeroTouch), /PROVISIONING_LOCALE": "es_ES"/);
    for (const json of [zeroTouch, knox]) assert.ok(String(json).includes(value));
    assert.equal(scanSvg(String(drawing)), qrCodeContent);
    assert.equal((await project.state("kiosk"))?.tokenValue, "");
    await project.assertNowhere([value, wifi.password]);
  });

  it("EnrollmentToken.get follows a token of either kind", async () => {
    const { emulator } = project;
    const held = async () => {
      const stored = await project.stored();
      return ids.map((id) => stored.get(id)?.outputs.tokenValue);
    };
    const latest = () => fifths.map(({ profileId }) => emulator.tokens(profileId).at(-1)?.value);
    assert.deepEqual(await held(), latest());
    for (const { profileId } of fifths) emulator.issueToken(profileId, 7200);
    await project.config({ quarter: "Q2" });
    await project.up("--refresh");
    assert.deepEqual(await held(), latest());
  });

  it("a token kept out of state is read anew once it is rotated", async () => {
    const { drawing } = (await project.outputs()).outputs;
    const [, second] = project.emulator.tokens(kiosk);
    assert.equal(scanSvg(String(drawing)), second?.qrCodeContent);
  });

  it("what is only looked up is never issued or revoked", async () => {
    project.requests();
    await project.destroy();
    const { emulator } = project;
    for (const { profileId } of fifths) {
      const states = emulator.tokens(profileId).map(({ state }) => state);
      assert.deepEqual(states, ["replaced", "active"]);
    }
    assert.equal(emulator.tokens(kiosk)[1]?.state, "revoked");
  });

  it("a name that nobody has fails the preview, with the names that there are", async () => {
    await project.program(`
      const { getEnrollmentProfileOutput } = require("pulumi-intune-enrollment");
      exports.profile = getEnrollmentProfileOutput({ displayName: "Nobody" });
    `);
    const said = await project.failing(() => project.preview());
    assert.match(said, /has the name .*Nobody.*There are .*Fifth/);
  });
});

function program(fifths: readonly object[], ids: readonly string[]): string {
  return `
    const pulumi = require("@pulumi/pulumi");
    const intune = require("pulumi-intune-enrollment");
    // Its outputs are not known in a preview.
    const late = new intune.EnrollmentProfile("late", { displayName: "Late" });
    const token = new intune.EnrollmentToken("kiosk", {
      profileId: intune.getEnrollmentProfileOutput({ displayName: "Kiosk", profileType: "androidDeviceOwner" })
        .profileId,
      profileType: "androidDeviceOwner",
      tokenValidityInSeconds: 3600,
      rotateWhenChanged: { quarter: new pulumi.Config().require("quarter") },
      storeToken: false,
    });
    const device = {
      wifi: { ssid: "Setup", password: new pulumi.Config().requireSecret("wifiPassword") },
      locale: "es_ES",
    };
    // Without the profiles of this program's own.
    const numbered = (profiles) =>
      profiles.filter(({ displayName }) => displayName !== "Late" && displayName !== "Kiosk");
    for (const id of ${JSON.stringify(ids)}) intune.EnrollmentToken.get(id, id);
    module.exports = async () => {
      const found = {
        sheet: intune.enrollmentSheet(token, { title: token.profileDisplayName, device }),
        zeroTouch: intune.zeroTouchConfiguration(token, { locale: "es_ES" }),
        knox: intune.knoxConfiguration(token),
        drawing: token.qrCode("svg"),
        isSecret: pulumi.isSecret(token.current()),
      };
      for (const { profileId, profileType, displayName } of ${JSON.stringify(fifths)}) {
        const [lateId, lateName] = [late.profileId.apply(() => profileId), late.id.apply(() => displayName)];
        const { tokenValue, tokenExpirationDateTime } = await intune.getEnrollmentToken({ profileId, profileType });
        found[profileType] = {
          byId: await intune.getEnrollmentProfile({ profileId, profileType }),
          byName: await intune.getEnrollmentProfile({ displayName, profileType }),
          listed: numbered(await intune.listEnrollmentProfiles({ profileType })),
          read: { characters: tokenValue.length, tokenExpirationDateTime },
        };
        found[profileType + ", late"] = {
          byId: intune.getEnrollmentProfileOutput({ profileId: lateId, profileType }),
          byName: intune.getEnrollmentProfileOutput({ displayName: lateName, profileType }),
          listed: intune
            .listEnrollmentProfilesOutput({ profileType: late.id.apply(() => profileType) })
            .apply(numbered),
        };
        found[profileType + ", token"] = intune.getEnrollmentTokenOutput({ profileId: lateId, profileType });
      }
      return found;
    };
  `;
}
