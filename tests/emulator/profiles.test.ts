import assert from "node:assert/strict";
import { afw, deviceOwner, onProfile, scenes, thirtyDays } from "./harness";
import type { EnrollmentProfile } from "./index";

describe("the emulator's profiles", () => {
  const start = scenes();

  it("POST creates a profile with a token that it does not show", async () => {
    const { emulator, call } = await start();
    const { status, json } = await call("POST", deviceOwner, {
      "@odata.type": "#microsoft.graph.androidDeviceOwnerEnrollmentProfile",
      displayName: "Kiosk",
      enrollmentMode: "corporateOwnedWorkProfile",
      wifiHidden: true,
      description: null,
      tokenExpirationDateTime: "2026-03-02T10:00:00Z",
    });
    const { "@odata.context": context, id, accountId, ...rest } = json;

    assert.equal(status, 201);
    assert.equal(
      context,
      `${emulator.url}/beta/$metadata#deviceManagement/androidDeviceOwnerEnrollmentProfiles/$entity`,
    );
    assert.equal(typeof accountId, "string");
    assert.deepEqual(rest, {
      displayName: "Kiosk",
      description: null,
      createdDateTime: "2026-03-01T10:00:00.2500000Z",
      lastModifiedDateTime: "2026-03-01T10:00:00.2500000Z",
      tokenValue: "",
      tokenExpirationDateTime: "2026-03-02T10:00:00Z",
      tokenCreationDateTime: "2026-03-01T10:00:00.2500000Z",
      enrolledDeviceCount: 0,
      qrCodeContent: "",
      qrCodeImage: null,
      enrollmentMode: "corporateOwnedWorkProfile",
      enrollmentTokenType: "default",
      enrollmentTokenUsageCount: 0,
      configureWifi: true,
      wifiSsid: null,
      wifiPassword: null,
      wifiSecurityType: "none",
      wifiHidden: true,
      isTeamsDeviceProfile: false,
      deviceNameTemplate: null,
      roleScopeTagIds: ["0"],
    });
    assert.equal(emulator.profile(String(id))?.displayName, "Kiosk");
  });

  it("an androidForWork profile has the fields of its own type only", async () => {
    const { call, id, path } = onProfile(await start(), {}, "androidForWork");
    const { json } = await call("GET", path);
    assert.equal(json.id, id);
    assert.equal("tokenCreationDateTime" in json || "roleScopeTagIds" in json, false);
  });

  it("PATCH changes what it names, the modification date, and nothing else", async () => {
    const { emulator, call, clock } = await start();
    const before = emulator.addProfile("androidForWork", { displayName: "Kiosk", description: "Lobby" });
    clock.advance(1750);
    const { status, json } = await call("PATCH", `${afw}/${before.id}`, { description: "Hall" });
    assert.deepEqual([status, json.description], [200, "Hall"]);
    const after = { ...before, description: "Hall", lastModifiedDateTime: "2026-03-01T10:00:02Z" };
    assert.deepEqual(emulator.profile(before.id), after);
  });

  it("DELETE removes the profile and ends its token", async () => {
    const { emulator, call, id, path, states } = onProfile(await start());
    emulator.issueToken(id, 60);
    const { status, text } = await call("DELETE", path);
    assert.deepEqual([status, text, emulator.profile(id), states()], [204, "", undefined, ["revoked"]]);
  });

  it("a read passes values through that no schema has: modes 5, null as scope tag", async () => {
    for (const enrollmentMode of ["5", 5]) {
      const { call, path } = onProfile(await start(), { enrollmentMode, roleScopeTagIds: [null, "0"] });
      const { json } = await call("GET", path);
      assert.deepEqual([json.enrollmentMode, json.roleScopeTagIds], [enrollmentMode, [null, "0"]]);
    }
  });

  it("a GUID in other letters names the same profile, for actions too", async () => {
    const { call, id } = onProfile(await start());
    const path = `${deviceOwner}/${id.toUpperCase()}`;
    assert.equal((await call("POST", `${path}/createToken`, thirtyDays)).status, 204);
    assert.equal((await call("GET", path)).json.id, id);
  });

  it("an id need not be a GUID", async () => {
    const { call } = onProfile(await start(), { id: "profile of 2019" });
    assert.equal((await call("GET", `${deviceOwner}/profile%20of%202019`)).status, 200);
  });

  it("$select returns exactly what it names", async () => {
    const { call, id, path } = onProfile(await start(), { displayName: "Kiosk" });
    const { json } = await call("GET", `${path}?$select=displayName, id`);
    delete json["@odata.context"];
    assert.deepEqual(json, { id, displayName: "Kiosk" });
  });

  it("the same seed gives the same ids and tokens, and a second token is another one", async () => {
    const issue = async (seed: number): Promise<string[]> => {
      const { emulator, id } = onProfile(await start({ seed }));
      return [id, emulator.issueToken(id, 60).value, emulator.issueToken(id, 60).value];
    };
    const first = await issue(7);
    assert.deepEqual(await issue(7), first);
    assert.equal(new Set([...first, ...(await issue(8))]).size, 6);
  });

  it("what somebody else does shows at once", async () => {
    const { emulator, call, id, path, read } = onProfile(await start());
    const token = emulator.issueToken(id, 60);
    assert.deepEqual([(await read()).tokenValue, token.issuedBy], [token.value, "somebody else"]);
    emulator.revokeToken(id);
    assert.equal((await read()).tokenValue, null);
    emulator.changeProfile(id, { enrolledDeviceCount: 2 });
    assert.equal((await call("GET", path)).json.enrolledDeviceCount, 2);
    emulator.removeProfile(id);
    assert.equal((await call("GET", path)).status, 404);
    assert.throws(() => emulator.issueToken(id, 60), /no profile/);
  });
});

describe("the emulator's lists", () => {
  const start = scenes();

  async function withProfiles(names: readonly string[], pageSize = 1000) {
    const scene = await start({ pageSize });
    const profiles = names.map((displayName) => onProfile(scene, { displayName }));
    const list = async (query: string) => {
      const { json } = await scene.call("GET", query.startsWith("http") ? query : `${deviceOwner}${query}`);
      const listed = (json.value as EnrollmentProfile[]).map(({ displayName }) => displayName);
      return { listed, next: json["@odata.nextLink"] as string | undefined };
    };
    return { ...scene, profiles, list };
  }

  it("a list has the profiles of its own set, with the token fields empty", async () => {
    const scene = await start();
    const { emulator, call, id } = onProfile(scene, { displayName: "A" });
    onProfile(scene, { displayName: "B" }, "androidForWork");
    emulator.issueToken(id, 60);
    const { json } = await call("GET", deviceOwner);
    const listed = json.value as EnrollmentProfile[];
    assert.equal(listed.length, 1);
    assert.partialDeepStrictEqual(listed[0], {
      displayName: "A",
      tokenValue: "",
      qrCodeContent: "",
      qrCodeImage: null,
    });
    assert.equal("@odata.nextLink" in json, false);
  });

  it("@odata.nextLink leads through all pages and keeps the other options", async () => {
    const { emulator, call } = await withProfiles(["A", "B", "C", "D", "E"], 2);
    const pages = [];
    let next: string | undefined = `${deviceOwner}?$select=displayName`;
    while (next !== undefined) {
      const { json } = await call("GET", next);
      pages.push(json.value);
      next = json["@odata.nextLink"] as string | undefined;
      assert.ok(next === undefined || next.startsWith(`${emulator.url}/beta/`));
    }
    const page = (...names: string[]) => names.map((displayName) => ({ displayName }));
    assert.deepEqual(pages, [page("A", "B"), page("C", "D"), page("E")]);
  });

  it("$top asks for a smaller page", async () => {
    const { list } = await withProfiles(["A", "B"]);
    const { listed, next } = await list("?$top=1");
    assert.deepEqual([listed, typeof next], [["A"], "string"]);
  });

  it("$filter finds a displayName, with its quotes doubled", async () => {
    const { list } = await withProfiles(["Bob's", "Alice's"]);
    const { listed } = await list(`?$filter=${encodeURIComponent("displayName eq 'Bob''s'")}`);
    assert.deepEqual(listed, ["Bob's"]);
  });

  it("$filter finds the tokens that live past a date", async () => {
    const { emulator, clock, profiles, list } = await withProfiles(["short", "long", "without a token"]);
    for (const [place, seconds] of [60, 120].entries())
      emulator.issueToken(profiles[place]?.id ?? "", seconds);
    const date = new Date(clock.at.getTime() + 60_000).toISOString();
    assert.deepEqual((await list(`?$filter=tokenExpirationDateTime gt ${date}`)).listed, ["long"]);
  });
});

describe("the emulator's tokens", () => {
  const start = scenes();

  for (const action of ["createToken", "microsoft.graph.createToken"]) {
    it(`${action} answers 204 without a body and issues a token that a GET by id shows`, async () => {
      const { emulator, clock, id, act, read, states } = onProfile(await start());
      const { status, text, headers } = await act(action, { tokenValidityInSeconds: 90 });
      assert.deepEqual([status, text, headers.get("content-type")], [204, "", null]);
      assert.partialDeepStrictEqual(await read(), {
        tokenValue: emulator.tokens(id)[0]?.value,
        tokenExpirationDateTime: "2026-03-01T10:01:30.2500000Z",
      });
      assert.deepEqual(states(), ["active"]);
      clock.advance(90_000);
      assert.deepEqual(states(), ["expired"]);
    });
  }

  for (const [enrollmentMode, form] of Object.entries({
    corporateOwnedDedicatedDevice: /^[A-Z]{20}$/,
    corporateOwnedFullyManaged: /^[A-Z]{8}$/,
    corporateOwnedAOSPUserlessDevice: /^[A-Z]{20}$/,
  })) {
    it(`a token of ${enrollmentMode} looks like ${form.source}`, async () => {
      const { emulator, id } = onProfile(await start(), { enrollmentMode });
      assert.match(emulator.issueToken(id, 60).value, form);
    });
  }

  it("the QR content of a GMS profile is the JSON that a device scans", async () => {
    const { emulator, id, read } = onProfile(await start());
    emulator.issueToken(id, 60);
    const { tokenValue, qrCodeContent, qrCodeImage } = await read();
    assert.equal(
      qrCodeContent,
      '{"android.app.extra.PROVISIONING_DEVICE_ADMIN_COMPONENT_NAME":"com.google.android.apps.work.clouddpc/.receivers.CloudDeviceAdminReceiver",' +
        '"android.app.extra.PROVISIONING_DEVICE_ADMIN_SIGNATURE_CHECKSUM":"I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg",' +
        '"android.app.extra.PROVISIONING_DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION":"https://play.google.com/managed/downloadManagingApp?identifier=setup",' +
        `"android.app.extra.PROVISIONING_ADMIN_EXTRAS_BUNDLE":{"com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN":"${String(tokenValue)}"}}`,
    );
    const { type, value } = qrCodeImage as { type: string; value: string };
    assert.equal(type, "image/png");
    assert.equal(Buffer.from(value, "base64").toString("latin1", 1, 4), "PNG");
  });

  for (const kind of ["Userless", "UserAssociated"]) {
    it(`AOSP ${kind}: actions on AOSP-{id}, reads on {id}, QR content base64 of JSON`, async () => {
      const scene = await start();
      const { emulator, call, id, read } = onProfile(scene, {
        enrollmentMode: `corporateOwnedAOSP${kind}Device`,
      });
      const act = (action: string) => call("POST", `${deviceOwner}/AOSP-${id}/${action}`, thirtyDays);
      const created = await act("createToken");
      const { tokenValue, qrCodeContent } = await read();
      const revoked = await act("revokeToken");

      assert.deepEqual([created.status, revoked.status], [204, 204]);
      const scanned = Buffer.from(String(qrCodeContent), "base64").toString();
      assert.ok(scanned.includes(String(tokenValue)));
      assert.equal(typeof JSON.parse(scanned), "object");
      assert.equal((await call("GET", `${deviceOwner}/AOSP-${id}`)).status, 404);
      assert.equal(emulator.requests.count({ profileId: id, action: "createToken" }), 1);
    });
  }

  it("AOSP- before the id of another kind of profile names nothing", async () => {
    const { call, id } = onProfile(await start());
    assert.equal((await call("POST", `${deviceOwner}/AOSP-${id}/createToken`, thirtyDays)).status, 404);
  });

  it("revokeToken takes no body, answers 204 and ends the token", async () => {
    const { emulator, id, act, states } = onProfile(await start());
    emulator.issueToken(id, 60);
    const { status, text } = await act("revokeToken");
    assert.deepEqual([status, text, states()], [204, "", ["revoked"]]);
  });
});
