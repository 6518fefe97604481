import assert from "node:assert/strict";
import { afw, deviceOwner, errorIn, readToken, scenes, thirtyDays } from "./harness";
import type { Behaviour } from "./index";

describe("the emulator's switches", () => {
  const start = scenes();

  it("servedInV1: v1.0 does what beta does", async () => {
    const { emulator, call } = await start({ behaviour: { servedInV1: true } });
    const { id } = emulator.addProfile("androidForWork");
    const path = `/v1.0/deviceManagement/androidForWorkEnrollmentProfiles/${id}`;
    assert.equal((await call("POST", `${path}/createToken`, thirtyDays)).status, 204);
    assert.equal((await readToken(call, path)).tokenValue, emulator.tokens(id)[0]?.value);
  });

  for (const [tokenFieldsWithoutSelect, isShown] of [
    [undefined, true],
    [false, false],
  ] as const) {
    it(`tokenFieldsWithoutSelect ${String(tokenFieldsWithoutSelect)}: a plain GET ${isShown ? "shows" : "hides"} the token`, async () => {
      const { emulator, call } = await start({
        behaviour: tokenFieldsWithoutSelect === undefined ? {} : { tokenFieldsWithoutSelect },
      });
      const { id } = emulator.addProfile("androidForWork");
      const { value } = emulator.issueToken(id, 60);
      const plain = await call("GET", `${afw}/${id}`);
      assert.equal(plain.json.tokenValue, isShown ? value : "");
      assert.equal(plain.text.includes(value), isShown);
      assert.equal(plain.json.tokenExpirationDateTime, "2026-03-01T10:01:00.2500000Z");
      assert.equal((await readToken(call, `${afw}/${id}`)).tokenValue, value);
    });
  }

  for (const [revokes, states] of [
    ["all", ["revoked", "revoked"]],
    ["the latest", ["active", "revoked"]],
  ] as const) {
    it(`revokes "${revokes}": of two tokens that live, revokeToken leaves ${states.join(" and ")}`, async () => {
      const { emulator, call } = await start({ behaviour: { revokes, earlierToken: "lives on" } });
      const { id } = emulator.addProfile("androidForWork");
      emulator.issueToken(id, 60);
      emulator.issueToken(id, 60);
      const seen = () => emulator.tokens(id).map(({ state }) => state);
      await call("POST", `${afw}/${id}/revokeToken`);
      assert.deepEqual(seen(), states);
      await call("POST", `${afw}/${id}/revokeToken`);
      assert.deepEqual(seen(), states);
    });
  }

  for (const [earlierToken, state] of [
    ["invalidated", "replaced"],
    ["lives on", "active"],
  ] as const) {
    it(`earlierToken "${earlierToken}": createToken leaves the earlier one ${state}`, async () => {
      const { emulator, call } = await start({ behaviour: { earlierToken } });
      const { id } = emulator.addProfile("androidForWork");
      emulator.issueToken(id, 60);
      await call("POST", `${afw}/${id}/createToken`, thirtyDays);
      assert.deepEqual(
        emulator.tokens(id).map((token) => token.state),
        [state, "active"],
      );
    });
  }

  const kept = { value: "kept", content: "kept", image: "kept" };
  const revocations: Record<Behaviour["afterRevoke"], object> = {
    cleared: { value: null, content: null, image: null, expiration: "0001-01-01T00:00:00Z" },
    emptied: { value: "", content: "", image: null, expiration: "0001-01-01T00:00:00Z" },
    "expired now": { ...kept, expiration: "2026-03-01T10:00:10.2500000Z" },
    "expired at 0001-01-01": { ...kept, expiration: "0001-01-01T00:00:00Z" },
    unchanged: { ...kept, expiration: "2026-03-01T10:01:00.2500000Z" },
  };
  for (const [afterRevoke, expected] of Object.entries(revocations)) {
    it(`afterRevoke "${afterRevoke}"`, async () => {
      const { emulator, call, clock } = await start({
        behaviour: { afterRevoke: afterRevoke as Behaviour["afterRevoke"] },
      });
      const { id } = emulator.addProfile("androidForWork");
      emulator.issueToken(id, 60);
      const before = await readToken(call, `${afw}/${id}`);
      clock.advance(10_000);
      await call("POST", `${afw}/${id}/revokeToken`);
      const after = await readToken(call, `${afw}/${id}`);

      const shown = (name: string) =>
        JSON.stringify(after[name]) === JSON.stringify(before[name]) ? "kept" : after[name];
      assert.deepEqual(
        {
          value: shown("tokenValue"),
          content: shown("qrCodeContent"),
          image: shown("qrCodeImage"),
          expiration: after.tokenExpirationDateTime,
        },
        expected,
      );
      assert.equal(emulator.tokens(id)[0]?.state, "revoked");
    });
  }

  for (const expirationBeforeToken of ["0001-01-01T00:00:00Z", null] as const) {
    it(`expirationBeforeToken ${String(expirationBeforeToken)}, after a clearing revocation too`, async () => {
      const { emulator, call } = await start({ behaviour: { expirationBeforeToken } });
      const { id } = emulator.addProfile("androidForWork");
      const read = async () => (await readToken(call, `${afw}/${id}`)).tokenExpirationDateTime;
      assert.equal(await read(), expirationBeforeToken);
      emulator.issueToken(id, 60);
      await call("POST", `${afw}/${id}/revokeToken`);
      assert.equal(await read(), expirationBeforeToken);
    });
  }

  for (const [aospActionsOnBareId, status] of [
    [false, 404],
    [true, 204],
  ] as const) {
    it(`aospActionsOnBareId ${String(aospActionsOnBareId)}: createToken on the bare id answers ${status}`, async () => {
      const { emulator, call } = await start({ behaviour: { aospActionsOnBareId } });
      const { id } = emulator.addProfile("androidDeviceOwner", {
        enrollmentMode: "corporateOwnedAOSPUserlessDevice",
      });
      const onBare = await call("POST", `${deviceOwner}/${id}/createToken`, thirtyDays);
      const onPrefixed = await call("POST", `${deviceOwner}/AOSP-${id}/createToken`, thirtyDays);
      assert.deepEqual([onBare.status, onPrefixed.status], [status, 204]);
    });
  }

  for (const [seconds, clamped] of [
    [59, 60],
    [60, 60],
    [3600, 3600],
    [3601, 3600],
    [-1, 60],
  ] as const) {
    const limits = { minimumInSeconds: 60, maximumInSeconds: 3600 };
    const isTaken = seconds === clamped;

    it(`tokenValidity 60 to 3600, error: ${seconds} is ${isTaken ? "taken" : "refused"}`, async () => {
      const { emulator, call } = await start({
        behaviour: { tokenValidity: { ...limits, outside: "error" } },
      });
      const { id } = emulator.addProfile("androidForWork");
      const reply = await call("POST", `${afw}/${id}/createToken`, { tokenValidityInSeconds: seconds });
      assert.equal(reply.status, isTaken ? 204 : 400);
      if (!isTaken) assert.match(errorIn(reply).message, /between 60 and 3600/);
      assert.equal(emulator.tokens(id).length, isTaken ? 1 : 0);
    });

    it(`tokenValidity 60 to 3600, clamp: ${seconds} gives ${clamped}`, async () => {
      const { emulator, call, clock } = await start({
        behaviour: { tokenValidity: { ...limits, outside: "clamp" } },
      });
      const { id } = emulator.addProfile("androidForWork");
      await call("POST", `${afw}/${id}/createToken`, { tokenValidityInSeconds: seconds });
      const expiration = emulator.tokens(id)[0]?.expirationDateTime?.getTime() ?? 0;
      assert.equal(expiration - clock.at.getTime(), clamped * 1000);
    });
  }

  it("the longest documented validity, 65 years, is taken by default", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidDeviceOwner");
    const body = { tokenValidityInSeconds: 2_051_222_400 };
    assert.equal((await call("POST", `${deviceOwner}/${id}/createToken`, body)).status, 204);
    assert.match(emulator.profile(id)?.tokenExpirationDateTime ?? "", /^2091-/);
  });

  const requested = "2026-03-01T10:01:00.2500000Z";
  const userDriven = { enrollmentMode: "corporateOwnedFullyManaged" };
  for (const [title, behaviour, profile, expiration, state] of [
    ["by default", {}, userDriven, "9999-12-31T23:59:59Z", "active"],
    ["work profile", {}, { enrollmentMode: "corporateOwnedWorkProfile" }, "9999-12-31T23:59:59Z", "active"],
    [
      "no date",
      { expirationWithoutEnd: "0001-01-01T00:00:00Z" },
      userDriven,
      "0001-01-01T00:00:00Z",
      "active",
    ],
    ["as requested", { expirationWithoutEnd: "as requested" }, userDriven, requested, "expired"],
    ["a staging token", {}, { ...userDriven, enrollmentTokenType: "deviceStaging" }, requested, "expired"],
    ["a dedicated device", {}, {}, requested, "expired"],
  ] as const) {
    it(`expirationWithoutEnd, ${title}: ${expiration}, and the token is ${state} after it was to end`, async () => {
      const { emulator, call, clock } = await start({ behaviour });
      const { id } = emulator.addProfile("androidDeviceOwner", profile);
      await call("POST", `${deviceOwner}/${id}/createToken`, { tokenValidityInSeconds: 60 });
      clock.advance(60_000);
      assert.equal((await readToken(call, `${deviceOwner}/${id}`)).tokenExpirationDateTime, expiration);
      assert.equal(emulator.tokens(id)[0]?.state, state);
    });
  }

  it("deleteOfMissing 400: DELETE answers 400, GET still 404", async () => {
    const { call } = await start({ behaviour: { deleteOfMissing: 400 } });
    const reply = await call("DELETE", `${afw}/none`);
    assert.deepEqual([reply.status, errorIn(reply).code], [400, "BadRequest"]);
    assert.equal((await call("GET", `${afw}/none`)).status, 404);
  });

  it("a switch may be turned between two requests", async () => {
    const { emulator, call } = await start();
    const path = "/v1.0/deviceManagement/androidForWorkEnrollmentProfiles";
    const before = await call("GET", path);
    emulator.behaviour.servedInV1 = true;
    assert.deepEqual([before.status, (await call("GET", path)).status], [400, 200]);
  });
});
