import assert from "node:assert/strict";
import { afw, deviceOwner, scenes, thirtyDays } from "./harness";
import { reset, type RecordedRequest } from "./index";

describe("the emulator's record", () => {
  const start = scenes();

  it("a request is recorded with its parts, its target and its status", async () => {
    const { emulator, call, clock } = await start();
    const { id } = emulator.addProfile("androidForWork");
    await call("POST", `${afw}/${id}/createToken?trace=1`, thirtyDays, { "client-request-id": "mine" });
    const [recorded] = emulator.requests.all();
    const { headers, at, ...rest } = recorded ?? assert.fail("nothing recorded");

    assert.deepEqual(rest, {
      method: "POST",
      path: `${afw}/${id}/createToken`,
      query: { trace: "1" },
      body: { tokenValidityInSeconds: 2_592_000 },
      version: "beta",
      profileType: "androidForWork",
      profileId: id,
      action: "createToken",
      status: 204,
      fault: undefined,
    });
    assert.equal(headers["client-request-id"], "mine");
    assert.deepEqual(at, clock.at);
  });

  it("requests are counted by what they were, and listed in a line each", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidDeviceOwner");
    emulator.fault({ action: "createToken" }, reset({ commit: "after" }));
    await assert.rejects(call("POST", `${deviceOwner}/${id}/createToken`, thirtyDays));
    await call("POST", `${deviceOwner}/${id}/microsoft.graph.createToken`, thirtyDays);
    await call("GET", `${deviceOwner}/${id}?$select=id`);
    await call("GET", afw);
    await emulator.requests.settled({}, 4);

    const { requests } = emulator;
    assert.deepEqual(
      [
        requests.count(),
        requests.count({ action: "createToken" }),
        requests.count({ action: "createToken", status: 204 }),
        requests.count({ action: null }),
        requests.count({ method: "GET", profileId: id }),
        requests.count({ profileType: "androidForWork" }),
      ],
      [4, 2, 1, 2, 1, 1],
    );
    assert.deepEqual(requests.lines(), [
      `POST ${deviceOwner}/${id}/createToken → no answer (reset after commit)`,
      `POST ${deviceOwner}/${id}/microsoft.graph.createToken → 204`,
      `GET ${deviceOwner}/${id}?$select=id → 200`,
      `GET ${afw} → 200`,
    ]);
    requests.clear();
    assert.equal(requests.count(), 0);
  });

  it("arrived and settled wait for the nth request, earlier ones counted", async () => {
    const { emulator, call } = await start();
    const hold = emulator.hold({ path: afw });
    const second = emulator.requests.arrived({ method: "GET" }, 2);
    const seen: string[] = [];
    const settled = emulator.requests
      .settled({ path: afw })
      .then(({ status }) => seen.push(`settled ${status}`));
    await call("GET", deviceOwner);
    const secondOfBoth = emulator.requests.arrived({}, 2);
    const pending = call("GET", afw);
    assert.equal((await secondOfBoth).path, afw);
    assert.equal((await second).path, afw);
    assert.equal((await emulator.requests.arrived({ method: "GET" }, 1)).path, deviceOwner);
    assert.deepEqual(seen, []);
    hold.release();
    await pending;
    await settled;
    assert.deepEqual(seen, ["settled 200"]);
    assert.equal((await emulator.requests.settled({ path: afw })).status, 200);
  });

  it("onRequest is told every request once it is over", async () => {
    const told: RecordedRequest[] = [];
    const { emulator, call } = await start({ onRequest: (request) => told.push(request) });
    await call("GET", afw);
    await emulator.requests.settled();
    assert.deepEqual(told, emulator.requests.all());
    assert.equal(told[0]?.status, 200);
  });

  it("no record holds a secret, wherever a client put it", async () => {
    const { emulator, call } = await start();
    const wifiPassword = "open-sesame";
    const bearer = "eyJ0eXAi.eyJhcHBpZCI6.c2lnbmF0dXJl";
    const { id } = emulator.addProfile("androidForWork");
    const aosp = emulator.addProfile("androidDeviceOwner", {
      enrollmentMode: "corporateOwnedAOSPUserlessDevice",
    });
    const token = emulator.issueToken(id, 60);
    const staged = emulator.issueToken(aosp.id, 60);
    const secrets = [bearer, token.value, token.qrCodeContent, staged.value, staged.qrCodeContent];
    const everywhere = secrets.join(" ");

    await call("PATCH", `${deviceOwner}/${aosp.id}`, { wifiPassword }, { Authorization: `Bearer ${bearer}` });
    await call("GET", `${afw}/${token.value}?$filter=${encodeURIComponent(everywhere)}`);
    await call("POST", `${afw}/${id}/createToken`, {
      [token.value]: [everywhere],
      [staged.value]: everywhere,
    });
    await call("GET", `${afw}/${encodeURIComponent(everywhere)}`);
    await call("POST", afw, everywhere);
    await call("GET", afw, undefined, {
      Authorization: token.value,
      Cookie: "session=hush",
      "Proxy-Authorization": "Basic hush",
      "client-request-id": everywhere,
    });

    await call("GET", afw, undefined, { Authorization: "Basic hush" });
    await call("GET", afw, undefined, { Authorization: "Bearer hush" });

    const record = JSON.stringify([emulator.requests.all(), emulator.requests.lines()]);
    for (const secret of [...secrets, wifiPassword, "hush", "bearer-of-the-test"]) {
      assert.equal(record.includes(secret), false, `The record holds ${secret}.`);
      assert.equal(
        record.includes(encodeURIComponent(secret)),
        false,
        `The record holds ${secret}, encoded.`,
      );
      assert.equal(
        record.includes(JSON.stringify(secret).slice(1, -1)),
        false,
        `The record holds ${secret}, escaped.`,
      );
    }
    assert.equal(emulator.requests.all()[0]?.headers.authorization, "Bearer [redacted]");
    assert.deepEqual(emulator.requests.all()[0]?.body, { wifiPassword: "[redacted]" });
  });
});
