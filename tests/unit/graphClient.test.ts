import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { systemClock } from "../../provider/src/clock";
import { GraphClient } from "../../provider/src/graph/client";
import type { GraphAnswer, GraphRequest } from "../../provider/src/graph/client";
import { GraphError } from "../../provider/src/graph/errors";
import { notJson, redirect, reset, respond, stall, wrongContentType } from "../emulator";
import { loopbackCertificate } from "../emulator/certificate";
import { scenes, type Scene } from "../emulator/harness";

const accessToken = "eyJhbGciOiJub25lIn0.Zq7-bearer-of-the-test";

interface Sender {
  get: () => Promise<GraphAnswer>;
  post: () => Promise<GraphAnswer>;
}

function sender(graphEndpoint: string, profileId = "p1", requestTimeoutInSeconds = 5): Sender {
  const client = new GraphClient({
    graphEndpoint,
    requestTimeoutInSeconds,
    accessTokens: {
      get: () => Promise.resolve(accessToken),
      getInsteadOf: () => Promise.resolve(accessToken),
      describe: () => undefined,
    },
    pace: () => Promise.resolve(),
    longestWaitInSeconds: 600,
    pause: (wait) => systemClock.sleep(wait),
    clock: systemClock,
    notify: () => {},
  });
  const path = `/deviceManagement/androidForWorkEnrollmentProfiles/${profileId}`;
  const target = `androidForWorkEnrollmentProfiles/${profileId}`;
  const get: GraphRequest = { method: "GET", path, what: "read", target };
  const body = { tokenValidityInSeconds: 3600 };
  const post: GraphRequest = {
    method: "POST",
    path: `${path}/createToken`,
    body,
    what: "issue a token on",
    target,
  };
  return { get: () => client.send("beta", get), post: () => client.send("beta", post) };
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

function senderTo({ emulator }: Scene, requestTimeoutInSeconds?: number): Sender {
  const { id } = emulator.addProfile("androidForWork", { displayName: "Kiosk" });
  return sender(emulator.url, id, requestTimeoutInSeconds);
}

describe("GraphClient: what it sends", () => {
  it("asks for JSON, plain and not compressed, and says who asks", async () => {
    const scene = await start();
    await senderTo(scene).get();
    const { headers, version } = scene.emulator.requests.all()[0] ?? assert.fail("nothing came");
    assert.equal(version, "beta");
    assert.equal(headers.accept, "application/json");
    assert.equal(headers["accept-encoding"], "identity");
    assert.match(headers["user-agent"] ?? "", /^pulumi-intune-enrollment/);
    assert.match(headers["client-request-id"] ?? "", /^[0-9a-f-]{36}$/);
  });

  it("sends a POST's body as JSON, and takes a 204 for an answer without a body", async () => {
    const scene = await start();
    const answer = await senderTo(scene).post();
    assert.equal(answer.status, 204);
    assert.equal(answer.body, undefined);
    const { headers, body } = scene.emulator.requests.all()[0] ?? assert.fail("nothing came");
    assert.match(headers["content-type"] ?? "", /^application\/json/);
    assert.deepEqual(body, { tokenValidityInSeconds: 3600 });
  });
});

describe("GraphClient: redirections", () => {
  for (const status of [300, 301, 302, 303, 307, 308]) {
    for (const method of ["get", "post"] as const) {
      it(`a ${method.toUpperCase()} does not follow a ${status}, and the other host gets no access token`, async () => {
        const [scene, elsewhere] = [await start(), await start()];
        const send = senderTo(scene)[method];
        scene.emulator.fault({}, redirect(`${elsewhere.emulator.url}/beta/x`, status));
        const error = await refusal(send());
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
    for (const method of ["get", "post"] as const) {
      it(`${name}, to a ${method.toUpperCase()}, is an unreadable answer that leaves the outcome open`, async () => {
        const scene = await start();
        scene.emulator.fault({}, effect);
        const error = await refusal(senderTo(scene)[method]());
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
    const { body } = await senderTo(scene).get();
    assert.ok(typeof body === "object" && body !== null && "displayName" in body);
  });

  it("a message that repeats the access token does not show it", async () => {
    const scene = await start();
    const message = `The header 'Authorization: Bearer ${accessToken}' is refused (${accessToken}).`;
    scene.emulator.fault({}, respond(400, { message }));
    const error = await refusal(senderTo(scene).get());
    assert.match(error.message, /The header 'Authorization: Bearer \[secret\]' is refused \(\[secret\]\)/);
  });

  it("a connection that is lost does not show the access token", async () => {
    const scene = await start();
    scene.emulator.fault({}, reset());
    const error = await refusal(senderTo(scene).post());
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
    const error = await refusal(senderTo(scene, 0.05).post());
    assert.equal(error.code, "unavailable");
    assert.equal(error.certainlyNotDone, false);
    assert.match(error.message, /requestTimeoutInSeconds/);
  });
});

describe("GraphClient: bodies", () => {
  const open: Server[] = [];
  const serve = async (listener: RequestListener): Promise<Sender> => {
    const server = createServer(listener).listen(0, "127.0.0.1");
    open.push(server);
    await once(server, "listening");
    return sender(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  };
  afterEach(() => {
    for (const server of open.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  for (const status of [200, 400, 503]) {
    for (const method of ["get", "post"] as const) {
      it(`a ${status} without end, to a ${method.toUpperCase()}, is given up after 4 MiB`, async () => {
        const chunk = Buffer.alloc(64 * 1024, "x");
        let requests = 0;
        let sent = 0;
        const send = await serve((_, response) => {
          requests += 1;
          response.writeHead(status, { "Content-Type": "application/json" });
          const write = (): void => {
            while (!response.destroyed && response.write(chunk)) sent += chunk.length;
          };
          response.on("drain", write);
          write();
        });
        const error = await refusal(send[method]());
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
    const { get } = await serve((_, response) => response.end(JSON.stringify({ name })));
    assert.deepEqual((await get()).body, { name });
  });

  it("compression that was not asked for is not undone: small bytes stay small", async () => {
    const bomb = gzipSync(JSON.stringify({ id: "x".repeat(100_000) }));
    const { get } = await serve((_, response) =>
      response.writeHead(200, { "Content-Encoding": "gzip", "Content-Type": "application/json" }).end(bomb),
    );
    const error = await refusal(get());
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
      const error = await refusal(senderTo(scene).post());
      assert.match(error.message, /certificate is not trusted/);
      assert.equal(error.certainlyNotDone, true);
      assert.equal(scene.emulator.requests.count(), 0);
    });
  }
});
