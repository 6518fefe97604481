import assert from "node:assert/strict";
import { afw, deviceOwner, scenes, readToken, thirtyDays } from "./harness";
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
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidForWork");
    const { json } = await call("GET", `${afw}/${id}`);
    assert.equal(json.id, id);
    assert.equal("tokenCreationDateTime" in json || "roleScopeTagIds" in json, false);
  });

  it("PATCH changes what it names, the modification date, and nothing else", async () => {
    const { emulator, call, clock } = await start();
    const before = emulator.addProfile("androidForWork", { displayName: "Kiosk", description: "Lobby" });
    clock.advance(1750);
    const { status, json } = await call("PATCH", `${afw}/${before.id}`, { description: "Hall" });

    const after = { ...before, description: "Hall", lastModifiedDateTime: "2026-03-01T10:00:02Z" };
    assert.equal(status, 200);
    assert.equal(json.description, "Hall");
    assert.deepEqual(emulator.profile(before.id), after);
  });

  it("DELETE removes the profile and ends its token", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidForWork");
    emulator.issueToken(id, 60);
    const { status, text: body } = await call("DELETE", `${afw}/${id}`);

    assert.deepEqual([status, body], [204, ""]);
    assert.equal(emulator.profile(id), undefined);
    assert.deepEqual(
      emulator.tokens(id).map(({ state }) => state),
      ["revoked"],
    );
  });

  it("a value met in the field, though in no enumeration, is passed through on a read", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidDeviceOwner", { enrollmentMode: "5" });
    assert.equal((await call("GET", `${deviceOwner}/${id}`)).json.enrollmentMode, "5");
  });

  it("the mode 5 may be a number, and scope tags may be null", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidDeviceOwner", {
      enrollmentMode: 5,
      roleScopeTagIds: [null, "0"],
    });
    const { json } = await call("GET", `${deviceOwner}/${id}`);
    assert.deepEqual([json.enrollmentMode, json.roleScopeTagIds], [5, [null, "0"]]);
  });

  it("a GUID in other letters names the same profile, and actions take it too", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidForWork");
    const path = `${afw}/${id.toUpperCase()}`;
    assert.equal((await call("POST", `${path}/createToken`, { tokenValidityInSeconds: 60 })).status, 204);
    assert.equal((await call("GET", path)).json.id, id);
  });

  it("an id need not be a GUID", async () => {
    const { emulator, call } = await start();
    emulator.addProfile("androidForWork", { id: "profile of 2019" });
    assert.equal((await call("GET", `${afw}/profile%20of%202019`)).status, 200);
  });

  it("$select returns exactly what it names", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidForWork", { displayName: "Kiosk" });
    const { json } = await call("GET", `${afw}/${id}?$select=displayName, id`);
    delete json["@odata.context"];
    assert.deepEqual(json, { id, displayName: "Kiosk" });
  });
});

describe("the emulator's lists", () => {
  const start = scenes();
  const names = (value: unknown) => (value as EnrollmentProfile[]).map(({ displayName }) => displayName);

  it("a list has the profiles of its own set, with the token fields empty", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidForWork", { displayName: "A" });
    emulator.addProfile("androidDeviceOwner", { displayName: "B" });
    const { value } = emulator.issueToken(id, 60);
    const { json, text: body } = await call("GET", afw);

    const listed = (json.value as EnrollmentProfile[]).map(
      ({ displayName, tokenValue, qrCodeContent, qrCodeImage }) => [
        ...[displayName, tokenValue, qrCodeContent, qrCodeImage],
      ],
    );
    assert.deepEqual(listed, [["A", "", "", null]]);
    assert.equal("@odata.nextLink" in json || body.includes(value), false);
  });

  it("@odata.nextLink leads through all pages and keeps the other options", async () => {
    const { emulator, call } = await start({ pageSize: 2 });
    for (const displayName of ["A", "B", "C", "D", "E"])
      emulator.addProfile("androidForWork", { displayName });
    const pages = [];
    let next: string | undefined = `${afw}?$select=displayName`;
    while (next !== undefined) {
      const { json } = await call("GET", next);
      pages.push(json.value);
      next = json["@odata.nextLink"] as string | undefined;
      assert.ok(next === undefined || next.startsWith(`${emulator.url}/beta/`));
    }
    assert.deepEqual(pages, [
      [{ displayName: "A" }, { displayName: "B" }],
      [{ displayName: "C" }, { displayName: "D" }],
      [{ displayName: "E" }],
    ]);
  });

  it("$top asks for a smaller page", async () => {
    const { emulator, call } = await start();
    for (const displayName of ["A", "B"]) emulator.addProfile("androidForWork", { displayName });
    const { json } = await call("GET", `${afw}?$top=1`);
    assert.deepEqual(names(json.value), ["A"]);
    assert.equal(typeof json["@odata.nextLink"], "string");
  });

  it("$filter finds a displayName, quotes doubled", async () => {
    const { emulator, call } = await start();
    for (const displayName of ["Bob's", "Alice's"]) emulator.addProfile("androidForWork", { displayName });
    const { json } = await call("GET", `${afw}?$filter=${encodeURIComponent("displayName eq 'Bob''s'")}`);
    assert.deepEqual(names(json.value), ["Bob's"]);
  });

  it("$filter finds the tokens that live past a date", async () => {
    const { emulator, call, clock } = await start();
    for (const [displayName, seconds] of [
      ["short", 60],
      ["long", 120],
    ] as const) {
      emulator.issueToken(emulator.addProfile("androidDeviceOwner", { displayName }).id, seconds);
    }
    emulator.addProfile("androidDeviceOwner", { displayName: "without a token" });
    const date = new Date(clock.at.getTime() + 60_000).toISOString();
    const { json } = await call("GET", `${deviceOwner}?$filter=tokenExpirationDateTime gt ${date}`);
    assert.deepEqual(names(json.value), ["long"]);
  });
});

describe("the emulator's tokens", () => {
  const start = scenes();

  for (const action of ["createToken", "microsoft.graph.createToken"]) {
    it(`${action} answers 204 without a body and issues a token that a GET by id shows`, async () => {
      const { emulator, call, clock } = await start();
      const { id } = emulator.addProfile("androidForWork");
      const {
        status,
        text: body,
        headers,
      } = await call("POST", `${afw}/${id}/${action}`, {
        tokenValidityInSeconds: 90,
      });
      const fields = await readToken(call, `${afw}/${id}`);
      const [token] = emulator.tokens(id);

      assert.deepEqual([status, body, headers.get("content-type")], [204, "", null]);
      assert.match(String(fields.tokenValue), /^[A-Z]{20}$/);
      assert.equal(fields.tokenValue, token?.value);
      assert.equal(fields.tokenExpirationDateTime, "2026-03-01T10:01:30.2500000Z");
      assert.equal(token?.state, "active");
      clock.advance(90_000);
      assert.equal(emulator.tokens(id)[0]?.state, "expired");
    });
  }

  it("the QR content of a GMS profile is the JSON that a device scans", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidDeviceOwner");
    emulator.issueToken(id, 60);
    const { tokenValue, qrCodeContent, qrCodeImage } = await readToken(call, `${deviceOwner}/${id}`);

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

  for (const enrollmentMode of [
    "corporateOwnedAOSPUserlessDevice",
    "corporateOwnedAOSPUserAssociatedDevice",
  ]) {
    it(`${enrollmentMode}: actions on AOSP-{id}, reads on {id}, QR content base64 of JSON`, async () => {
      const { emulator, call } = await start();
      const { id } = emulator.addProfile("androidDeviceOwner", { enrollmentMode });
      const created = await call("POST", `${deviceOwner}/AOSP-${id}/createToken`, thirtyDays);
      const { tokenValue, qrCodeContent } = await readToken(call, `${deviceOwner}/${id}`);
      const revoked = await call("POST", `${deviceOwner}/AOSP-${id}/revokeToken`);

      assert.deepEqual([created.status, revoked.status], [204, 204]);
      const scanned = Buffer.from(String(qrCodeContent), "base64").toString();
      assert.ok(scanned.includes(String(tokenValue)));
      assert.equal(typeof JSON.parse(scanned), "object");
      assert.equal((await call("GET", `${deviceOwner}/AOSP-${id}`)).status, 404);
      assert.equal(emulator.requests.count({ profileId: id, action: "createToken" }), 1);
    });
  }

  it("AOSP- before the id of another kind of profile names nothing", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidDeviceOwner");
    assert.equal((await call("POST", `${deviceOwner}/AOSP-${id}/createToken`, thirtyDays)).status, 404);
  });

  for (const [enrollmentMode, length] of [
    ["corporateOwnedDedicatedDevice", 20],
    ["corporateOwnedFullyManaged", 8],
    ["corporateOwnedAOSPUserlessDevice", 20],
  ] as const) {
    it(`a token of ${enrollmentMode} has ${length} characters`, async () => {
      const { emulator } = await start();
      const { id } = emulator.addProfile("androidDeviceOwner", { enrollmentMode });
      assert.equal(emulator.issueToken(id, 60).value.length, length);
    });
  }

  it("revokeToken takes no body, answers 204 and ends the token", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidForWork");
    emulator.issueToken(id, 60);
    const { status, text: body } = await call("POST", `${afw}/${id}/revokeToken`);
    assert.deepEqual([status, body], [204, ""]);
    assert.equal(emulator.tokens(id)[0]?.state, "revoked");
  });

  it("what somebody else does shows at once", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidForWork");
    const token = emulator.issueToken(id, 60);
    assert.equal((await readToken(call, `${afw}/${id}`)).tokenValue, token.value);
    assert.equal(token.issuedBy, "somebody else");
    emulator.revokeToken(id);
    assert.equal((await readToken(call, `${afw}/${id}`)).tokenValue, null);
    emulator.enrollDevices(id, 2);
    assert.equal((await call("GET", `${afw}/${id}`)).json.enrolledDeviceCount, 2);
    emulator.removeProfile(id);
    assert.equal((await call("GET", `${afw}/${id}`)).status, 404);
    assert.throws(() => emulator.issueToken(id, 60), /no profile/);
  });

  it("the same seed gives the same ids and tokens, and a second token is another one", async () => {
    const issue = async (seed: number): Promise<string[]> => {
      const { emulator } = await start({ seed });
      const { id } = emulator.addProfile("androidForWork");
      return [id, emulator.issueToken(id, 60).value, emulator.issueToken(id, 60).value];
    };
    const first = await issue(7);
    assert.deepEqual(await issue(7), first);
    assert.equal(new Set([...first, ...(await issue(8))]).size, 6);
  });
});
