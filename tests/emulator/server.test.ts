import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { get } from "node:https";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { json, text } from "node:stream/consumers";
import { loopbackCertificate } from "./loopback";
import { afw, onProfile, scenes } from "./harness";
import { startEmulator } from "./index";

describe("who may ask the emulator, and how often", () => {
  const start = scenes();

  it("authorize is asked with the access token, method and path", async () => {
    const asked: unknown[] = [];
    const authorize = (...attempt: unknown[]) => {
      asked.push(attempt);
      return "ok" as const;
    };
    const { call } = await start({ authorize });
    const { status } = await call("GET", `${afw}?$top=1`, undefined, { Authorization: "Bearer a.b.c" });
    assert.equal(status, 200);
    assert.deepEqual(asked, [["a.b.c", { method: "GET", path: afw }]]);
  });

  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}';
  for (const [verdict, law, challenge] of [
    ["invalid", "where to get an access token", /^Bearer .*authorization_uri="https:\/\/login\./],
    [
      { claims },
      "which claims it has to satisfy",
      new RegExp(`claims="${Buffer.from(claims).toString("base64")}"`),
    ],
  ] as const) {
    it(`a 401 says in WWW-Authenticate ${law}`, async () => {
      const { call } = await start({ authorize: () => verdict });
      const { headers, status } = await call("GET", afw);
      assert.equal(status, 401);
      assert.match(headers.get("www-authenticate") ?? "", challenge);
    });
  }

  it("writes above the limit are refused until the window has passed, reads go on", async () => {
    const { call, clock, path, act, states, emulator, id } = onProfile(
      await start({ throttle: { writes: 2 } }),
    );
    emulator.issueToken(id, 60);
    const seen: unknown[] = [];
    const write = async () => {
      const { status, headers } = await act("revokeToken");
      seen.push(status === 204 || headers.get("retry-after"));
    };
    await write();
    clock.advance(5_000);
    await write();
    emulator.issueToken(id, 60);
    await write();
    clock.advance(100);
    await write();
    assert.deepEqual([(await call("GET", path)).status, states()], [200, ["revoked", "active"]]);
    clock.advance(14_900);
    await write();
    await write();
    assert.deepEqual(seen, [true, true, "15", "14.9", true, "5"]);
  });

  it("the documented limits are 100 writes and 1000 requests in 20 seconds", async () => {
    const { call, path } = onProfile(await start({ throttle: true }));
    const done = async (count: number, method: string, address: string) => {
      const replies = await Promise.all(Array.from({ length: count }, () => call(method, address)));
      return replies.filter(({ status }) => status < 300).length;
    };
    assert.equal(await done(101, "POST", `${path}/revokeToken`), 100);
    assert.equal(await done(901, "GET", path), 900);
  });

  for (const [method, throttle, done] of [
    ["GET", { requests: 1 }, 200],
    ["POST", { writes: 1 }, 204],
  ] as const) {
    it(`an app has its own limit in a tenant, all apps share twice that: ${method}`, async () => {
      const { call, path } = onProfile(await start({ throttle }));
      const seen = [];
      for (const [appid, tid] of [
        ["one", "contoso"],
        ["one", "contoso"],
        ["two", "contoso"],
        ["three", "contoso"],
        ["one", "fabrikam"],
      ]) {
        const payload = Buffer.from(JSON.stringify({ appid, tid })).toString("base64url");
        const headers = { Authorization: `Bearer e30.${payload}.sig` };
        const address = method === "GET" ? path : `${path}/revokeToken`;
        seen.push((await call(method, address, undefined, headers)).status);
      }
      assert.deepEqual(seen, [done, 429, done, 429, done]);
    });
  }
});

describe("the emulator's server", () => {
  const start = scenes();

  it("speaks https with a certificate for the loopback address, nextLink included", async () => {
    const tls = loopbackCertificate();
    const { emulator } = await start({ tls, pageSize: 1 });
    for (let count = 0; count < 2; count++) emulator.addProfile("androidForWork");
    assert.match(emulator.url, /^https:\/\/127\.0\.0\.1:\d+$/);
    const options = { ca: tls.cert, headers: { Authorization: "Bearer x" }, family: 4 };
    const list = await new Promise<unknown>((resolve, reject) => {
      get(`https://localhost:${emulator.port}${afw}`, options, (response) => {
        json(response).then(resolve, reject);
      }).on("error", reject);
    });
    const { "@odata.nextLink": next } = list as Record<string, string>;
    assert.ok(next?.startsWith(`https://localhost:${emulator.port}/beta/`));
  });

  it("ends idle connections when it closes, and the port is free again", async () => {
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
      const path = `${afw.replace("beta", "v1.0")}/${id}`;
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
    assert.match(await text(child.stderr), /--prot[^]*--port <number>/);
    assert.deepEqual(await exit, [1, null]);
  });
});
