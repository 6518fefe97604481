import assert from "node:assert/strict";
import { type Effect, reset, respond, truncate } from "../emulator";
import { scenes } from "../emulator/harness";
import { clientOf, refusal, soon } from "./graphRequests";

const start = scenes();

describe("GraphClient: what is sent again", () => {
  const passing: readonly [name: string, effect: Effect][] = [
    ...[408, 500, 502, 503, 504].map((status) => [String(status), respond(status, soon)] as [string, Effect]),
    ["reset", reset()],
    ["body that breaks off", truncate()],
  ];
  for (const [name, effect] of passing) {
    it(`a GET is sent again after a ${name}`, async () => {
      const scene = await start();
      scene.emulator.fault({ method: "GET" }, effect);
      const { status } = await clientOf(scene).send("GET");
      assert.equal(status, 200);
      assert.equal(scene.emulator.requests.count(), 2);
    });

    it(`a POST is not sent again after a ${name}, and says that its outcome is open`, async () => {
      const scene = await start();
      scene.emulator.fault({ method: "POST" }, effect);
      const error = await refusal(clientOf(scene).send("POST"));
      assert.equal(error.code, "unavailable");
      assert.equal(error.certainlyNotDone, false);
      assert.equal(scene.emulator.requests.count(), 1);
    });
  }

  it("a DELETE is sent again after a 503: it may run twice", async () => {
    const scene = await start();
    scene.emulator.fault({ method: "DELETE" }, respond(503, soon));
    assert.equal((await clientOf(scene).send("DELETE")).status, 204);
  });

  for (const status of [400, 403, 404, 409, 501]) {
    it(`a GET is not sent again after a ${status}`, async () => {
      const scene = await start();
      scene.emulator.fault({}, respond(status, soon));
      assert.equal((await refusal(clientOf(scene).send("GET"))).status, status);
      assert.equal(scene.emulator.requests.count(), 1);
    });
  }

  for (const method of ["GET", "POST"] as const) {
    it(`a ${method} is sent again after each of three 429s: they are refusals`, async () => {
      const scene = await start();
      scene.emulator.fault({ times: 3 }, respond(429, soon));
      await clientOf(scene).send(method);
      assert.equal(scene.emulator.requests.count(), 4);
    });

    it(`a ${method} that meets nothing but 429s is given up in the end, and was not done`, async () => {
      const scene = await start();
      scene.emulator.fault({ times: Infinity }, respond(429, { retryAfter: 0 }));
      const error = await refusal(clientOf(scene).send(method));
      assert.equal(error.code, "throttled");
      assert.equal(error.certainlyNotDone, true);
      const sent = scene.emulator.requests.count();
      assert.ok(sent >= 5 && sent <= 10, String(sent));
    });
  }

  it("a GET that meets nothing but 503s is given up sooner than one that is throttled", async () => {
    const scene = await start();
    scene.emulator.fault({ times: Infinity }, respond(503, { retryAfter: 0 }));
    const error = await refusal(clientOf(scene).send("GET"));
    assert.equal(error.code, "unavailable");
    const sent = scene.emulator.requests.count();
    assert.ok(sent >= 2 && sent <= 4, String(sent));
  });

  it("a Retry-After too long to wait is not waited for", async () => {
    const scene = await start();
    scene.emulator.fault({}, respond(503, { retryAfter: 3600 }));
    assert.equal((await refusal(clientOf(scene).send("GET"))).status, 503);
    assert.equal(scene.emulator.requests.count(), 1);
  });

  it("a short wait is not worth a word", async () => {
    const scene = await start();
    scene.emulator.fault({ times: 3 }, respond(429, soon));
    const client = clientOf(scene);
    await client.send("GET");
    assert.deepEqual(client.notices, []);
  });

  it("a POST that found nobody listening is sent again", async () => {
    const gone = await start();
    await gone.emulator.close();
    let turns = 0;
    const { send } = clientOf(gone, {}, async () => {
      turns += 1;
      if (turns < 2) return;
      const { emulator } = await start({ port: gone.emulator.port });
      emulator.fault({}, respond(204, { body: undefined }));
    });
    assert.equal((await send("POST")).status, 204);
    assert.equal(turns, 2);
  });

  it("writes wait for their turn each time they are sent, reads do not", async () => {
    const scene = await start();
    const client = clientOf(scene);
    await client.send("GET");
    assert.equal(client.paced(), 0);
    scene.emulator.fault({}, respond(429, soon));
    await client.send("POST");
    assert.equal(client.paced(), 2);
  });
});
