import assert from "node:assert/strict";
import fc from "fast-check";
import { type AccessTokenClaims, readAccessTokenClaims } from "../../provider/src/auth/claims";

function accessToken(payload: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(payload)}.c2lnbmF0dXJl`;
}

const tid = "11111111-2222-4333-8444-555555555555";
const appid = "66666666-7777-4888-9999-000000000000";

describe("readAccessTokenClaims", () => {
  const cases: readonly [law: string, claims: object, AccessTokenClaims][] = [
    [
      "roles are an application's",
      { tid, appid, idtyp: "app", roles: ["DeviceManagementConfiguration.ReadWrite.All", "User.Read.All"] },
      {
        kind: "app",
        permissions: ["DeviceManagementConfiguration.ReadWrite.All", "User.Read.All"],
        tenantId: tid,
        applicationId: appid,
      },
    ],
    [
      "scp is a person's",
      { tid, appid, idtyp: "user", scp: "openid DeviceManagementConfiguration.Read.All" },
      {
        kind: "delegated",
        permissions: ["openid", "DeviceManagementConfiguration.Read.All"],
        tenantId: tid,
        applicationId: appid,
      },
    ],
    ["scp is a person's without idtyp too", { scp: "a" }, { kind: "delegated", permissions: ["a"] }],
    [
      "a person's roles are not permissions",
      { scp: "a", roles: ["b"] },
      { kind: "delegated", permissions: ["a"] },
    ],
    [
      "idtyp app decides over scp",
      { idtyp: "app", scp: "a", roles: ["b"] },
      { kind: "app", permissions: ["b"] },
    ],
    ["blanks in scp are no permissions", { scp: " a  b " }, { kind: "delegated", permissions: ["a", "b"] }],
    ["an empty scp is a person without permissions", { scp: "" }, { kind: "delegated", permissions: [] }],
    ["no permissions at all are an application without", {}, { kind: "app", permissions: [] }],
    [
      "roles that are no texts are left out",
      { roles: ["a", 1, null, {}] },
      { kind: "app", permissions: ["a"] },
    ],
    ["roles that are no list are none", { roles: "a" }, { kind: "app", permissions: [] }],
    ["scp that is no text is none", { scp: ["a"] }, { kind: "app", permissions: [] }],
    [
      "an application may be named azp",
      { azp: appid },
      { kind: "app", permissions: [], applicationId: appid },
    ],
    ["appid comes before azp", { appid, azp: tid }, { kind: "app", permissions: [], applicationId: appid }],
    ["ids that are no texts are left out", { tid: 1, appid: null }, { kind: "app", permissions: [] }],
  ];
  for (const [law, claims, expected] of cases) {
    it(law, () => {
      assert.deepEqual(readAccessTokenClaims(accessToken(claims)), expected);
    });
  }

  it("reads any script, and payloads with or without padding", () => {
    const claims = { scp: "größe.ÿ>?", tid: "漢字" };
    const encoded = Buffer.from(JSON.stringify(claims)).toString("base64");
    for (const payload of [encoded, encoded.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")]) {
      assert.deepEqual(readAccessTokenClaims(`x.${payload}.x`), {
        kind: "delegated",
        permissions: ["größe.ÿ>?"],
        tenantId: "漢字",
      });
    }
  });

  for (const [name, text] of [
    ["nothing", ""],
    ["an opaque access token", "EwBwA8l6BAAU"],
    ["an opaque access token with points", "EwBw.A8l6.BAAU"],
    ["an empty payload", "a..c"],
    ["a payload that is null", accessToken(null)],
    ["a payload that is a number", accessToken(5)],
    ["a payload that is a text", accessToken("text")],
    ["a payload that is a list", accessToken([])],
  ] as const) {
    it(`${name} has no claims`, () => {
      assert.equal(readAccessTokenClaims(text), undefined);
    });
  }

  it("never throws, whatever the access token", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.jsonValue().map(accessToken)), (text) => {
        readAccessTokenClaims(text);
      }),
    );
  });
});
