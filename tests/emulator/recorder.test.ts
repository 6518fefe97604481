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
});
