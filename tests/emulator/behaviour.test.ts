import assert from "node:assert/strict";
import { afw, deviceOwner, errorIn, readToken, scenes, thirtyDays } from "./harness";
import type { Behaviour } from "./index";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultBehaviour } from "./behaviour";

const [set, retrieve, clear] = ["set", "retrieve", "clear"].map(
  (verb) => `${verb}EnrollmentTimeDeviceMembershipTarget`,
) as [string, string, string];

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
    it(`expirationBeforeToken ${String(expirationBeforeToken)}, also once revoked`, async () => {
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
    it(`aospActionsOnBareId ${String(aospActionsOnBareId)}: the bare id answers ${status}`, async () => {
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
    it(`expirationWithoutEnd, ${title}: ${expiration}, ${state} past the validity`, async () => {
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

  it("lackingProperties: in no answer, and 400 in a $select or a body", async () => {
    const { emulator, call } = await start({ behaviour: { lackingProperties: ["deviceNameTemplate"] } });
    const { id } = emulator.addProfile("androidDeviceOwner");
    assert.equal("deviceNameTemplate" in (await call("GET", `${deviceOwner}/${id}`)).json, false);
    const selected = await call("GET", `${deviceOwner}/${id}?$select=id,deviceNameTemplate`);
    assert.match(errorIn(selected).message, /Could not find a property named 'deviceNameTemplate'/);
    const sent = await call("PATCH", `${deviceOwner}/${id}`, { deviceNameTemplate: "x" });
    assert.match(errorIn(sent).message, /'deviceNameTemplate' does not exist/);
  });

  it("entityInValue: a GET by id has the entity in value", async () => {
    const { emulator, call } = await start({ behaviour: { entityInValue: true } });
    const { id } = emulator.addProfile("androidForWork");
    const { json } = await call("GET", `${afw}/${id}?$select=id`);
    assert.deepEqual(json.value, { id });
  });

  for (const [activityId, header] of [
    ["client-request-id", "client-request-id"],
    ["request-id", "request-id"],
  ] as const) {
    it(`activityId ${activityId}: wrapped errors name it`, async () => {
      const { call } = await start({ behaviour: { activityId } });
      const reply = await call("GET", `${afw}/none`, undefined, { "client-request-id": "of-the-client" });
      assert.match(errorIn(reply).message, new RegExp(`Activity ID: ${reply.headers.get(header)} -`));
    });
  }

  const claims = Buffer.from(JSON.stringify({ roles: ["DeviceManagementConfiguration.ReadWrite.All"] }));
  const appOnly = { Authorization: `Bearer eyJhbGciOiJub25lIn0.${claims.toString("base64url")}.` };
  for (const [appOnlyFails, statuses] of [
    ["group actions", [204, 500]],
    ["writes", [500, 500]],
    ["never", [204, 204]],
  ] as const) {
    it(`appOnlyFails "${appOnlyFails}": an application's createToken and clear answer ${statuses.join(" and ")}`, async () => {
      const { emulator, call } = await start({ behaviour: { appOnlyFails } });
      const { id } = emulator.addProfile("androidDeviceOwner");
      const created = await call("POST", `${deviceOwner}/${id}/createToken`, thirtyDays, appOnly);
      const cleared = await call("POST", `${deviceOwner}/${id}/${clear}`, undefined, appOnly);
      assert.deepEqual([created.status, cleared.status], statuses);
      assert.equal((await call("POST", `${deviceOwner}/${id}/${clear}`)).status, 204, "a person's");
    });
  }

  for (const isAosp of [false, true]) {
    it(`tokenFieldsWithoutSelect "GMS": a plain GET of ${isAosp ? "an AOSP profile hides" : "another one shows"} the token`, async () => {
      const { emulator, call } = await start();
      const mode = isAosp ? "corporateOwnedAOSPUserlessDevice" : "corporateOwnedDedicatedDevice";
      const { id } = emulator.addProfile("androidDeviceOwner", { enrollmentMode: mode });
      const { value } = emulator.issueToken(id, 60);
      const shown = [
        (await call("GET", `${deviceOwner}/${id}`)).json.tokenValue,
        (await readToken(call, `${deviceOwner}/${id}`)).tokenValue,
      ];
      assert.deepEqual(shown, [isAosp ? "" : value, value]);
    });
  }

  for (const [tokensInListsWithSelect, mode, isShown] of [
    [true, "corporateOwnedDedicatedDevice", true],
    [true, "corporateOwnedAOSPUserlessDevice", false],
    [false, "corporateOwnedDedicatedDevice", false],
  ] as const) {
    it(`tokensInListsWithSelect ${tokensInListsWithSelect}, ${mode}: a list ${isShown ? "carries" : "lacks"} tokens`, async () => {
      const { emulator, call } = await start({ behaviour: { tokensInListsWithSelect } });
      const { id } = emulator.addProfile("androidDeviceOwner", { enrollmentMode: mode });
      const { value } = emulator.issueToken(id, 60);
      const plain = await call("GET", deviceOwner);
      const selected = await call("GET", `${deviceOwner}?$select=Id,TokenValue`);
      assert.equal(plain.text.includes(value), false);
      assert.equal(selected.text.includes(value), isShown);
    });
  }

  const dedicated = { displayName: "Kiosk", enrollmentMode: "corporateOwnedDedicatedDevice" };
  const inADay = { tokenExpirationDateTime: "2026-03-02T10:00:00Z" };
  for (const [creationExpiry, without, withIt] of [
    ["required", 400, 201],
    ["optional", 201, 201],
    ["refused", 201, 400],
  ] as const) {
    it(`creationExpiry "${creationExpiry}": ${without} without tokenExpirationDateTime, ${withIt} with it`, async () => {
      const both = { androidForWork: creationExpiry, androidDeviceOwner: creationExpiry };
      const { call } = await start({ behaviour: { creationExpiry: both } });
      for (const [set, body] of [
        [afw, { displayName: "Kiosk" }],
        [deviceOwner, dedicated],
      ] as const) {
        const replies = [await call("POST", set, body), await call("POST", set, { ...body, ...inADay })];
        assert.deepEqual(
          replies.map(({ status }) => status),
          [without, withIt],
        );
        for (const reply of replies.filter(({ status }) => status === 400)) {
          assert.match(errorIn(reply).message, /tokenExpirationDateTime/);
        }
      }
    });
  }

  it("leastFirstLifeInSeconds: 400 to a POST whose token would live less", async () => {
    const { call } = await start({ behaviour: { leastFirstLifeInSeconds: 86_400 } });
    for (const [tokenExpirationDateTime, status] of [
      ["2026-03-02T10:00:00Z", 400],
      ["2026-03-02T10:00:01Z", 201],
    ] as const) {
      const reply = await call("POST", deviceOwner, { ...dedicated, tokenExpirationDateTime });
      assert.equal(reply.status, status);
    }
  });

  for (const [issues, set, body] of [
    [false, afw, { displayName: "Kiosk" }],
    [true, afw, { displayName: "Kiosk" }],
    [false, deviceOwner, { ...dedicated, ...inADay }],
    [true, deviceOwner, { ...dedicated, ...inADay }],
  ] as const) {
    it(`firstToken ${issues}: a new profile in ${set.slice(23)} has ${issues ? "a" : "no"} token at once`, async () => {
      const firstToken = { androidForWork: issues, androidDeviceOwner: issues };
      const { emulator, call } = await start({ behaviour: { firstToken } });
      const { json } = await call("POST", set, body);
      const { tokenValue } = await readToken(call, `${set}/${String(json.id)}`);
      assert.equal(typeof tokenValue, issues ? "string" : "object");
      assert.deepEqual(
        emulator.tokens(String(json.id)).map(({ issuedBy }) => issuedBy),
        issues ? ["creation"] : [],
      );
      if (issues && set === deviceOwner) {
        assert.equal(json.tokenExpirationDateTime, inADay.tokenExpirationDateTime);
      }
    });
  }

  const aosp = { enrollmentMode: "corporateOwnedAOSPUserlessDevice" };
  for (const [nullInPatch, ofAosp, ofOthers] of [
    ["refused for AOSP", 400, 200],
    ["refused", 400, 400],
    ["taken", 200, 200],
  ] as const) {
    it(`nullInPatch "${nullInPatch}": ${ofAosp} of an AOSP profile, ${ofOthers} of others`, async () => {
      const { emulator, call } = await start({ behaviour: { nullInPatch } });
      const statuses = [];
      for (const profile of [aosp, dedicated]) {
        const { id } = emulator.addProfile("androidDeviceOwner", profile);
        statuses.push((await call("PATCH", `${deviceOwner}/${id}`, { description: null })).status);
      }
      assert.deepEqual(statuses, [ofAosp, ofOthers]);
    });
  }

  for (const [aospChanges, status] of [
    ["seven properties", 400],
    ["all", 200],
  ] as const) {
    it(`aospChanges "${aospChanges}": a PATCH of an AOSP profile's scope tags answers ${status}`, async () => {
      const { emulator, call } = await start({ behaviour: { aospChanges } });
      const { id } = emulator.addProfile("androidDeviceOwner", aosp);
      const path = `${deviceOwner}/${id}`;
      const type = { "@odata.type": "#microsoft.graph.androidDeviceOwnerEnrollmentProfile" };
      assert.equal((await call("PATCH", path, { ...type, description: "x", wifiSsid: "" })).status, 200);
      assert.equal((await call("PATCH", path, { description: "y", roleScopeTagIds: ["1"] })).status, status);
      assert.equal(emulator.profile(id)?.description, status === 200 ? "y" : "x");
    });
  }

  const groupId = "11111111-2222-3333-4444-555555555555";
  const target = {
    enrollmentTimeDeviceMembershipTargets: [{ targetType: "staticSecurityGroup", targetId: groupId }],
  };
  const grouped = async (behaviour: Partial<Behaviour>) => {
    const { emulator, call } = await start({ behaviour });
    const { id } = emulator.addProfile("androidDeviceOwner");
    return {
      emulator,
      id,
      act: (method: string, action: string, body?: object) =>
        call(method, `${deviceOwner}/${id}/${action}`, body),
    };
  };

  for (const [groupRetrievedBy, statuses] of [
    ["POST", [200, 400]],
    ["GET", [400, 200]],
    ["either", [200, 200]],
  ] as const) {
    it(`groupRetrievedBy "${groupRetrievedBy}": POST answers ${statuses[0]}, GET ${statuses[1]}`, async () => {
      const { act } = await grouped({ groupRetrievedBy });
      await act("POST", set, target);
      for (const [index, method] of ["POST", "GET"].entries()) {
        const reply = await act(method, retrieve);
        assert.equal(reply.status, statuses[index]);
        if (reply.status === 400) assert.match(errorIn(reply).message, /No OData route exists .* http verb/);
        else assert.match(reply.text, new RegExp(groupId));
      }
    });
  }

  it("groupInValue: answers about the group come in value", async () => {
    const { act } = await grouped({ groupInValue: true });
    const status = { targetId: groupId, targetValidationErrorCode: "unknown" };
    assert.deepEqual((await act("POST", set, target)).json.value, {
      validationSucceeded: true,
      enrollmentTimeDeviceMembershipTargetValidationStatuses: [status],
    });
    assert.equal(typeof (await act("POST", retrieve)).json.value, "object");
  });

  it("groupError: 200, validationSucceeded false, and no group is set", async () => {
    const { emulator, id, act } = await grouped({ groupError: "firstPartyAppNotAnOwner" });
    const { status, json } = await act("POST", set, target);
    assert.deepEqual([status, json.validationSucceeded], [200, false]);
    assert.equal(emulator.group(id), undefined);
  });

  for (const [groupChange, status] of [
    ["replaces", 200],
    ["after clear", 400],
  ] as const) {
    it(`groupChange "${groupChange}": setting another group answers ${status}`, async () => {
      const { emulator, id, act } = await grouped({ groupChange });
      emulator.setGroup(id, "99999999-2222-3333-4444-555555555555");
      assert.equal((await act("POST", set, target)).status, status);
      assert.equal((await act("POST", clear)).status, 204);
      assert.equal((await act("POST", set, target)).status, 200);
      assert.equal(emulator.group(id), groupId);
    });
  }

  it("androidForWork and AOSP profiles have no group of enrollment", async () => {
    const { emulator, call } = await start();
    const ofWork = `${afw}/${emulator.addProfile("androidForWork").id}`;
    const ofAosp = `${deviceOwner}/AOSP-${emulator.addProfile("androidDeviceOwner", aosp).id}`;
    for (const path of [ofWork, ofAosp]) {
      assert.equal((await call("POST", `${path}/${set}`, target)).status, 400);
    }
  });

  it("a switch may be turned between two requests", async () => {
    const { emulator, call } = await start();
    const path = "/v1.0/deviceManagement/androidForWorkEnrollmentProfiles";
    const before = await call("GET", path);
    emulator.behaviour.servedInV1 = true;
    assert.deepEqual([before.status, (await call("GET", path)).status], [400, 200]);
  });
});

describe("the emulator's delays", () => {
  const start = scenes();

  it("readLag in reads: so many GETs by id show the earlier token, a list none of them", async () => {
    const { emulator, call } = await start({ behaviour: { readLag: { reads: 2 } } });
    const { id } = emulator.addProfile("androidForWork");
    const earlier = emulator.issueToken(id, 60).value;
    await call("POST", `${afw}/${id}/createToken`, thirtyDays);
    await call("GET", afw);

    const read = async () => (await readToken(call, `${afw}/${id}`)).tokenValue;
    const issued = emulator.tokens(id)[1]?.value;
    assert.deepEqual([await read(), await read(), await read()], [earlier, earlier, issued]);
    assert.equal(emulator.profile(id)?.tokenValue, issued);
  });

  it("readLag in milliseconds goes by the clock, lists included", async () => {
    const { emulator, call, clock } = await start({ behaviour: { readLag: { milliseconds: 3000 } } });
    const { id } = emulator.addProfile("androidForWork");
    await call("POST", `${afw}/${id}/createToken`, { tokenValidityInSeconds: 60 });
    const expirations = async () => {
      const { json } = await call("GET", `${afw}?$select=tokenExpirationDateTime`);
      return [(await readToken(call, `${afw}/${id}`)).tokenExpirationDateTime, json.value];
    };

    clock.advance(2999);
    const before = "0001-01-01T00:00:00Z";
    assert.deepEqual(await expirations(), [before, [{ tokenExpirationDateTime: before }]]);
    clock.advance(1);
    const after = "2026-03-01T10:01:00.2500000Z";
    assert.deepEqual(await expirations(), [after, [{ tokenExpirationDateTime: after }]]);
  });

  it("readLag: a second token waits its own turn", async () => {
    const { emulator, call } = await start({ behaviour: { readLag: { reads: 1 } } });
    const { id } = emulator.addProfile("androidForWork");
    const read = async () => (await readToken(call, `${afw}/${id}`)).tokenValue;
    await call("POST", `${afw}/${id}/createToken`, thirtyDays);
    const first = await read();
    await call("POST", `${afw}/${id}/createToken`, thirtyDays);
    const values = emulator.tokens(id).map(({ value }) => value);
    assert.deepEqual([first, await read(), await read()], [null, values[0], values[1]]);
  });

  it("readLag: what somebody else does meanwhile is not undone by the token that lagged", async () => {
    const { emulator, call } = await start({ behaviour: { readLag: { reads: 1 } } });
    const { id } = emulator.addProfile("androidForWork");
    await call("POST", `${afw}/${id}/createToken`, thirtyDays);
    const { value } = emulator.issueToken(id, 60);
    const read = async () => (await readToken(call, `${afw}/${id}`)).tokenValue;
    assert.deepEqual([await read(), await read()], [value, value]);
  });

  it("lateCopies: for a while every second GET by id shows the earlier token again", async () => {
    const { emulator, call, clock } = await start({ behaviour: { lateCopies: { milliseconds: 3000 } } });
    const { id } = emulator.addProfile("androidForWork");
    await call("POST", `${afw}/${id}/createToken`, thirtyDays);
    const read = async () => (await readToken(call, `${afw}/${id}`)).tokenValue;
    const issued = emulator.tokens(id)[0]?.value;
    assert.deepEqual([await read(), await read(), await read()], [issued, null, issued]);
    clock.advance(3000);
    assert.equal(await read(), issued);
  });

  it("lateCopies: a revocation is not shown by every copy either", async () => {
    const { emulator, call } = await start({ behaviour: { lateCopies: { milliseconds: 3000, every: 3 } } });
    const { id } = emulator.addProfile("androidForWork");
    const { value } = emulator.issueToken(id, 60);
    await call("POST", `${afw}/${id}/revokeToken`);
    const read = async () => (await readToken(call, `${afw}/${id}`)).tokenValue;
    assert.deepEqual([await read(), await read(), await read()], [null, null, value]);
  });

  it("lateCopy is what such a read shows, as long as there may be one", async () => {
    const { emulator, call, clock } = await start({ behaviour: { lateCopies: { milliseconds: 3000 } } });
    const { id } = emulator.addProfile("androidForWork");
    const late = () => emulator.lateCopy(id)?.tokenValue;
    assert.equal(late(), undefined);
    const { value } = emulator.issueToken(id, 60);
    assert.equal(late(), null);
    await call("POST", `${afw}/${id}/createToken`, thirtyDays);
    assert.equal(late(), value);
    await readToken(call, `${afw}/${id}`);
    assert.equal(late(), value);
    clock.advance(3000);
    assert.equal(late(), undefined);
  });
});

const page = readFileSync(join(__dirname, "../../docs/service.md"), "utf8");
const rows = page.split("\n").filter((line) => line.startsWith("|") && !/^\| (behaviour|---)/.test(line));

describe("docs/service.md", () => {
  it("has a row for each switch of the emulator, and for nothing else", () => {
    const named = rows.flatMap((row) => /\| `(\w+)`: /.exec(row)?.slice(1) ?? []);
    assert.deepEqual(named.sort(), Object.keys(defaultBehaviour()).sort());
  });

  it("grades each behaviour", () => {
    for (const row of rows) assert.match(row, /\| (documented|seen|assumed) +\|/);
  });
});
