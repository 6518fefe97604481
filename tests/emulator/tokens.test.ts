import assert from "node:assert/strict";
import { afw, deviceOwner, readToken, scenes, thirtyDays } from "./harness";

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

  it("the QR content of a profile with Google Mobile Services is the JSON that a device scans", async () => {
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

  it("what somebody else does shows at once: an issue, a revocation, an enrollment, a removal", async () => {
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
