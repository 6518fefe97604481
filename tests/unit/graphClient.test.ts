import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { systemClock } from "../../provider/src/clock";
import { IntuneError } from "../../provider/src/errors";
import {
  type AccessTokens,
  type GraphAnswer,
  GraphClient,
  type GraphClientOptions,
} from "../../provider/src/graph/client";
import { GraphError } from "../../provider/src/graph/errors";
import {
  claimsChallenge,
  type Effect,
  notJson,
  redirect,
  reset,
  respond,
  stall,
  truncate,
  wrongContentType,
} from "../emulator";
import { loopbackCertificate } from "../emulator/certificate";
import { scenes, type Scene } from "../emulator/harness";

const accessToken = "eyJhbGciOiJub25lIn0.Zq7-token-of-the-test";
/** Graph asks to wait a moment only. */
const soon = { retryAfter: 0.001 };

/** Sends requests as the provider does, to one profile. No time passes in pauses. */
interface Client {
  readonly send: (method: "GET" | "POST" | "DELETE") => Promise<GraphAnswer>;
  /** How often a write waited for its turn. */
  readonly paced: () => number;
  /** The pauses before requests were repeated, in milliseconds. */
  readonly pauses: readonly number[];
  readonly notices: readonly string[];
}

function clientTo(
  graphEndpoint: string,
  profileId: string,
  { pace = () => Promise.resolve(), ...options }: Partial<GraphClientOptions> = {},
): Client {
  let paced = 0;
  const pauses: number[] = [];
  const notices: string[] = [];
  const client = new GraphClient({
    graphEndpoint,
    requestTimeoutInSeconds: 5,
    longestWaitInSeconds: 600,
    accessTokens: accessTokensOf({}),
    pace: () => {
      paced += 1;
      return pace();
    },
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
    clock: systemClock,
    notify: (message) => notices.push(message),
    ...options,
  });
  const path = `/deviceManagement/androidForWorkEnrollmentProfiles/${profileId}`;
  const target = `androidForWorkEnrollmentProfiles/${profileId}`;
  const issue = {
    path: `${path}/createToken`,
    body: { tokenValidityInSeconds: 3600 },
    what: "issue a token on",
  };
  return {
    send: (method) =>
      client.send("beta", { path, what: "read", target, method, ...(method === "POST" && issue) }),
    paced: () => paced,
    pauses,
    notices,
  };
}

const accessTokensOf = (own: Partial<AccessTokens>): AccessTokens => ({
  get: () => Promise.resolve(accessToken),
  getInsteadOf: () => Promise.resolve("second"),
  describe: () => undefined,
  ...own,
});

/** To a new profile of the scene. */
function clientOf({ emulator }: Scene, options?: Partial<GraphClientOptions>): Client {
  const { id } = emulator.addProfile("androidForWork", { displayName: "Kiosk" });
  return clientTo(emulator.url, id, options);
}

/** The error that a request ends with, which nowhere shows the access token, nor a way back to the request. */
async function refusal(sent: Promise<GraphAnswer>): Promise<GraphError> {
  const error = await sent.then(
    () => assert.fail("it was accepted"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof GraphError, inspect(error));
  const everything = inspect(error, { depth: 10, showHidden: true, maxStringLength: Infinity });
  assert.ok(!everything.includes(accessToken), everything);
  return error;
}

const start = scenes();

describe("GraphClient: what it sends", () => {
  it("asks for JSON, plain and not compressed, and says who asks", async () => {
    const scene = await start();
    await clientOf(scene).send("GET");
    const { headers, version } = scene.emulator.requests.all()[0] ?? assert.fail("nothing came");
    assert.equal(version, "beta");
    assert.equal(headers.accept, "application/json");
    assert.equal(headers["accept-encoding"], "identity");
    assert.match(headers["user-agent"] ?? "", /^pulumi-intune-enrollment/);
    assert.match(headers["client-request-id"] ?? "", /^[0-9a-f-]{36}$/);
  });

  it("sends a POST's body as JSON, and takes a 204 for an answer without a body", async () => {
    const scene = await start();
    const answer = await clientOf(scene).send("POST");
    assert.equal(answer.status, 204);
    assert.equal(answer.body, undefined);
    const { headers, body } = scene.emulator.requests.all()[0] ?? assert.fail("nothing came");
    assert.match(headers["content-type"] ?? "", /^application\/json/);
    assert.deepEqual(body, { tokenValidityInSeconds: 3600 });
  });
});

describe("GraphClient: redirections", () => {
  for (const status of [300, 301, 302, 303, 307, 308]) {
    for (const method of ["GET", "POST"] as const) {
      it(`a ${method} does not follow a ${status}, and the other host gets no access token`, async () => {
        const [scene, elsewhere] = [await start(), await start()];
        const { send } = clientOf(scene);
        scene.emulator.fault({}, redirect(`${elsewhere.emulator.url}/beta/x`, status));
        const error = await refusal(send(method));
        assert.equal(error.code, "unreadable-answer");
        assert.equal(error.status, status);
        assert.equal(error.certainlyNotDone, true);
        assert.equal(scene.emulator.requests.count(), 1);
        assert.equal(elsewhere.emulator.requests.count(), 0);
      });
    }
  }
});

describe("GraphClient: answers that are not Graph's", () => {
  const cases = [
    ["JSON cut short", notJson('{"id":"p1","displayName":"Ki'), /is not JSON \(application\/json\)/],
    [
      "HTML under 200",
      respond(200, { body: "<html>", headers: { "Content-Type": "text/html" } }),
      /not JSON \(text\/html\)/,
    ],
    ["nothing under 200", respond(200, { body: undefined }), /is not JSON/],
  ] as const;
  for (const [name, effect, fault] of cases) {
    for (const method of ["GET", "POST"] as const) {
      it(`${name}, to a ${method}, is an unreadable answer that leaves the outcome open`, async () => {
        const scene = await start();
        scene.emulator.fault({}, effect);
        const error = await refusal(clientOf(scene).send(method));
        assert.equal(error.code, "unreadable-answer");
        assert.match(error.message, fault);
        assert.equal(error.certainlyNotDone, false);
        assert.equal(scene.emulator.requests.count(), 1);
      });
    }
  }

  it("JSON under another content type is JSON", async () => {
    const scene = await start();
    scene.emulator.fault({}, wrongContentType("text/plain"));
    const { body } = await clientOf(scene).send("GET");
    assert.ok(typeof body === "object" && body !== null && "displayName" in body);
  });

  it("a message that repeats the access token does not show it", async () => {
    const scene = await start();
    const message = `The header 'Authorization: Bearer ${accessToken}' is refused (${accessToken}).`;
    scene.emulator.fault({}, respond(400, { message }));
    const error = await refusal(clientOf(scene).send("GET"));
    assert.match(error.message, /The header 'Authorization: Bearer \[secret\]' is refused \(\[secret\]\)/);
  });

  it("a connection that is lost does not show the access token", async () => {
    const scene = await start();
    scene.emulator.fault({}, reset());
    const error = await refusal(clientOf(scene).send("POST"));
    assert.equal(error.code, "unavailable");
    assert.equal(error.certainlyNotDone, false);
    assert.match(
      error.message,
      /^Could not issue a token on androidForWorkEnrollmentProfiles\/\S+: no answer from /,
    );
    assert.ok(error.message.includes(scene.emulator.url));
    assert.match(inspect(error.cause), /ECONNRESET/);
  });

  it("a POST that gets no answer in time leaves the outcome open", async () => {
    const scene = await start();
    scene.emulator.fault({}, stall());
    const error = await refusal(clientOf(scene, { requestTimeoutInSeconds: 0.05 }).send("POST"));
    assert.equal(error.code, "unavailable");
    assert.equal(error.certainlyNotDone, false);
    assert.match(error.message, /requestTimeoutInSeconds/);
  });
});

describe("GraphClient: bodies", () => {
  const open: Server[] = [];
  const serve = async (listener: RequestListener): Promise<Client> => {
    const server = createServer(listener).listen(0, "127.0.0.1");
    open.push(server);
    await once(server, "listening");
    return clientTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, "p1");
  };
  afterEach(() => {
    for (const server of open.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  for (const status of [200, 400, 503]) {
    for (const method of ["GET", "POST"] as const) {
      it(`a ${status} without end, to a ${method}, is given up after 4 MiB`, async () => {
        const chunk = Buffer.alloc(64 * 1024, "x");
        let requests = 0;
        let sent = 0;
        const { send } = await serve((_, response) => {
          requests += 1;
          response.writeHead(status, { "Content-Type": "application/json" });
          const write = (): void => {
            while (!response.destroyed && response.write(chunk)) sent += chunk.length;
          };
          response.on("drain", write);
          write();
        });
        const error = await refusal(send(method));
        assert.equal(error.code, "unreadable-answer");
        assert.match(error.message, /is larger than 4 MiB/);
        assert.equal(error.certainlyNotDone, false);
        assert.equal(requests, 1);
        assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes were sent`);
      });
    }
  }

  it("3 MiB are read", async () => {
    const name = "x".repeat(3 * 1024 * 1024);
    const { send } = await serve((_, response) => response.end(JSON.stringify({ name })));
    assert.deepEqual((await send("GET")).body, { name });
  });

  it("compression that was not asked for is not undone: small bytes stay small", async () => {
    const bomb = gzipSync(JSON.stringify({ id: "x".repeat(100_000) }));
    const { send } = await serve((_, response) =>
      response.writeHead(200, { "Content-Encoding": "gzip", "Content-Type": "application/json" }).end(bomb),
    );
    const error = await refusal(send("GET"));
    assert.equal(error.code, "unreadable-answer");
  });
});

describe("GraphClient: TLS", () => {
  const variable = "NODE_TLS_REJECT_UNAUTHORIZED";
  const before = process.env[variable];
  afterEach(() => {
    if (before === undefined) Reflect.deleteProperty(process.env, variable);
    else process.env[variable] = before;
  });

  for (const setting of [undefined, "0"]) {
    it(`a certificate that nobody vouches for is refused, with ${variable} ${setting ?? "not set"}`, async () => {
      const scene = await start({ tls: loopbackCertificate() });
      if (setting !== undefined) process.env[variable] = setting;
      const error = await refusal(clientOf(scene).send("POST"));
      assert.match(error.message, /certificate is not trusted/);
      assert.equal(error.certainlyNotDone, true);
      assert.equal(scene.emulator.requests.count(), 0);
    });
  }
});

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

  it("a wait that Graph asks for is waited for, and said with what for", async () => {
    const scene = await start();
    scene.emulator.fault({}, respond(429, { retryAfter: 315 }));
    const client = clientOf(scene);
    await client.send("POST");
    assert.deepEqual(client.pauses, [315_000]);
    assert.match(
      client.notices.join(),
      /^Waiting 315 s to issue a token on \S+ \(429 from Microsoft Graph\)\.$/,
    );
  });

  for (const status of [429, 503]) {
    it(`a wait beyond the limit, asked for with a ${status}, is given up, and the error says how long`, async () => {
      const scene = await start();
      scene.emulator.fault({}, respond(status, { retryAfter: 315.2 }));
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
    const scene = await start();
    scene.emulator.fault({ times: Infinity }, respond(429, { retryAfter: 20 }));
    const error = await refusal(clientOf(scene).send("GET"));
    assert.match(error.message, /Run `pulumi up` again later\. Graph asked to wait 20 s more\.$/);
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

describe("GraphClient: a refused access token", () => {
  const clientWith = (scene: Scene, own: Partial<AccessTokens>) =>
    clientOf(scene, { accessTokens: accessTokensOf(own) });
  const only = (good: string) => (given: string) => (given === good ? "ok" : "expired");

  for (const method of ["GET", "POST"] as const) {
    it(`is renewed once, and the ${method} sent again with the fresh one`, async () => {
      const refused: unknown[][] = [];
      const scene = await start({ authorize: only("second") });
      const client = clientWith(scene, {
        getInsteadOf: (...given) => {
          refused.push(given);
          return Promise.resolve("second");
        },
      });
      await client.send(method);
      assert.deepEqual(refused, [[accessToken, undefined]]);
      assert.deepEqual(
        scene.emulator.requests.all().map(({ status }) => status),
        [401, method === "GET" ? 200 : 204],
      );
    });
  }

  it("is not renewed twice, and was refused before anything was done", async () => {
    let renewals = 0;
    const scene = await start({ authorize: () => "expired" });
    const client = clientWith(scene, {
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
      clientWith(scene, { getInsteadOf: (refused) => Promise.resolve(refused) }).send("GET"),
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
    const client = clientWith(scene, {
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
    const client = clientWith(scene, { getInsteadOf: () => Promise.reject(failed) });
    await assert.rejects(client.send("GET"), (error: unknown) => error === failed);
    assert.equal(scene.emulator.requests.count(), 1);
  });
});
