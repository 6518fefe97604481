import assert from "node:assert/strict";
import { loopbackCertificate } from "./certificate";
import { afw, errorIn, scenes, thirtyDays, type Scene } from "./harness";
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
} from "./index";

/** The code of the network error behind a rejected fetch. */
async function networkError(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const cause = (error as Error).cause as { code?: string } | undefined;
    return cause?.code ?? String(error);
  }
  throw new assert.AssertionError({ message: "The request was answered." });
}

describe("the emulator's faults", () => {
  const start = scenes();
  const create = ({ call }: Scene, id: string) => call("POST", `${afw}/${id}/createToken`, thirtyDays);
  const withProfile = async (options = {}) => {
    const scene = await start(options);
    return { ...scene, scene, id: scene.emulator.addProfile("androidForWork").id };
  };

  for (const [commit, issued] of [
    ["before", 0],
    ["after", 1],
  ] as const) {
    it(`reset ${commit} the commit: no answer, ${issued} tokens issued`, async () => {
      const { emulator, scene, id } = await withProfile();
      emulator.fault({ action: "createToken" }, reset({ commit }));
      assert.match(await networkError(create(scene, id)), /ECONNRESET|UND_ERR_SOCKET/);
      assert.equal(emulator.tokens(id).length, issued);
      assert.equal((await create(scene, id)).status, 204);
    });

    it(`a 503 ${commit} the commit: ${issued} tokens issued`, async () => {
      const { emulator, scene, id } = await withProfile();
      emulator.fault({ action: "createToken" }, respond(503, { commit }));
      const reply = await create(scene, id);
      assert.deepEqual([reply.status, errorIn(reply).code], [503, "ServiceUnavailable"]);
      assert.equal(emulator.tokens(id).length, issued);
    });

    it(`stall ${commit} the commit: silence, ${issued} tokens issued`, async () => {
      const { emulator, id } = await withProfile();
      emulator.fault({ action: "createToken" }, stall({ commit }));
      const client = new AbortController();
      const pending = fetch(`${emulator.url}${afw}/${id}/createToken`, {
        method: "POST",
        signal: client.signal,
        headers: { Authorization: "Bearer x", "Content-Type": "application/json" },
        body: JSON.stringify(thirtyDays),
      });
      await emulator.requests.arrived({ action: "createToken" });
      client.abort();
      await assert.rejects(pending, { name: "AbortError" });
      const { status } = await emulator.requests.settled({ action: "createToken" });
      assert.deepEqual([status, emulator.tokens(id).length], [null, issued]);
    });

    it(`hold ${commit} the commit: nothing until released, ${issued} tokens issued`, async () => {
      const { emulator, scene, call, id } = await withProfile();
      const hold = emulator.hold({ action: "createToken" }, { commit });
      const pending = create(scene, id);
      const request = await hold.arrived;
      assert.deepEqual([request.profileId, request.status], [id, null]);
      assert.equal(emulator.tokens(id).length, issued);
      assert.equal((await call("GET", `${afw}/${id}`)).status, 200);

      hold.release();
      assert.equal((await pending).status, 204);
      assert.equal(emulator.tokens(id).length, 1);
    });
  }

  it("a held request is carried out after its client went away, and has no answer", async () => {
    const { emulator, call, id } = await withProfile();
    const hold = emulator.hold({ action: "revokeToken" });
    emulator.issueToken(id, 60);
    const client = new AbortController();
    const pending = fetch(`${emulator.url}${afw}/${id}/revokeToken`, {
      method: "POST",
      signal: client.signal,
      headers: { Authorization: "Bearer x" },
    });
    await hold.arrived;
    client.abort();
    await assert.rejects(pending, { name: "AbortError" });
    const request = await emulator.requests.settled({ action: "revokeToken" });
    hold.release();
    await call("GET", afw);
    assert.deepEqual([request.status, emulator.tokens(id)[0]?.state], [null, "revoked"]);
  });

  it("close ends a request that is stalled and one that is held", async () => {
    const { emulator, call, id } = await withProfile();
    emulator.fault({ method: "GET" }, stall());
    const hold = emulator.hold({ method: "GET" });
    const stalled = networkError(call("GET", `${afw}/${id}`));
    await emulator.requests.arrived();
    const held = networkError(call("GET", afw));
    await hold.arrived;
    await emulator.close();
    assert.match(
      (await Promise.all([stalled, held])).join(),
      /(ECONNRESET|UND_ERR_SOCKET),(ECONNRESET|UND_ERR_SOCKET)/,
    );
  });

  for (const [retryAfter, header] of [
    [7, "7"],
    [2.128, "2.128"],
    [new Date("2026-03-01T10:00:30Z"), "Sun, 01 Mar 2026 10:00:30 GMT"],
    ["soon", "soon"],
    [undefined, null],
  ] as const) {
    it(`a 429 with Retry-After ${String(header)}, wrapped as Intune's`, async () => {
      const { emulator, scene, id } = await withProfile();
      emulator.fault(
        { action: "createToken" },
        respond(429, { wrapped: true, ...(retryAfter !== undefined && { retryAfter }) }),
      );
      const reply = await create(scene, id);
      assert.deepEqual([reply.status, reply.headers.get("retry-after")], [429, header]);
      assert.equal(errorIn(reply).code, "TooManyRequests");
      assert.match(errorIn(reply).message, /^\{\r\n {2}"_version": 3/);
      assert.equal(errorIn(reply).innerError["request-id"], reply.headers.get("request-id"));
    });
  }

  it("an answer of one's own: status, body, headers, code and message", async () => {
    const { emulator, call } = await start();
    emulator.fault(
      { path: afw },
      respond(418, { body: { tea: true }, headers: { "X-Pot": "short", date: "never" } }),
    );
    emulator.fault({ path: afw }, respond(409, { code: "Conflict2", message: "Twice" }));
    const own = await call("GET", afw);
    assert.deepEqual([own.status, own.json, own.headers.get("x-pot")], [418, { tea: true }, "short"]);
    assert.equal(own.headers.get("date"), "never");
    const { code, message } = errorIn(await call("GET", afw));
    assert.deepEqual([code, message], ["Conflict2", "Twice"]);
  });

  it("a truncated body breaks off under a status that was sent", async () => {
    const { emulator, call, id } = await withProfile();
    emulator.fault({ method: "GET" }, truncate());
    await assert.rejects(call("GET", `${afw}/${id}`), { message: "terminated" });
    assert.equal((await emulator.requests.settled()).status, 200);
  });

  it("a truncated 204 is a broken 200, and the token is issued", async () => {
    const { emulator, scene, id } = await withProfile();
    emulator.fault({ action: "createToken" }, truncate());
    await assert.rejects(create(scene, id), { message: "terminated" });
    assert.equal(emulator.tokens(id).length, 1);
  });

  it("a request delivered twice is carried out twice and answered once", async () => {
    const { emulator, scene, id } = await withProfile();
    emulator.fault({ action: "createToken" }, twice());
    assert.equal((await create(scene, id)).status, 204);
    assert.equal(emulator.tokens(id).length, 2);
    assert.equal(emulator.requests.count({ action: "createToken" }), 1);
  });

  for (const [body, type] of [
    ["<html>Not found</html>", "text/html"],
    [undefined, null],
  ] as const) {
    it(`a 404 that is not Graph's own: ${body ?? "no body"}`, async () => {
      const { emulator, call, id } = await withProfile();
      emulator.fault({ method: "GET" }, strayNotFound(body));
      const { status, text, headers } = await call("GET", `${afw}/${id}`);
      assert.deepEqual([status, text, headers.get("content-type")], [404, body ?? "", type]);
    });
  }

  it("a body that says JSON and is not", async () => {
    const { emulator, id } = await withProfile();
    emulator.fault({ method: "GET" }, notJson("<html>", 200));
    const response = await fetch(`${emulator.url}${afw}/${id}`);
    assert.equal(response.headers.get("content-type"), "application/json");
    await assert.rejects(response.json(), SyntaxError);
  });

  it("the right body under the wrong content type", async () => {
    const { emulator, call, id } = await withProfile();
    emulator.fault({ method: "GET" }, wrongContentType("text/html"));
    const reply = await call("GET", `${afw}/${id}`);
    assert.equal(reply.headers.get("content-type"), "text/html");
    assert.equal((JSON.parse(reply.text) as { id: string }).id, id);
  });

  it("a redirect, and the work is not done", async () => {
    const { emulator, scene, id } = await withProfile();
    emulator.fault({ action: "createToken" }, redirect("https://elsewhere.example/", 308));
    const reply = await create(scene, id);
    assert.deepEqual(
      [reply.status, reply.headers.get("location"), reply.text],
      [308, "https://elsewhere.example/", ""],
    );
    assert.equal(emulator.tokens(id).length, 0);
  });

  it("a claims challenge in place of the work", async () => {
    const { emulator, scene, id } = await withProfile();
    emulator.fault({ action: "createToken" }, claimsChallenge('{"access_token":{}}'));
    const reply = await create(scene, id);
    const claims = /error="insufficient_claims", claims="(.+)"/.exec(
      reply.headers.get("www-authenticate") ?? "",
    )?.[1];
    assert.equal(reply.status, 401);
    assert.equal(Buffer.from(claims ?? "", "base64").toString(), '{"access_token":{}}');
    assert.equal(emulator.tokens(id).length, 0);
  });

  it("a reset over TLS reaches the client as one", async () => {
    const { key, cert } = loopbackCertificate();
    const { emulator } = await start({ tls: { key, cert } });
    emulator.fault({}, reset());
    const { get } = await import("node:https");
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
