import assert from "node:assert/strict";
import { afw, deviceOwner, errorIn, onProfile, scenes, thirtyDays } from "./harness";
import type { EmulatorOptions } from "./index";

/** `{afw}` and `{do}` stand for the path of a profile of that type, `{id}` for the second one's id. */
type Request = readonly [method: string, path: string, body?: unknown, headers?: Record<string, string>];
type Row = readonly [title: string, request: Request, message: string, options?: EmulatorOptions];

const missing = `${afw}/a3f1c1de-0000-4000-8000-000000000000`;
const createToken = (body: unknown): Request => ["POST", "{afw}/createToken", body];
const scopes =
  "Application is not authorized to perform this operation. Application must have one of the following scopes:";
const unreadable =
  "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.";
const noSegment = (name: string) => `Resource not found for the segment '${name}'.`;
const noProperty = (name: string, type: string) =>
  `The property '${name}' does not exist on type 'microsoft.graph.${type}'. Make sure to only use property names that are defined by the type.`;
const notSelectable = (name: string, type: string) =>
  `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`;
const notOf = (type: string, literal: string) =>
  `Cannot convert the literal '${literal}' to the expected type '${type}'.`;
const [ofWork, ofOwner] = ["androidForWorkEnrollmentProfile", "androidDeviceOwnerEnrollmentProfile"];

/** What the service answers, by status and code; where marked so, in the JSON text of Intune. */
const answers: Readonly<Record<string, readonly Row[]>> = {
  "404 ResourceNotFound wrapped": (
    [
      ["GET of a missing profile", ["GET", missing]],
      ["PATCH of a missing profile", ["PATCH", missing, {}]],
      ["DELETE of a missing profile", ["DELETE", missing]],
      ["createToken on a missing profile", ["POST", `${missing}/createToken`, thirtyDays]],
      ["revokeToken on a missing profile", ["POST", `${missing}/revokeToken`]],
      ["a profile in the other set", ["GET", `${afw}/{id}`]],
      ["createToken in the other set", ["POST", `${afw}/{id}/createToken`, thirtyDays]],
    ] as const
  ).map(([title, request]) => [title, request, "An error has occurred"] as const),
  "404 ResourceNotFound": [
    ["a version that does not exist", ["GET", afw.replace("beta", "v2.0")], "Invalid version: v2.0"],
  ],
  "403 Forbidden wrapped": [
    [
      "a write without the permission",
      createToken(thirtyDays),
      `${scopes} DeviceManagementConfiguration.ReadWrite.All`,
      { authorize: () => "forbidden" },
    ],
    [
      "a read without the permission",
      ["GET", "{afw}"],
      `${scopes} DeviceManagementConfiguration.Read.All, DeviceManagementConfiguration.ReadWrite.All`,
      { authorize: () => "forbidden" },
    ],
  ],
  "401 InvalidAuthenticationToken": [
    [
      "an expired access token",
      ["GET", "{afw}"],
      "Lifetime validation failed, the token is expired.",
      { authorize: () => "expired" },
    ],
    ["no access token", ["GET", "{afw}", undefined, { Authorization: "Bearer " }], "Access token is empty."],
  ],
  "405 BadRequest": (
    [
      ["a method that a profile does not have", ["PUT", "{afw}", {}]],
      ["a method that an action does not have", ["GET", "{afw}/createToken"]],
    ] as const
  ).map(
    ([title, request]) =>
      [title, request, "Specified HTTP method is not allowed for the request target."] as const,
  ),
  "400 BadRequest": [
    [
      "a tenant without a licence",
      ["GET", "{afw}"],
      "Request not applicable to target tenant.",
      { behaviour: { licensed: false } },
    ],
    ...[afw, deviceOwner].map((set): Row => {
      const name = set.split("/").at(-1) ?? "";
      return [`${name} under v1.0`, ["GET", `${set.replace("beta", "v1.0")}/x`], noSegment(name)];
    }),
    ["an unknown set", ["GET", "/beta/deviceManagement/iosProfiles"], noSegment("iosProfiles")],
    ["an unknown action", ["POST", "{afw}/extendToken", thirtyDays], noSegment("extendToken")],
    ["a body that is not JSON", createToken("{tokenValidityInSeconds:"), unreadable],
    ["a body that is not an object", ["POST", afw, [1]], unreadable],
    [
      "JSON under another content type",
      [...createToken(thirtyDays), { "Content-Type": "text/plain" }] as unknown as Request,
      unreadable,
    ],
    ["an empty body", createToken(""), "Empty Payload. JSON content expected."],
    [
      "$select of an unknown property",
      ["GET", "{afw}?$select=id,tokenCreationDateTime"],
      notSelectable("tokenCreationDateTime", ofWork),
    ],
    [
      "$expand on a list",
      ["GET", `${deviceOwner}?$expand=assignments`],
      notSelectable("assignments", ofOwner),
    ],
    ["$expand on a profile", ["GET", "{afw}?$expand=assignments"], notSelectable("assignments", ofWork)],
    ["an unknown $filter", ["GET", `${afw}?$filter=tokenValue eq 'A'`], "Invalid filter clause"],
    [
      "another query option",
      ["GET", `${afw}?$orderby=displayName`],
      "The query option '$orderby' is not supported.",
    ],
  ],
  "400 ModelValidationFailure": [
    [
      "a text for an Int32",
      createToken({ tokenValidityInSeconds: "an hour" }),
      notOf("Edm.Int32", "an hour"),
    ],
    ["a fraction for an Int32", createToken({ tokenValidityInSeconds: 1.5 }), notOf("Edm.Int32", "1.5")],
    [
      "a number above an Int32",
      createToken({ tokenValidityInSeconds: 2 ** 31 }),
      notOf("Edm.Int32", "2147483648"),
    ],
    [
      "no validity",
      createToken({}),
      "A null value was found for the property named 'tokenValidityInSeconds', which has the expected type 'Edm.Int32[Nullable=False]'. The expected type 'Edm.Int32[Nullable=False]' does not allow null values.",
    ],
    ["a text for a Boolean", ["PATCH", "{do}", { configureWifi: "yes" }], notOf("Edm.Boolean", "yes")],
    ["a number for a text", ["POST", afw, { displayName: 7 }], notOf("Edm.String", "7")],
    [
      "a text for a collection",
      ["POST", deviceOwner, { roleScopeTagIds: "0" }],
      notOf("Collection(Edm.String)", "0"),
    ],
    [
      "an unknown mode",
      ["POST", deviceOwner, { enrollmentMode: "5" }],
      notOf("microsoft.graph.androidDeviceOwnerEnrollmentMode", "5"),
    ],
    ["a property of the other type", ["PATCH", "{afw}", { wifiSsid: "x" }], noProperty("wifiSsid", ofWork)],
    ["an unknown parameter", createToken({ ...thirtyDays, count: 2 }), noProperty("count", "createToken")],
    [
      "an @odata.type of the other type",
      ["POST", afw, { "@odata.type": `#microsoft.graph.${ofOwner}` }],
      `A type named '#microsoft.graph.${ofOwner}' could not be resolved by the model.`,
    ],
  ],
};

describe("the emulator's errors", () => {
  const start = scenes();

  for (const [kind, rows] of Object.entries(answers)) {
    const [status, code, wrapped] = kind.split(" ");
    for (const [title, [method, path, body, headers], message, options] of rows) {
      it(`${title}: ${kind}`, async () => {
        const scene = await start(options);
        const [work, owner] = [onProfile(scene, {}, "androidForWork"), onProfile(scene)];
        const address = path
          .replace("{afw}", work.path)
          .replace("{do}", owner.path)
          .replace("{id}", owner.id);
        const reply = await scene.call(method, address, body, headers);
        const error = errorIn(reply);
        assert.deepEqual([reply.status, error.code], [Number(status), code]);
        const said = wrapped === undefined ? error.message : unwrapped(error.message);
        assert.equal(said, message);
        assert.deepEqual(scene.emulator.tokens(), []);
      });
    }
  }

  it("envelope and headers name the request, with the client's own id", async () => {
    const { call } = await start();
    const reply = await call("GET", missing, undefined, { "client-request-id": "my-own-id" });
    const requestId = reply.headers.get("request-id") ?? "";
    assert.match(requestId, /^[0-9a-f-]{36}$/);
    assert.equal(reply.headers.get("client-request-id"), "my-own-id");
    assert.deepEqual(errorIn(reply).innerError, {
      date: "2026-03-01T10:00:00",
      "request-id": requestId,
      "client-request-id": "my-own-id",
    });
    assert.equal(reply.headers.get("date"), "Sun, 01 Mar 2026 10:00:00 GMT");
    assert.ok("ServerInfo" in (JSON.parse(reply.headers.get("x-ms-ags-diagnostic") ?? "") as object));
  });

  it("a request without an id of its own is given one", async () => {
    const { call } = await start();
    const { headers } = await call("GET", afw);
    assert.match(headers.get("client-request-id") ?? "", /^[0-9a-f-]{36}$/);
  });

  it("Intune's message is a JSON text with CRLFs", async () => {
    const { call } = await start();
    const { message } = errorIn(await call("GET", missing));
    const { Message, ...rest } = JSON.parse(message) as Record<string, unknown>;
    assert.match(message, /^\{\r\n/);
    assert.match(
      String(Message),
      /^An error has occurred - Operation ID \(for customer support\): [0-9a-f-]{36} - Activity ID: [0-9a-f-]{36} - Url: https:\/\/fef\./,
    );
    assert.deepEqual(rest, {
      _version: 3,
      CustomApiErrorPhrase: "",
      RetryAfter: null,
      ErrorSourceService: "",
      HttpHeaders: "{}",
    });
  });

  const setByService = [
    ...["accountId", "createdDateTime", "lastModifiedDateTime", "enrolledDeviceCount", "tokenValue"],
    ...["tokenExpirationDateTime", "tokenCreationDateTime", "qrCodeContent", "qrCodeImage"],
    "enrollmentTokenUsageCount",
  ];
  it("what the service sets is refused in a POST or PATCH body, and nothing changes", async () => {
    const scene = await start();
    const { emulator, call, id, path } = onProfile(scene, { displayName: "Kiosk" });
    for (const name of setByService) {
      for (const [method, address] of Object.entries({ POST: deviceOwner, PATCH: path })) {
        const reply = await call(method, address, { displayName: "Other", [name]: null });
        assert.equal(reply.status, 400, name);
        assert.ok(errorIn(reply).message.includes(name));
      }
    }
    assert.equal(emulator.profile(id)?.displayName, "Kiosk");
    const { value } = (await call("GET", deviceOwner)).json as { value: unknown[] };
    assert.equal(value.length, 1);
  });

  it("a body without a content type is not read", async () => {
    const { emulator, path } = onProfile(await start());
    const response = await fetch(`${emulator.url}${path}/createToken`, {
      method: "POST",
      headers: { Authorization: "Bearer x" },
      body: Buffer.from(JSON.stringify(thirtyDays)),
    });
    assert.equal(response.status, 400);
    assert.match(await response.text(), /ensure Content-Type header is set/);
    assert.equal(emulator.requests.all()[0]?.headers["content-type"], undefined);
  });
});

function unwrapped(message: string): string {
  const { Message } = JSON.parse(message) as { Message: string };
  return Message.split(" - ")[0] ?? "";
}
