import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { IntuneError } from "../../provider/src/errors";
import { ApiVersions } from "../../provider/src/graph/apiVersions";
import type { AccessTokens } from "../../provider/src/graph/client";
import { GraphError } from "../../provider/src/graph/errors";
import {
  claimsChallenge,
  loopbackCertificate,
  notJson,
  redirect,
  reset,
  respond,
  stall,
  wrongContentType,
} from "../emulator";
import type { Scene } from "../emulator/harness";
import {
  accessToken,
  accessTokensOf,
  type Client,
  clientOf,
  clientTo,
  refusal,
  services,
  soon,
} from "./graphClient";

const { start, faulty } = services();

describe("GraphClient: what it sends", () => {
  it("asks for JSON that is not compressed, and names itself", async () => {
    const scene = await start();
    await clientOf(scene).send("GET");
    const { headers, version } = scene.emulator.requests.all()[0] ?? assert.fail("nothing came");
    assert.equal(version, "beta");
    assert.equal(headers.accept, "application/json");
    assert.equal(headers["accept-encoding"], "identity");
    assert.match(headers["user-agent"] ?? "", /^pulumi-intune-enrollment/);
    assert.match(headers["client-request-id"] ?? "", /^[0-9a-f-]{36}$/);
  });

  it("sends a POST's body as JSON, and accepts a 204 without a body", async () => {
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
      it(`a ${method} does not follow a ${status} to another host`, async () => {
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
      it(`${name}, to a ${method}, is unreadable and leaves the outcome open`, async () => {
        const scene = await faulty(effect);
        const error = await refusal(clientOf(scene).send(method));
        assert.equal(error.code, "unreadable-answer");
        assert.match(error.message, fault);
        assert.equal(error.certainlyNotDone, false);
        assert.equal(scene.emulator.requests.count(), 1);
      });
    }
  }

  it("JSON under another content type is JSON", async () => {
    const scene = await faulty(wrongContentType("text/plain"));
    const { body } = await clientOf(scene).send("GET");
    assert.ok(typeof body === "object" && body !== null && "displayName" in body);
  });

  it("an access token that Graph repeats is not shown", async () => {
    const scene = await start();
    const message = `The header 'Authorization: Bearer ${accessToken}' is refused (${accessToken}).`;
    scene.emulator.fault({}, respond(400, { message }));
    const error = await refusal(clientOf(scene).send("GET"));
    assert.match(error.message, /The header 'Authorization: Bearer \[secret\]' is refused \(\[secret\]\)/);
  });

  it("a lost connection does not show the access token", async () => {
    const scene = await faulty(reset());
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
    const scene = await faulty(stall());
    const error = await refusal(clientOf(scene, { requestTimeoutInSeconds: 0.3 }).send("POST"));
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

  it("compression that was not requested is not undone", async () => {
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
    it(`an untrusted certificate is refused, with ${variable} ${setting ?? "not set"}`, async () => {
      const scene = await start({ tls: loopbackCertificate() });
      if (setting !== undefined) process.env[variable] = setting;
      const error = await refusal(clientOf(scene).send("POST"));
      assert.match(error.message, /certificate is not trusted/);
      assert.equal(error.certainlyNotDone, true);
      assert.equal(scene.emulator.requests.count(), 0);
    });
  }
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

  it("is not renewed twice, and nothing was done", async () => {
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

  it("that is all the credential has is not sent a second time", async () => {
    const scene = await start({ authorize: () => "expired" });
    const error = await refusal(
      clientWith(scene, { getInsteadOf: (refused) => Promise.resolve(refused) }).send("GET"),
    );
    assert.equal(error.code, "unauthorized");
    assert.doesNotMatch(error.message, /fresh/);
    assert.equal(scene.emulator.requests.count(), 1);
  });

  it("is renewed with the claims that Graph asks for", async () => {
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1768478400"}}}';
    const challenges: unknown[] = [];
    const scene = await faulty(claimsChallenge(claims));
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

const refused = (code: "api-version" | "unavailable" | "not-found") =>
  new GraphError(code, code, { certainlyNotDone: true });

describe("the API version of a Graph root", () => {
  const lacking = (version: string) =>
    version === "beta" ? Promise.resolve(version) : Promise.reject(refused("api-version"));

  it("is found by one read, while the others wait and then use it", async () => {
    const notices: string[] = [];
    const versions = new ApiVersions(undefined, (notice) => notices.push(notice));
    const sent: string[] = [];
    const send = (version: string) => {
      sent.push(version);
      return version === "beta" ? Promise.resolve(version) : Promise.reject(refused("api-version"));
    };
    const results = await Promise.all([1, 2, 3].map(() => versions.read(send)));
    assert.deepEqual(results, ["beta", "beta", "beta"]);
    assert.deepEqual(sent, ["v1.0", "beta", "beta", "beta"]);
    assert.equal(notices.length, 1);
  });

  it("while Graph is out of reach, the reads after the first fail in parallel", async () => {
    const versions = new ApiVersions(undefined, () => undefined);
    const rejections: ((error: Error) => void)[] = [];
    const allSent = Promise.withResolvers<undefined>();
    const send = () =>
      new Promise<never>((_, reject) => {
        if (rejections.push(reject) === 3) allSent.resolve(undefined);
      });
    const reads = Promise.allSettled([1, 2, 3].map(() => versions.read(send)));
    assert.equal(rejections.length, 1);
    rejections[0]?.(refused("unavailable"));
    await allSent.promise;
    for (const reject of rejections) reject(refused("unavailable"));
    assert.ok((await reads).every(({ status }) => status === "rejected"));
  });

  it("is known from a read that finds no such profile", async () => {
    const versions = new ApiVersions(undefined, () => undefined);
    const sent: string[] = [];
    const send = (version: string) => {
      sent.push(version);
      return Promise.reject(refused(version === "beta" ? "not-found" : "api-version"));
    };
    await assert.rejects(versions.read(send), { code: "not-found" });
    await assert.rejects(versions.read(send), { code: "not-found" });
    assert.deepEqual(sent, ["v1.0", "beta", "beta"]);
  });

  describe("if v1.0 has one set of profiles and lacks another", () => {
    const here = (version: string) => Promise.resolve(version);

    it("is beta for all once a read meets the set that v1.0 lacks", async () => {
      const notices: string[] = [];
      const versions = new ApiVersions(undefined, (notice) => notices.push(notice));
      assert.equal(await versions.read(here), "v1.0");
      assert.deepEqual(await Promise.all([1, 2, 3].map(() => versions.read(lacking))), [
        "beta",
        "beta",
        "beta",
      ]);
      assert.equal(await versions.read(here), "beta");
      assert.equal(notices.length, 1);
    });

    it("stays beta if an earlier read ends later in v1.0", async () => {
      const versions = new ApiVersions(undefined, () => undefined);
      await versions.read(here);
      const slow = Promise.withResolvers<undefined>();
      const late = versions.read((version) => slow.promise.then(() => version));
      await versions.read(lacking);
      slow.resolve(undefined);
      assert.equal(await late, "v1.0");
      assert.equal(await versions.read(here), "beta");
    });

    it("stays v1.0 if beta lacks the set too", async () => {
      const versions = new ApiVersions(undefined, () => undefined);
      await versions.read(here);
      await assert.rejects(
        versions.read(() => Promise.reject(refused("api-version"))),
        { code: "api-version" },
      );
      assert.equal(await versions.read(here), "v1.0");
    });
  });

  it("is the pinned one, whatever comes back", async () => {
    const versions = new ApiVersions("v1.0", () => undefined);
    await assert.rejects(versions.read(lacking), { code: "api-version" });
  });
});
