import assert from "node:assert/strict";
import fc from "fast-check";
import { parseRetryAfter, retryDelay } from "../../provider/src/graph/retry";
import { type Effect, reset, respond, truncate } from "../emulator";
import { clientOf, refusal, services, soon } from "./graphClient";

const { start, faulty } = services();

/** In milliseconds: the longest wait that Graph may ask for. */
const longest = 600_000;
const now = new Date("2026-01-15T12:00:00Z");

describe("parseRetryAfter", () => {
  const cases: readonly [law: string, header: string | undefined, milliseconds: number | undefined][] = [
    ["whole seconds", "120", 120_000],
    ["no time at all", "0", 0],
    ["a fraction of a second", "2.128", 2128],
    ["less than a second", "0.25", 250],
    ["leading zeros", "007", 7000],
    ["blanks around it", "  5\t", 5000],
    ["a date to come", "Thu, 15 Jan 2026 12:00:30 GMT", 30_000],
    ["a date in another month", "Sun, 15 Feb 2026 12:00:00 GMT", 31 * 24 * 3600 * 1000],
    ["blanks around a date", " Thu, 15 Jan 2026 12:00:30 GMT ", 30_000],
    ["the present, as a date", "Thu, 15 Jan 2026 12:00:00 GMT", 0],
    ["a date gone by: wait no longer", "Thu, 15 Jan 2026 11:00:00 GMT", 0],
    ["absent", undefined, undefined],
    ["empty", "", undefined],
    ["blank", "   ", undefined],
    ["negative", "-1", undefined],
    ["signed", "+5", undefined],
    ["with a unit", "5s", undefined],
    ["in words", "soon", undefined],
    ["exponential", "1e3", undefined],
    ["hexadecimal", "0x10", undefined],
    ["half a fraction", "5.", undefined],
    ["the other half", ".5", undefined],
    ["two points", "1.2.3", undefined],
    ["a comma", "2,5", undefined],
    ["two values", "5, 10", undefined],
    ["infinite", "Infinity", undefined],
    ["digits of another script", "٣", undefined],
    ["a date that is none", "Thu, 99 Jan 2026 12:00:00 GMT", undefined],
    ["a day and nothing else", "Thu, ", undefined],
    ["an ISO date", "2026-01-15T12:00:30Z", undefined],
    ["a year, which would be seconds too", "2026-01-15", undefined],
    ["a date without a zone, whose meaning hangs on the machine", "Thu, 15 Jan 2026 12:00:30", undefined],
  ];
  for (const [law, header, milliseconds] of cases) {
    const read = milliseconds === undefined ? "makes no sense" : `is ${milliseconds} ms`;
    it(`${law} (${JSON.stringify(header)}) ${read}`, () => {
      assert.equal(parseRetryAfter(header, now), milliseconds);
    });
  }

  it("a huge number is given up", () => {
    for (const header of ["99999999999", "9".repeat(400)]) {
      const milliseconds = parseRetryAfter(header, now);
      assert.ok(milliseconds !== undefined && milliseconds > 1e12);
      assert.equal(retryDelay(1, milliseconds, longest, 0.5), "give up");
    }
  });

  it("an HTTP date gives the time until then, to the second", () => {
    fc.assert(
      fc.property(fc.integer({ min: -86_400, max: 86_400 }), (seconds) => {
        const date = new Date(now.getTime() + seconds * 1000);
        assert.equal(parseRetryAfter(date.toUTCString(), now), Math.max(0, seconds * 1000));
      }),
    );
  });
});

describe("retryDelay", () => {
  const attempts = fc.integer({ min: 1, max: 1000 });
  const random = fc.double({ min: 0, max: 1, noNaN: true });
  const delay = (attempt: number, chance: number): number => {
    const milliseconds = retryDelay(attempt, undefined, longest, chance);
    assert.ok(typeof milliseconds === "number");
    return milliseconds;
  };

  for (const seconds of [0, 0.001, 2.128, 30, 120]) {
    it(`the first time, waits exactly the ${seconds} s that Graph asks for`, () => {
      fc.assert(
        fc.property(random, (chance) => {
          assert.equal(retryDelay(1, seconds * 1000, longest, chance), seconds * 1000);
        }),
      );
    });

    it(`later, waits ${seconds} s or the backoff before, whichever is longer`, () => {
      fc.assert(
        fc.property(attempts, random, (attempt, chance) => {
          const expected = Math.max(seconds * 1000, delay(attempt, chance));
          assert.equal(retryDelay(attempt + 1, seconds * 1000, longest, chance), expected);
        }),
      );
    });
  }

  it("gives up if Graph asks for an hour, whatever the attempt", () => {
    fc.assert(
      fc.property(attempts, random, (attempt, chance) => {
        assert.equal(retryDelay(attempt, 3_600_000, longest, chance), "give up");
      }),
    );
  });

  it("without a Retry-After, waits at least 0.1 s and less than a minute", () => {
    fc.assert(
      fc.property(attempts, random, (attempt, chance) => {
        const milliseconds = delay(attempt, chance);
        assert.ok(milliseconds >= 100 && milliseconds < 60_000, String(milliseconds));
      }),
    );
  });

  it("without a Retry-After, never waits less after more attempts", () => {
    fc.assert(
      fc.property(attempts, random, (attempt, chance) => {
        assert.ok(delay(attempt + 1, chance) >= delay(attempt, chance));
      }),
    );
  });

  it("without a Retry-After, doubles the wait over the first attempts", () => {
    for (const attempt of [1, 2, 3, 4]) assert.equal(delay(attempt + 1, 0.5), 2 * delay(attempt, 0.5));
  });

  it("spreads the retries: chance at least doubles the wait", () => {
    fc.assert(
      fc.property(attempts, random, (attempt, chance) => {
        assert.ok(delay(attempt, 1) >= 2 * delay(attempt, 0));
        assert.ok(delay(attempt, chance) >= delay(attempt, 0) && delay(attempt, chance) <= delay(attempt, 1));
      }),
    );
  });
});

describe("what is sent again", () => {
  const passing: readonly [name: string, effect: Effect][] = [
    ...[408, 500, 502, 503, 504].map((status) => [String(status), respond(status, soon)] as [string, Effect]),
    ["reset", reset()],
    ["body that breaks off", truncate()],
  ];
  for (const [name, effect] of passing) {
    it(`a GET is sent again after a ${name}`, async () => {
      const scene = await faulty(effect, { method: "GET" });
      const { status } = await clientOf(scene).send("GET");
      assert.equal(status, 200);
      assert.equal(scene.emulator.requests.count(), 2);
    });

    it(`a POST is not sent again after a ${name}, and its outcome is open`, async () => {
      const scene = await faulty(effect, { method: "POST" });
      const error = await refusal(clientOf(scene).send("POST"));
      assert.equal(error.code, "unavailable");
      assert.equal(error.certainlyNotDone, false);
      assert.equal(scene.emulator.requests.count(), 1);
    });
  }

  it("a DELETE is sent again after a 503: it may run twice", async () => {
    const scene = await faulty(respond(503, soon), { method: "DELETE" });
    assert.equal((await clientOf(scene).send("DELETE")).status, 204);
  });

  for (const status of [400, 403, 404, 409, 501]) {
    it(`a GET is not sent again after a ${status}`, async () => {
      const scene = await faulty(respond(status, soon));
      assert.equal((await refusal(clientOf(scene).send("GET"))).status, status);
      assert.equal(scene.emulator.requests.count(), 1);
    });
  }

  for (const method of ["GET", "POST"] as const) {
    it(`a ${method} is sent again after each of three 429s`, async () => {
      const scene = await faulty(respond(429, soon), { times: 3 });
      await clientOf(scene).send(method);
      assert.equal(scene.emulator.requests.count(), 4);
    });

    it(`a ${method} that only gets 429s is given up, and was not done`, async () => {
      const scene = await faulty(respond(429, { retryAfter: 0 }), { times: Infinity });
      const error = await refusal(clientOf(scene).send(method));
      assert.equal(error.code, "throttled");
      assert.equal(error.certainlyNotDone, true);
      const sent = scene.emulator.requests.count();
      assert.ok(sent >= 5 && sent <= 10, String(sent));
    });
  }

  it("a GET that only gets 503s is given up sooner than a throttled one", async () => {
    const scene = await faulty(respond(503, { retryAfter: 0 }), { times: Infinity });
    const error = await refusal(clientOf(scene).send("GET"));
    assert.equal(error.code, "unavailable");
    const sent = scene.emulator.requests.count();
    assert.ok(sent >= 2 && sent <= 4, String(sent));
  });

  it("a wait that Graph asks for is kept and announced", async () => {
    const scene = await faulty(respond(429, { retryAfter: 315 }));
    const client = clientOf(scene);
    await client.send("POST");
    assert.deepEqual(client.pauses, [315_000]);
    assert.match(
      client.notices.join(),
      /^Waiting 315 s to issue a token on \S+ \(429 from Microsoft Graph\)\.$/,
    );
  });

  for (const status of [429, 503]) {
    it(`a wait beyond the limit (${status}) is given up, and the error says how long`, async () => {
      const scene = await faulty(respond(status, { retryAfter: 315.2 }));
      const client = clientOf(scene, { longestWaitInSeconds: 300 });
      const error = await refusal(client.send("GET"));
      assert.equal(error.status, status);
      assert.match(
        error.message,
        / Graph asked to wait 316 s, which is more than intune:longestWaitInSeconds \(300\) allows\.$/,
      );
      assert.deepEqual([client.pauses, scene.emulator.requests.count()], [[], 1]);
    });
  }

  it("the error after the last attempt says how long Graph asked to wait", async () => {
    const scene = await faulty(respond(429, { retryAfter: 20 }), { times: Infinity });
    const error = await refusal(clientOf(scene).send("GET"));
    assert.match(error.message, /Run `pulumi up` again later\. Graph asked to wait 20 s more\.$/);
  });

  it("a short wait is not announced", async () => {
    const scene = await faulty(respond(429, soon), { times: 3 });
    const client = clientOf(scene);
    await client.send("GET");
    assert.deepEqual(client.notices, []);
  });

  it("a POST to a server that does not listen is sent again", async () => {
    const gone = await start();
    await gone.emulator.close();
    let turns = 0;
    const { send } = clientOf(gone, {
      pace: async () => {
        turns += 1;
        if (turns < 2) return;
        const { emulator } = await start({ port: gone.emulator.port });
        emulator.fault({}, respond(204, { body: undefined }));
      },
    });
    assert.equal((await send("POST")).status, 204);
    assert.equal(turns, 2);
  });

  it("writes wait for their turn each time, reads do not", async () => {
    const scene = await start();
    const client = clientOf(scene);
    await client.send("GET");
    assert.equal(client.paced(), 0);
    scene.emulator.fault({}, respond(429, soon));
    await client.send("POST");
    assert.equal(client.paced(), 2);
  });
});
