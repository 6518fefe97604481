import assert from "node:assert/strict";
import { afw, deviceOwner, scenes } from "./harness";

describe("the emulator's profiles", () => {
  const start = scenes();

  it("POST creates a profile with the service's own fields and a token that it does not show", async () => {
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
