import assert from "node:assert/strict";
import { get as httpsGet } from "node:https";
import { text } from "node:stream/consumers";
import { loopbackCertificate } from "./certificate";
import { afw, scenes, thirtyDays } from "./harness";
import { startEmulator } from "./index";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

describe("the emulator's front door", () => {
  const start = scenes();

  it("authorize is asked with the bearer, method and path", async () => {
    const asked: unknown[] = [];
    const { call } = await start({
      authorize: (bearer, attempt) => {
        asked.push([bearer, attempt]);
        return "ok";
      },
    });
    assert.equal(
      (await call("GET", `${afw}?$top=1`, undefined, { Authorization: "Bearer a.b.c" })).status,
      200,
    );
    assert.deepEqual(asked, [["a.b.c", { method: "GET", path: afw }]]);
  });

  it("a 401 says in WWW-Authenticate where to get a bearer", async () => {
    const { call } = await start({ authorize: () => "invalid" });
    const { headers, status } = await call("GET", afw);
    assert.equal(status, 401);
    assert.match(headers.get("www-authenticate") ?? "", /^Bearer .*authorization_uri="https:\/\/login\./);
  });

  it("a bearer that is out of date by the claims is challenged with them in base64", async () => {
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}';
    const { call } = await start({ authorize: () => ({ claims }) });
    const challenge = (await call("GET", afw)).headers.get("www-authenticate") ?? "";
    assert.match(challenge, /error="insufficient_claims"/);
    const encoded = /claims="([^"]+)"/.exec(challenge)?.[1] ?? "";
    assert.equal(Buffer.from(encoded, "base64").toString(), claims);
  });

  it("writes above the limit are refused until the window has passed, reads go on", async () => {
    const { emulator, call, clock } = await start({ throttle: { writes: 2 } });
    const { id } = emulator.addProfile("androidForWork");
    const write = async () => call("POST", `${afw}/${id}/createToken`, thirtyDays);
    await write();
    clock.advance(5_000);
    await write();
    const refused = await write();

    assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "15"]);
    assert.equal((await call("GET", afw)).status, 200);
    assert.equal(emulator.tokens(id).length, 2);
    clock.advance(15_000);
    assert.equal((await write()).status, 204);
    assert.equal((await write()).status, 429);
  });

  it("the documented limits are 100 writes and 1000 requests in 20 seconds", async () => {
    const { emulator, call } = await start({ throttle: true });
    const { id } = emulator.addProfile("androidForWork");
    const statuses = async (count: number, method: string, path: string) =>
      (await Promise.all(Array.from({ length: count }, () => call(method, path)))).map(
        ({ status }) => status,
      );
    const writes = await statuses(101, "POST", `${afw}/${id}/revokeToken`);
    const reads = await statuses(901, "GET", `${afw}/${id}`);
    assert.equal(writes.filter((status) => status === 204).length, 100);
    assert.equal(reads.filter((status) => status === 200).length, 900);
  });

  for (const [method, throttle, done] of [
    ["GET", { requests: 1 }, 200],
    ["POST", { writes: 1 }, 204],
  ] as const) {
    it(`an app has its own limit in a tenant, all apps share twice that: ${method}`, async () => {
      const { emulator, call } = await start({ throttle });
      const { id } = emulator.addProfile("androidForWork");
      const path = method === "GET" ? afw : `${afw}/${id}/revokeToken`;
      const seen = [];
      for (const [appid, tid] of [
        ["one", "contoso"],
        ["one", "contoso"],
        ["two", "contoso"],
        ["three", "contoso"],
        ["one", "fabrikam"],
      ]) {
        const claims = Buffer.from(JSON.stringify({ appid, tid })).toString("base64url");
        const headers = { Authorization: `Bearer e30.${claims}.sig` };
        seen.push((await call(method, path, undefined, headers)).status);
      }
      assert.deepEqual(seen, [done, 429, done, 429, done]);
    });
  }

  for (const [retryAfter, header] of [
    ["integer", "2"],
    ["fractional", "1.500"],
    ["date", "Sun, 01 Mar 2026 10:00:02 GMT"],
    ["absent", null],
  ] as const) {
    it(`a refusal says when to come again: ${retryAfter}`, async () => {
      const { call } = await start({ throttle: { requests: 1, windowInMilliseconds: 1500, retryAfter } });
      await call("GET", afw);
      const { status, headers } = await call("GET", afw);
      assert.deepEqual([status, headers.get("retry-after")], [429, header]);
    });
  }

  it("https with a certificate for the loopback address, nextLink included", async () => {
    const tls = loopbackCertificate();
    const { emulator } = await start({ tls, pageSize: 1 });
    emulator.addProfile("androidForWork");
    emulator.addProfile("androidForWork");
    assert.match(emulator.url, /^https:\/\/127\.0\.0\.1:\d+$/);
    const body = await new Promise<string>((resolve, reject) => {
      const headers = { Authorization: "Bearer x" };
      httpsGet(
        `https://localhost:${emulator.port}${afw}`,
        { ca: tls.cert, headers, family: 4 },
        (response) => {
          text(response).then(resolve, reject);
        },
      ).on("error", reject);
    });
    const { "@odata.nextLink": next } = JSON.parse(body) as Record<string, string>;
    assert.ok(next?.startsWith(`https://localhost:${emulator.port}/beta/`));
  });

  it("close ends idle connections and the port is free again", async () => {
    const emulator = await startEmulator();
    await fetch(emulator.url);
    await emulator.close();
    await emulator.close();
    const again = await startEmulator({ port: emulator.port });
    await again.close();
    assert.equal(again.port, emulator.port);
  });
});

describe("npm run emulator", () => {
  const run = (...options: string[]) =>
    spawn(process.execPath, ["-r", "ts-node/register", join(__dirname, "cli.ts"), ...options]);

  it("prints how to point a stack at it, logs each request, and ends on SIGTERM", async () => {
    const child = run("--version-1.0");
    const exit = once(child, "exit");
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const until = async (pattern: RegExp): Promise<string> => {
      for (;;) {
        const { value, done } = await lines.next();
        if (done === true) throw new Error(`The emulator ended before it said ${String(pattern)}.`);
        const found = pattern.exec(value);
        if (found) return found[1] ?? "";
      }
    };
    try {
      const id = await until(/^ {2}androidForWork +(\S+)/);
      const url = await until(/^ {2}pulumi config set intune:graphEndpoint (http:\/\/127\.0\.0\.1:\d+)$/);
      await until(/^ {2}pulumi config set intune:accessToken --secret (\S+)$/);
      const path = `/v1.0/deviceManagement/androidForWorkEnrollmentProfiles/${id}`;
      const response = await fetch(`${url}${path}`, { headers: { Authorization: "Bearer any-text" } });
      assert.equal(response.status, 200);
      assert.equal(await until(/^(GET .*)$/), `GET ${path} → 200`);
    } finally {
      child.kill("SIGTERM");
    }
    assert.deepEqual(await exit, [0, null]);
  });

  it("an option that it does not know ends with the usage", async () => {
    const child = run("--prot", "80");
    const exit = once(child, "exit");
    const said = await text(child.stderr);
    assert.match(said, /--prot[^]*--port <number>/);
    assert.deepEqual(await exit, [1, null]);
  });
});
