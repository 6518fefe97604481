import assert from "node:assert/strict";
import { afw, onProfile, scenes, thirtyDays, until } from "./harness";
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
    const { emulator, call, id, path, act } = onProfile(await start());
    emulator.fault({ action: "createToken" }, reset({ commit: "after" }));
    await assert.rejects(act("createToken", thirtyDays));
    await act("microsoft.graph.createToken", thirtyDays);
    await call("GET", `${path}?$select=id`);
    await call("GET", afw);

    const { requests } = emulator;
    for (const [matcher, count] of [
      [{}, 4],
      [{ action: "createToken" }, 2],
      [{ action: "createToken", status: 204 }, 1],
      [{ action: null }, 2],
      [{ method: "GET", profileId: id }, 1],
      [{ profileType: "androidForWork" }, 1],
    ] as const) {
      assert.equal(requests.count(matcher), count);
    }
    assert.deepEqual(requests.lines(), [
      `POST ${path}/createToken → no answer (reset after commit)`,
      `POST ${path}/microsoft.graph.createToken → 204`,
      `GET ${path}?$select=id → 200`,
      `GET ${afw} → 200`,
    ]);
    requests.clear();
    assert.equal(requests.count(), 0);
  });

  it("onRequest is told every request once it is over", async () => {
    const told: RecordedRequest[] = [];
    const { emulator, call } = await start({ onRequest: (request) => told.push(request) });
    await call("GET", afw);
    await until(() => told.length === 1);
    assert.deepEqual(told, emulator.requests.all());
    assert.equal(told[0]?.status, 200);
  });

  it("no record holds a secret, wherever a client put it", async () => {
    const scene = await start();
    const { emulator, call } = scene;
    const [work, aosp] = [
      onProfile(scene, {}, "androidForWork"),
      onProfile(scene, { enrollmentMode: "corporateOwnedAOSPUserlessDevice" }),
    ];
    const wifiPassword = "open-sesame";
    const accessToken = "eyJ0eXAi.eyJhcHBpZCI6.c2lnbmF0dXJl";
    const [token, staged] = [emulator.issueToken(work.id, 60), emulator.issueToken(aosp.id, 60)];
    const secrets = [accessToken, token.value, token.qrCodeContent, staged.value, staged.qrCodeContent];
    const everywhere = secrets.join(" ");

    await call("PATCH", aosp.path, { wifiPassword }, { Authorization: `Bearer ${accessToken}` });
    await call("GET", `${afw}/${token.value}?$filter=${encodeURIComponent(everywhere)}`);
    await work.act("createToken", { [token.value]: [everywhere], [staged.value]: everywhere });
    await call("GET", `${afw}/${encodeURIComponent(everywhere)}`);
    await call("POST", afw, everywhere);
    await call("GET", afw, undefined, {
      Authorization: token.value,
      Cookie: "session=hush",
      "Proxy-Authorization": "Basic hush",
      "client-request-id": everywhere,
    });
    for (const Authorization of ["Basic hush", "Bearer hush"])
      await call("GET", afw, undefined, { Authorization });

    const record = JSON.stringify([emulator.requests.all(), emulator.requests.lines()]);
    for (const secret of [...secrets, wifiPassword, "hush", "bearer-of-the-test"]) {
      for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
        assert.equal(record.includes(form), false, `The record holds ${form}.`);
      }
    }
    assert.equal(emulator.requests.all()[0]?.headers.authorization, "Bearer [redacted]");
    assert.deepEqual(emulator.requests.all()[0]?.body, { wifiPassword: "[redacted]" });
  });
});
