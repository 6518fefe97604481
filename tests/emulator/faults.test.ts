import assert from "node:assert/strict";
import { get } from "node:https";
import { loopbackCertificate } from "./loopback";
import { afw, deviceOwner, errorIn, onProfile, type Scene, scenes, thirtyDays, until } from "./harness";
import {
  claimsChallenge,
  notJson,
  redirect,
  reset,
  respond,
  stall,
  strayNotFound,
  truncate,
  twice,
  wrongContentType,
  type EmulatorOptions,
  type RecordedRequest,
} from "./index";

/** The code of the network error behind a rejected fetch. */
async function networkError(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => assert.fail("The request was answered."),
    (thrown: unknown) => thrown as Error,
  );
  return (error.cause as { code?: string } | undefined)?.code ?? String(error);
}

const cut = /ECONNRESET|UND_ERR_SOCKET/;
const createToken = { action: "createToken" } as const;

describe("the emulator's faults", () => {
  const start = scenes();
  const withProfile = async (options: EmulatorOptions = {}) => {
    const profile = onProfile(await start(options));
    return { ...profile, create: () => profile.act("createToken", thirtyDays) };
  };
  /** A POST whose client can go away. */
  const abandonable = (url: string) => {
    const client = new AbortController();
    const pending = fetch(url, {
      method: "POST",
      signal: client.signal,
      headers: { Authorization: "Bearer x", "Content-Type": "application/json" },
      body: JSON.stringify(thirtyDays),
    });
    return async () => {
      client.abort();
      await assert.rejects(pending, { name: "AbortError" });
    };
  };

  for (const [commit, issued] of [
    ["before", 0],
    ["after", 1],
  ] as const) {
    it(`reset ${commit} the commit: no answer, ${issued} tokens issued`, async () => {
      const { emulator, create, states } = await withProfile();
      emulator.fault(createToken, reset({ commit }));
      assert.match(await networkError(create()), cut);
      assert.equal(states().length, issued);
      assert.equal((await create()).status, 204);
    });

    it(`a 503 ${commit} the commit: ${issued} tokens issued`, async () => {
      const { emulator, create, states } = await withProfile();
      emulator.fault(createToken, respond(503, { commit }));
      const reply = await create();
      assert.deepEqual([reply.status, errorIn(reply).code], [503, "ServiceUnavailable"]);
      assert.equal(states().length, issued);
    });

    it(`stall ${commit} the commit: silence, ${issued} tokens issued`, async () => {
      const { emulator, path, states } = await withProfile();
      emulator.fault(createToken, stall({ commit }));
      const goAway = abandonable(`${emulator.url}${path}/createToken`);
      await until(() => emulator.requests.count(createToken) === 1 && states().length === issued);
      await goAway();
      assert.deepEqual([emulator.requests.all()[0]?.status, states().length], [null, issued]);
    });

    it(`hold ${commit} the commit: nothing until released, ${issued} tokens issued`, async () => {
      const { emulator, call, id, path, create, states } = await withProfile();
      const hold = emulator.hold(createToken, { commit });
      const pending = create();
      const request = await hold.arrived;
      assert.deepEqual([request.profileId, request.status, states().length], [id, null, issued]);
      assert.equal((await call("GET", path)).status, 200);
      hold.release();
      assert.deepEqual([(await pending).status, states().length], [204, 1]);
    });
  }

  it("a held request is carried out after its client went away, and has no answer", async () => {
    const over: RecordedRequest[] = [];
    const { emulator, call, id, path, states } = await withProfile({
      onRequest: (request) => over.push(request),
    });
    emulator.issueToken(id, 60);
    const hold = emulator.hold({ action: "revokeToken" });
    const goAway = abandonable(`${emulator.url}${path}/revokeToken`);
    await hold.arrived;
    await goAway();
    await until(() => over.length === 1);
    hold.release();
    await call("GET", deviceOwner);
    assert.deepEqual([over[0]?.status, states()], [null, ["revoked"]]);
  });

  it("close ends a request that is stalled and one that is held", async () => {
    const { emulator, call, path } = await withProfile();
    emulator.fault({ method: "GET" }, stall());
    const hold = emulator.hold({ method: "GET" });
    const stalled = networkError(call("GET", path));
    await until(() => emulator.requests.count() === 1);
    const held = networkError(call("GET", path));
    await hold.arrived;
    await emulator.close();
    for (const code of await Promise.all([stalled, held])) assert.match(code, cut);
  });

  for (const [retryAfter, header] of [
    [7, "7"],
    [2.128, "2.128"],
    [new Date("2026-03-01T10:00:30Z"), "Sun, 01 Mar 2026 10:00:30 GMT"],
    ["soon", "soon"],
    [undefined, null],
  ] as const) {
    it(`a 429 with Retry-After ${String(header)}, wrapped as Intune's`, async () => {
      const { emulator, create } = await withProfile();
      emulator.fault(
        createToken,
        respond(429, { wrapped: true, ...(retryAfter !== undefined && { retryAfter }) }),
      );
      const reply = await create();
      assert.deepEqual([reply.status, reply.headers.get("retry-after")], [429, header]);
      const { code, message, innerError } = errorIn(reply);
      assert.equal(code, "TooManyRequests");
      assert.match(message, /^\{\r\n {2}"_version": 3/);
      assert.equal(innerError["request-id"], reply.headers.get("request-id"));
    });
  }

  it("an answer of one's own: status, body, headers, code and message", async () => {
    const { emulator, call } = await start();
    emulator.fault({}, respond(418, { body: { tea: true }, headers: { "X-Pot": "short", date: "never" } }));
    emulator.fault({}, respond(409, { code: "Conflict2", message: "Twice" }));
    const { status, json, headers } = await call("GET", afw);
    assert.deepEqual([status, json], [418, { tea: true }]);
    assert.deepEqual([headers.get("x-pot"), headers.get("date")], ["short", "never"]);
    const { code, message } = errorIn(await call("GET", afw));
    assert.deepEqual([code, message], ["Conflict2", "Twice"]);
  });

  it("a truncated body breaks off under a status that was sent", async () => {
    const { emulator, call, path } = await withProfile();
    emulator.fault({ method: "GET" }, truncate());
    await assert.rejects(call("GET", path), { message: "terminated" });
    assert.equal(emulator.requests.all()[0]?.status, 200);
  });

  it("a truncated 204 is a broken 200, and the token is issued", async () => {
    const { emulator, create, states } = await withProfile();
    emulator.fault(createToken, truncate());
    await assert.rejects(create(), { message: "terminated" });
    assert.equal(states().length, 1);
  });

  it("a request delivered twice is carried out twice and answered once", async () => {
    const { emulator, create, states } = await withProfile();
    emulator.fault(createToken, twice());
    assert.equal((await create()).status, 204);
    assert.deepEqual([states().length, emulator.requests.count(createToken)], [2, 1]);
  });

  for (const [name, effect, seen] of [
    ["a web page as 404", strayNotFound("<html>"), [404, "<html>", "text/html"]],
    ["a 404 without a body", strayNotFound(), [404, "", null]],
    ["a body that says JSON and is not", notJson("<html>", 200), [200, "<html>", "application/json"]],
  ] as const) {
    it(`${name} may come in place of the answer`, async () => {
      const { emulator, path } = await withProfile();
      emulator.fault({ method: "GET" }, effect);
      const response = await fetch(`${emulator.url}${path}`);
      const { status, headers } = response;
      assert.deepEqual([status, await response.text(), headers.get("content-type")], seen);
    });
  }

  it("the right body may come under the wrong content type", async () => {
    const { emulator, call, id, path } = await withProfile();
    emulator.fault({ method: "GET" }, wrongContentType("text/html"));
    const { headers, text } = await call("GET", path);
    assert.equal(headers.get("content-type"), "text/html");
    assert.equal((JSON.parse(text) as { id: string }).id, id);
  });

  it("a redirect comes in place of the work", async () => {
    const { emulator, create, states } = await withProfile();
    emulator.fault(createToken, redirect("https://elsewhere.example/", 308));
    const { status, headers, text } = await create();
    assert.deepEqual([status, headers.get("location"), text], [308, "https://elsewhere.example/", ""]);
    assert.deepEqual(states(), []);
  });

  it("a claims challenge comes in place of the work, its claims in base64", async () => {
    const { emulator, create, states } = await withProfile();
    emulator.fault(createToken, claimsChallenge('{"access_token":{}}'));
    const { status, headers } = await create();
    const challenge = /error="insufficient_claims", claims="(.+)"/.exec(
      headers.get("www-authenticate") ?? "",
    );
    assert.equal(status, 401);
    assert.equal(Buffer.from(challenge?.[1] ?? "", "base64").toString(), '{"access_token":{}}');
    assert.deepEqual(states(), []);
  });

  it("a reset over TLS reaches the client as one", async () => {
    const { key, cert } = loopbackCertificate();
    const { emulator } = await start({ tls: { key, cert } });
    emulator.fault({}, reset());
    const error = await new Promise<NodeJS.ErrnoException>((resolve, reject) => {
      get(`${emulator.url}${afw}`, { ca: cert }, () => {
        reject(new Error("answered"));
      }).on("error", resolve);
    });
    assert.equal(error.code, "ECONNRESET");
  });
});

describe("which requests a fault takes", () => {
  const start = scenes();
  const statuses = async ({ call }: Scene, paths: readonly string[]): Promise<number[]> => {
    const seen = [];
    for (const path of paths) seen.push((await call("GET", path)).status);
    return seen;
  };

  for (const [law, faults, seen] of [
    ["from the nth on, so many times", [[{ nth: 2, times: 2 }, 503]], [200, 503, 503, 200]],
    [
      "one after the other, by the same matcher",
      [
        [{}, 500],
        [{}, 502],
        [{}, 504],
      ],
      [500, 502, 504, 200],
    ],
    ["without an end, for times Infinity", [[{ times: Infinity }, 503]], [503, 503, 503, 503]],
  ] as const) {
    it(law, async () => {
      const scene = await start();
      for (const [rule, status] of faults) scene.emulator.fault({ method: "GET", ...rule }, respond(status));
      assert.deepEqual(await statuses(scene, [afw, afw, afw, afw]), seen);
    });
  }

  it("those for which every condition holds", async () => {
    const scene = await start({ behaviour: { servedInV1: true } });
    const [{ id, path, act }, other] = [onProfile(scene), onProfile(scene)];
    const { emulator } = scene;
    const matcher = { path, profileType: "androidDeviceOwner", profileId: id, action: null } as const;
    emulator.fault(matcher, respond(503));
    emulator.fault({ path: /Profiles$/, method: "GET" }, respond(502));
    assert.equal((await act("revokeToken")).status, 204);
    const paths = [other.path, path.replace("beta", "v1.0"), path, deviceOwner];
    assert.deepEqual(await statuses(scene, paths), [200, 200, 503, 502]);
  });

  it("a fault that did not come about is listed until it is cleared", async () => {
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
