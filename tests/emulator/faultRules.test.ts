import assert from "node:assert/strict";
import { afw, scenes, type Scene } from "./harness";
import { reset, respond } from "./index";

describe("which requests a fault takes", () => {
  const start = scenes();
  const statuses = async ({ call }: Scene, paths: readonly string[]): Promise<number[]> => {
    const seen = [];
    for (const path of paths) seen.push((await call("GET", path)).status);
    return seen;
  };

  it("nth and times", async () => {
    const scene = await start();
    scene.emulator.fault({ method: "GET", nth: 2, times: 2 }, respond(503));
    assert.deepEqual(await statuses(scene, [afw, afw, afw, afw]), [200, 503, 503, 200]);
  });

  it("rules with the same matcher follow one another", async () => {
    const scene = await start();
    for (const status of [500, 502, 504]) scene.emulator.fault({ path: afw }, respond(status));
    assert.deepEqual(await statuses(scene, [afw, afw, afw, afw]), [500, 502, 504, 200]);
  });

  it("times Infinity never ends", async () => {
    const scene = await start();
    scene.emulator.fault({ times: Infinity }, respond(503));
    assert.deepEqual(await statuses(scene, [afw, afw, afw]), [503, 503, 503]);
  });

  it("every condition of a matcher has to hold", async () => {
    const scene = await start({ behaviour: { servedInV1: true } });
    const { emulator, call } = scene;
    const { id } = emulator.addProfile("androidForWork");
    const other = emulator.addProfile("androidForWork").id;
    emulator.fault(
      { version: "beta", profileType: "androidForWork", profileId: id, action: null },
      respond(503),
    );
    emulator.fault({ path: /Profiles$/, method: "GET", version: "beta" }, respond(502));
    const v1 = `${afw}/${id}`.replace("beta", "v1.0");
    assert.equal((await call("POST", `${afw}/${id}/revokeToken`)).status, 204);
    assert.deepEqual(
      await statuses(scene, [`${afw}/${other}`, v1, `${afw}/${id}`, afw]),
      [200, 200, 503, 502],
    );
  });

  it("what did not come about is listed until it is cleared", async () => {
    const { emulator, call } = await start();
    emulator.fault({ method: "PUT" }, reset({ commit: "after" }));
    emulator.fault({ method: "GET", times: 3 }, respond(503));
    emulator.hold({ method: "DELETE" });
    await call("GET", afw);
    assert.deepEqual(emulator.unusedFaults(), [
      { rule: { method: "PUT" }, effect: "reset after commit", used: 0 },
      { rule: { method: "GET", times: 3 }, effect: "scripted 503", used: 1 },
      { rule: { method: "DELETE" }, effect: "held", used: 0 },
    ]);
    emulator.clearFaults();
    assert.deepEqual(emulator.unusedFaults(), []);
    assert.equal((await call("GET", afw)).status, 200);
  });
});
