import assert from "node:assert/strict";
import { systemClock } from "../../provider/src/clock";
import { IntuneError } from "../../provider/src/errors";
import { GraphClient } from "../../provider/src/graph/client";
import type { Bearers, GraphAnswer } from "../../provider/src/graph/request";
import { GraphError } from "../../provider/src/graph/GraphError";
import { claimsChallenge, type Effect, reset, respond, truncate } from "../emulator";
import { scenes, type Scene } from "../emulator/harness";

const start = scenes();
/** Graph asks to wait a moment only, so that a test need not. */
const soon = { retryAfter: 0.001 };

interface Client {
  send: (method: "GET" | "POST" | "DELETE") => Promise<GraphAnswer>;
  /** How often a write waited for its turn. */
  paced: () => number;
  readonly notices: string[];
}

function clientOf(
  { emulator }: Scene,
  bearers: Partial<Bearers> = {},
  pace = (): Promise<void> => Promise.resolve(),
): Client {
  const { id } = emulator.addProfile("androidForWork", { displayName: "Kiosk" });
  let paced = 0;
  const notices: string[] = [];
  const client = new GraphClient({
    graphEndpoint: emulator.url,
    requestTimeoutInSeconds: 5,
    bearers: {
      get: () => Promise.resolve("first"),
      getInsteadOf: () => Promise.resolve("second"),
      describe: () => undefined,
      ...bearers,
    },
    pace: () => {
      paced += 1;
      return pace();
    },
    turnedAway: (wait) => systemClock.sleep(wait),
    clock: systemClock,
    notify: (message) => notices.push(message),
  });
  const profile = `/deviceManagement/androidForWorkEnrollmentProfiles/${id}`;
  return {
    send: (method) =>
      client.send("beta", {
        method,
        path: method === "POST" ? `${profile}/createToken` : profile,
        ...(method === "POST" ? { body: { tokenValidityInSeconds: 3600 } } : {}),
        what: "test",
        target: id,
      }),
    paced: () => paced,
    notices,
  };
}

async function refusal(sent: Promise<GraphAnswer>): Promise<GraphError> {
  const error = await sent.then(
    () => assert.fail("it was accepted"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof GraphError, String(error));
  return error;
}

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

describe("GraphClient: a refused bearer", () => {
  const only = (good: string) => (given: string) => (given === good ? "ok" : "expired");

  for (const method of ["GET", "POST"] as const) {
    it(`is renewed once, and the ${method} sent again with the fresh one`, async () => {
      const refused: unknown[][] = [];
      const scene = await start({ authorize: only("second") });
      const client = clientOf(scene, {
        getInsteadOf: (...given) => {
          refused.push(given);
          return Promise.resolve("second");
        },
      });
      await client.send(method);
      assert.deepEqual(refused, [["first", undefined]]);
      assert.deepEqual(
        scene.emulator.requests.all().map(({ status }) => status),
        [401, method === "GET" ? 200 : 204],
      );
    });
  }

  it("is not renewed twice, and was refused before anything was done", async () => {
    let renewals = 0;
    const scene = await start({ authorize: () => "expired" });
    const client = clientOf(scene, {
      getInsteadOf: () => Promise.resolve(`fresh ${(renewals += 1)}`.replace(" ", "-")),
      describe: (given) => ({ kind: "app", permissions: [given] }),
    });
    const error = await refusal(client.send("POST"));
    assert.equal(error.code, "unauthorized");
    assert.equal(error.certainlyNotDone, true);
    assert.match(error.message, /carries fresh-1\./);
    assert.equal(renewals, 1);
    assert.equal(scene.emulator.requests.count(), 2);
  });

  it("that is all the credential has to give is not sent a second time", async () => {
    const scene = await start({ authorize: () => "expired" });
    const error = await refusal(
      clientOf(scene, { getInsteadOf: (refused) => Promise.resolve(refused) }).send("GET"),
    );
    assert.equal(error.code, "unauthorized");
    assert.doesNotMatch(error.message, /fresh/);
    assert.equal(scene.emulator.requests.count(), 1);
  });

  it("is renewed to satisfy the claims that Graph asks for", async () => {
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1768478400"}}}';
    const challenges: unknown[] = [];
    const scene = await start();
    scene.emulator.fault({}, claimsChallenge(claims));
    const client = clientOf(scene, {
      getInsteadOf: (_, asked) => {
        challenges.push(asked);
        return Promise.resolve("second");
      },
    });
    await client.send("GET");
    assert.deepEqual(challenges, [claims]);
  });

  it("is renewed after a 503 too, and a 503 survived after a renewal", async () => {
    const scene = await start({ authorize: only("second") });
    scene.emulator.fault({ nth: 1 }, respond(503, soon));
    scene.emulator.fault({ nth: 2 }, respond(503, soon));
    assert.equal((await clientOf(scene).send("GET")).status, 200);
    assert.deepEqual(
      scene.emulator.requests.all().map(({ status }) => status),
      [503, 401, 503, 200],
    );
  });

  it("that cannot be renewed ends in the sign-in's own error", async () => {
    const scene = await start({ authorize: () => "expired" });
    const failed = new IntuneError("sign-in", "The secret has expired.");
    const client = clientOf(scene, { getInsteadOf: () => Promise.reject(failed) });
    await assert.rejects(client.send("GET"), (error: unknown) => error === failed);
    assert.equal(scene.emulator.requests.count(), 1);
  });
});
