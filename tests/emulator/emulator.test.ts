import assert from "node:assert/strict";
import { get as httpsGet } from "node:https";
import { text } from "node:stream/consumers";
import { loopbackCertificate } from "./certificate";
import { afw, deviceOwner, readToken, scenes, thirtyDays } from "./harness";
import { startEmulator, type EnrollmentProfile } from "./index";

describe("the emulator's profiles", () => {
  const start = scenes();

  it("POST creates a profile with the service's own fields and no token", async () => {
    const { emulator, call } = await start();
    const { status, json } = await call("POST", deviceOwner, {
      "@odata.type": "#microsoft.graph.androidDeviceOwnerEnrollmentProfile",
      displayName: "Kiosk",
      enrollmentMode: "corporateOwnedWorkProfile",
      wifiHidden: true,
      description: null,
    });
    const { "@odata.context": context, id, accountId, ...rest } = json;

    assert.equal(status, 201);
    assert.equal(
      context,
      `${emulator.url}/beta/$metadata#deviceManagement/androidDeviceOwnerEnrollmentProfiles/$entity`,
    );
    assert.equal(typeof accountId, "string");
    assert.deepEqual(rest, {
      displayName: "Kiosk",
      description: null,
      createdDateTime: "2026-03-01T10:00:00.2500000Z",
      lastModifiedDateTime: "2026-03-01T10:00:00.2500000Z",
      tokenValue: null,
      tokenExpirationDateTime: "0001-01-01T00:00:00Z",
      tokenCreationDateTime: "0001-01-01T00:00:00Z",
      enrolledDeviceCount: 0,
      qrCodeContent: null,
      qrCodeImage: null,
      enrollmentMode: "corporateOwnedWorkProfile",
      enrollmentTokenType: "default",
      enrollmentTokenUsageCount: 0,
      configureWifi: false,
      wifiSsid: null,
      wifiPassword: null,
      wifiSecurityType: "none",
      wifiHidden: true,
      isTeamsDeviceProfile: false,
      deviceNameTemplate: null,
      roleScopeTagIds: ["0"],
    });
    assert.equal(emulator.profile(String(id))?.displayName, "Kiosk");
  });

  it("an androidForWork profile has the fields of its own type only", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidForWork");
    const { json } = await call("GET", `${afw}/${id}`);
    assert.equal(json.id, id);
    assert.equal("tokenCreationDateTime" in json || "roleScopeTagIds" in json, false);
  });

  it("PATCH changes what it names, the modification date, and nothing else", async () => {
    const { emulator, call, clock } = await start();
    const before = emulator.addProfile("androidForWork", { displayName: "Kiosk", description: "Lobby" });
    clock.advance(1750);
    const { status, json } = await call("PATCH", `${afw}/${before.id}`, { description: "Hall" });

    const after = { ...before, description: "Hall", lastModifiedDateTime: "2026-03-01T10:00:02Z" };
    assert.equal(status, 200);
    assert.equal(json.description, "Hall");
    assert.deepEqual(emulator.profile(before.id), after);
  });

  it("DELETE removes the profile and ends its token", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidForWork");
    emulator.issueToken(id, 60);
    const { status, text: body } = await call("DELETE", `${afw}/${id}`);

    assert.deepEqual([status, body], [204, ""]);
    assert.equal(emulator.profile(id), undefined);
    assert.deepEqual(
      emulator.tokens(id).map(({ state }) => state),
      ["revoked"],
    );
  });

  it("a value met in the field, though in no enumeration, is passed through on a read", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidDeviceOwner", { enrollmentMode: "5" });
    assert.equal((await call("GET", `${deviceOwner}/${id}`)).json.enrollmentMode, "5");
  });

  it("an id need not be a GUID", async () => {
    const { emulator, call } = await start();
    emulator.addProfile("androidForWork", { id: "profile of 2019" });
    assert.equal((await call("GET", `${afw}/profile%20of%202019`)).status, 200);
  });

  it("$select returns exactly what it names", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidForWork", { displayName: "Kiosk" });
    const { json } = await call("GET", `${afw}/${id}?$select=displayName, id`);
    delete json["@odata.context"];
    assert.deepEqual(json, { id, displayName: "Kiosk" });
  });
});

describe("the emulator's tokens", () => {
  const start = scenes();

  for (const action of ["createToken", "microsoft.graph.createToken"]) {
    it(`${action} answers 204 without a body and issues a token that a GET by id shows`, async () => {
      const { emulator, call, clock } = await start();
      const { id } = emulator.addProfile("androidForWork");
      const {
        status,
        text: body,
        headers,
      } = await call("POST", `${afw}/${id}/${action}`, {
        tokenValidityInSeconds: 90,
      });
      const fields = await readToken(call, `${afw}/${id}`);
      const [token] = emulator.tokens(id);

      assert.deepEqual([status, body, headers.get("content-type")], [204, "", null]);
      assert.match(String(fields.tokenValue), /^[A-Z]{20}$/);
      assert.equal(fields.tokenValue, token?.value);
      assert.equal(fields.tokenExpirationDateTime, "2026-03-01T10:01:30.2500000Z");
      assert.equal(token?.state, "active");
      clock.advance(90_000);
      assert.equal(emulator.tokens(id)[0]?.state, "expired");
    });
  }

  it("the QR content of a profile with Google Mobile Services is the JSON that a device scans", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidDeviceOwner");
    emulator.issueToken(id, 60);
    const { tokenValue, qrCodeContent, qrCodeImage } = await readToken(call, `${deviceOwner}/${id}`);

    assert.equal(
      qrCodeContent,
      '{"android.app.extra.PROVISIONING_DEVICE_ADMIN_COMPONENT_NAME":"com.google.android.apps.work.clouddpc/.receivers.CloudDeviceAdminReceiver",' +
        '"android.app.extra.PROVISIONING_DEVICE_ADMIN_SIGNATURE_CHECKSUM":"I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg",' +
        '"android.app.extra.PROVISIONING_DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION":"https://play.google.com/managed/downloadManagingApp?identifier=setup",' +
        `"android.app.extra.PROVISIONING_ADMIN_EXTRAS_BUNDLE":{"com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN":"${String(tokenValue)}"}}`,
    );
    const { type, value } = qrCodeImage as { type: string; value: string };
    assert.equal(type, "image/png");
    assert.equal(Buffer.from(value, "base64").toString("latin1", 1, 4), "PNG");
  });

  for (const enrollmentMode of [
    "corporateOwnedAOSPUserlessDevice",
    "corporateOwnedAOSPUserAssociatedDevice",
  ]) {
    it(`${enrollmentMode}: actions on AOSP-{id}, reads on {id}, QR content base64 of JSON`, async () => {
      const { emulator, call } = await start();
      const { id } = emulator.addProfile("androidDeviceOwner", { enrollmentMode });
      const created = await call("POST", `${deviceOwner}/AOSP-${id}/createToken`, thirtyDays);
      const { tokenValue, qrCodeContent } = await readToken(call, `${deviceOwner}/${id}`);
      const revoked = await call("POST", `${deviceOwner}/AOSP-${id}/revokeToken`);

      assert.deepEqual([created.status, revoked.status], [204, 204]);
      const scanned = Buffer.from(String(qrCodeContent), "base64").toString();
      assert.ok(scanned.includes(String(tokenValue)));
      assert.equal(typeof JSON.parse(scanned), "object");
      assert.equal((await call("GET", `${deviceOwner}/AOSP-${id}`)).status, 404);
      assert.equal(emulator.requests.count({ profileId: id, action: "createToken" }), 1);
    });
  }

  it("AOSP- before the id of another kind of profile names nothing", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidDeviceOwner");
    assert.equal((await call("POST", `${deviceOwner}/AOSP-${id}/createToken`, thirtyDays)).status, 404);
  });

  for (const [enrollmentMode, length] of [
    ["corporateOwnedDedicatedDevice", 20],
    ["corporateOwnedFullyManaged", 8],
    ["corporateOwnedAOSPUserlessDevice", 20],
  ] as const) {
    it(`a token of ${enrollmentMode} has ${length} characters`, async () => {
      const { emulator } = await start();
      const { id } = emulator.addProfile("androidDeviceOwner", { enrollmentMode });
      assert.equal(emulator.issueToken(id, 60).value.length, length);
    });
  }

  it("revokeToken takes no body, answers 204 and ends the token", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidForWork");
    emulator.issueToken(id, 60);
    const { status, text: body } = await call("POST", `${afw}/${id}/revokeToken`);
    assert.deepEqual([status, body], [204, ""]);
    assert.equal(emulator.tokens(id)[0]?.state, "revoked");
  });

  it("what somebody else does shows at once: an issue, a revocation, an enrollment, a removal", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidForWork");
    const token = emulator.issueToken(id, 60);
    assert.equal((await readToken(call, `${afw}/${id}`)).tokenValue, token.value);
    assert.equal(token.issuedBy, "somebody else");
    emulator.revokeToken(id);
    assert.equal((await readToken(call, `${afw}/${id}`)).tokenValue, null);
    emulator.enrollDevices(id, 2);
    assert.equal((await call("GET", `${afw}/${id}`)).json.enrolledDeviceCount, 2);
    emulator.removeProfile(id);
    assert.equal((await call("GET", `${afw}/${id}`)).status, 404);
    assert.throws(() => emulator.issueToken(id, 60), /no profile/);
  });

  it("the same seed gives the same ids and tokens, and a second token is another one", async () => {
    const issue = async (seed: number): Promise<string[]> => {
      const { emulator } = await start({ seed });
      const { id } = emulator.addProfile("androidForWork");
      return [id, emulator.issueToken(id, 60).value, emulator.issueToken(id, 60).value];
    };
    const first = await issue(7);
    assert.deepEqual(await issue(7), first);
    assert.equal(new Set([...first, ...(await issue(8))]).size, 6);
  });
});

describe("the emulator's lists", () => {
  const start = scenes();
  const names = (value: unknown) => (value as EnrollmentProfile[]).map(({ displayName }) => displayName);

  it("a list has the profiles of its own set, with the token fields empty", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidForWork", { displayName: "A" });
    emulator.addProfile("androidDeviceOwner", { displayName: "B" });
    const { value } = emulator.issueToken(id, 60);
    const { json, text: body } = await call(
      "GET",
      `${afw}?$select=displayName,tokenValue,qrCodeContent,qrCodeImage`,
    );

    assert.deepEqual(json.value, [
      { displayName: "A", tokenValue: "", qrCodeContent: "", qrCodeImage: null },
    ]);
    assert.equal("@odata.nextLink" in json || body.includes(value), false);
  });

  it("@odata.nextLink leads through all pages and keeps the other options", async () => {
    const { emulator, call } = await start({ pageSize: 2 });
    for (const displayName of ["A", "B", "C", "D", "E"])
      emulator.addProfile("androidForWork", { displayName });
    const pages = [];
    let next: string | undefined = `${afw}?$select=displayName`;
    while (next !== undefined) {
      const { json } = await call("GET", next);
      pages.push(json.value);
      next = json["@odata.nextLink"] as string | undefined;
      assert.ok(next === undefined || next.startsWith(`${emulator.url}/beta/`));
    }
    assert.deepEqual(pages, [
      [{ displayName: "A" }, { displayName: "B" }],
      [{ displayName: "C" }, { displayName: "D" }],
      [{ displayName: "E" }],
    ]);
  });

  it("$top asks for a smaller page", async () => {
    const { emulator, call } = await start();
    for (const displayName of ["A", "B"]) emulator.addProfile("androidForWork", { displayName });
    const { json } = await call("GET", `${afw}?$top=1`);
    assert.deepEqual(names(json.value), ["A"]);
    assert.equal(typeof json["@odata.nextLink"], "string");
  });

  it("$filter finds a displayName, quotes doubled", async () => {
    const { emulator, call } = await start();
    for (const displayName of ["Bob's", "Alice's"]) emulator.addProfile("androidForWork", { displayName });
    const { json } = await call("GET", `${afw}?$filter=${encodeURIComponent("displayName eq 'Bob''s'")}`);
    assert.deepEqual(names(json.value), ["Bob's"]);
  });

  it("$filter finds the tokens that live past a date", async () => {
    const { emulator, call, clock } = await start();
    for (const [displayName, seconds] of [
      ["short", 60],
      ["long", 120],
    ] as const) {
      emulator.issueToken(emulator.addProfile("androidDeviceOwner", { displayName }).id, seconds);
    }
    emulator.addProfile("androidDeviceOwner", { displayName: "without a token" });
    const date = new Date(clock.at.getTime() + 60_000).toISOString();
    const { json } = await call("GET", `${deviceOwner}?$filter=tokenExpirationDateTime gt ${date}`);
    assert.deepEqual(names(json.value), ["long"]);
  });
});

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
    it(`each app has a limit of its own in each tenant, and all apps of a tenant share twice that: ${method}`, async () => {
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
