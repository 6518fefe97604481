import assert from "node:assert/strict";
import { afw, deviceOwner, errorIn, type Scene, scenes, thirtyDays } from "./harness";
import type { EmulatorOptions } from "./index";

/** A request and the error that answers it. */
interface Case {
  readonly title: string;
  readonly options?: EmulatorOptions;
  /** `{afw}` and `{do}` stand for the path of a profile of that type. */
  readonly request: readonly [method: string, path: string, body?: unknown, headers?: Record<string, string>];
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Whether the message comes in Intune's JSON text. */
  readonly wrapped?: boolean;
}

/** The id of a profile that there is not. */
const missing = "a3f1c1de-0000-4000-8000-000000000000";

/** One law a case: the error that the service answers, and that no token came of it. */
function itRefuses(start: (options?: EmulatorOptions) => Promise<Scene>, cases: readonly Case[]): void {
  for (const { title, options, request, status, code, message, wrapped = false } of cases) {
    it(`${title}: ${status} ${code}`, async () => {
      const { emulator, call } = await start(options);
      const ids = {
        afw: emulator.addProfile("androidForWork").id,
        do: emulator.addProfile("androidDeviceOwner").id,
      };
      const [method, path, body, headers] = request;
      const reply = await call(
        method,
        path
          .replace("{afw}", `${afw}/${ids.afw}`)
          .replace("{do}", `${deviceOwner}/${ids.do}`)
          .replace("{doId}", ids.do),
        body,
        headers,
      );

      const error = errorIn(reply);
      assert.equal(reply.status, status);
      assert.equal(error.code, code);
      assert.equal(wrapped ? unwrapped(error.message) : error.message, message);
      assert.deepEqual(emulator.tokens(), []);
    });
  }
}

function unwrapped(message: string): string {
  const { Message } = JSON.parse(message) as { Message: string };
  return Message.split(" - ")[0] ?? "";
}

describe("the emulator's errors: their envelope", () => {
  const start = scenes();

  it("envelope and headers name the request, the client's id among it", async () => {
    const { call } = await start();
    const reply = await call("GET", `${afw}/${missing}`, undefined, { "client-request-id": "my-own-id" });
    const { innerError, message } = errorIn(reply);

    assert.equal(reply.headers.get("client-request-id"), "my-own-id");
    assert.match(reply.headers.get("request-id") ?? "", /^[0-9a-f-]{36}$/);
    assert.deepEqual(innerError, {
      date: "2026-03-01T10:00:00",
      "request-id": reply.headers.get("request-id"),
      "client-request-id": "my-own-id",
    });
    assert.equal(reply.headers.get("date"), "Sun, 01 Mar 2026 10:00:00 GMT");
    assert.ok("ServerInfo" in (JSON.parse(reply.headers.get("x-ms-ags-diagnostic") ?? "") as object));
    assert.match(message, /Activity ID: my-own-id - Url: https:\/\/fef\./);
  });

  it("a request without an id of its own is given one", async () => {
    const { call } = await start();
    const { headers } = await call("GET", afw);
    assert.match(headers.get("client-request-id") ?? "", /^[0-9a-f-]{36}$/);
  });

  it("Intune's wrapped message is a JSON text with CRLFs", async () => {
    const { call } = await start();
    const { message } = errorIn(await call("GET", `${afw}/${missing}`));
    const { Message, ...rest } = JSON.parse(message) as Record<string, unknown>;

    assert.match(message, /^\{\r\n/);
    assert.match(
      String(Message),
      /^An error has occurred - Operation ID \(for customer support\): [0-9a-f-]{36} - /,
    );
    assert.deepEqual(rest, {
      _version: 3,
      CustomApiErrorPhrase: "",
      RetryAfter: null,
      ErrorSourceService: "",
      HttpHeaders: "{}",
    });
  });
});

const notAuthorized =
  "Application is not authorized to perform this operation. Application must have one of the following scopes:";
const notFound = { status: 404, code: "ResourceNotFound", message: "An error has occurred", wrapped: true };

/** Who asks, and for what. */
const admissions: readonly Case[] = [
  { title: "GET of a missing profile", request: ["GET", `${afw}/${missing}`], ...notFound },
  { title: "PATCH of a missing profile", request: ["PATCH", `${afw}/${missing}`, {}], ...notFound },
  { title: "DELETE of a missing profile", request: ["DELETE", `${deviceOwner}/${missing}`], ...notFound },
  {
    title: "createToken on a missing profile",
    request: ["POST", `${afw}/${missing}/createToken`, thirtyDays],
    ...notFound,
  },
  {
    title: "revokeToken on a missing profile",
    request: ["POST", `${deviceOwner}/${missing}/revokeToken`],
    ...notFound,
  },
  {
    title: "a profile asked for in the other set",
    request: ["GET", `${afw}/{doId}`],
    ...notFound,
  },
  {
    title: "createToken through the other set",
    request: ["POST", `${afw}/{doId}/createToken`, thirtyDays],
    ...notFound,
  },
  {
    title: "a write without the permission",
    options: { authorize: () => "forbidden" },
    request: ["POST", "{afw}/createToken", thirtyDays],
    status: 403,
    code: "Forbidden",
    message: `${notAuthorized} DeviceManagementConfiguration.ReadWrite.All`,
    wrapped: true,
  },
  {
    title: "a read without the permission",
    options: { authorize: () => "forbidden" },
    request: ["GET", "{afw}"],
    status: 403,
    code: "Forbidden",
    message: `${notAuthorized} DeviceManagementConfiguration.Read.All, DeviceManagementConfiguration.ReadWrite.All`,
    wrapped: true,
  },
  {
    title: "an expired bearer",
    options: { authorize: () => "expired" },
    request: ["GET", "{afw}"],
    status: 401,
    code: "InvalidAuthenticationToken",
    message: "Lifetime validation failed, the token is expired.",
  },
  {
    title: "an empty bearer",
    request: ["GET", "{afw}", undefined, { Authorization: "Bearer " }],
    status: 401,
    code: "InvalidAuthenticationToken",
    message: "Access token is empty.",
  },
  {
    title: "a tenant without a licence",
    options: { behaviour: { licensed: false } },
    request: ["GET", "{afw}"],
    status: 400,
    code: "BadRequest",
    message: "Request not applicable to target tenant.",
  },
  {
    title: "the one set under v1.0",
    request: ["GET", `/v1.0/deviceManagement/androidForWorkEnrollmentProfiles/${missing}`],
    status: 400,
    code: "BadRequest",
    message: "Resource not found for the segment 'androidForWorkEnrollmentProfiles'.",
  },
  {
    title: "the other set under v1.0",
    request: ["GET", `/v1.0/deviceManagement/androidDeviceOwnerEnrollmentProfiles`],
    status: 400,
    code: "BadRequest",
    message: "Resource not found for the segment 'androidDeviceOwnerEnrollmentProfiles'.",
  },
  {
    title: "a set that there is not",
    request: ["GET", "/beta/deviceManagement/iosEnrollmentProfiles"],
    status: 400,
    code: "BadRequest",
    message: "Resource not found for the segment 'iosEnrollmentProfiles'.",
  },
  {
    title: "an action that there is not",
    request: ["POST", "{afw}/extendToken", thirtyDays],
    status: 400,
    code: "BadRequest",
    message: "Resource not found for the segment 'extendToken'.",
  },
  {
    title: "a version that there is not",
    request: ["GET", "/v2.0/deviceManagement/androidForWorkEnrollmentProfiles"],
    status: 404,
    code: "ResourceNotFound",
    message: "Invalid version: v2.0",
  },
];

describe("the emulator's errors: who asks, and for what", () => {
  const start = scenes();
  itRefuses(start, admissions);
});

const unreadable =
  "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.";

const int32 = (literal: string) => ({
  status: 400,
  code: "ModelValidationFailure",
  message: `Cannot convert the literal '${literal}' to the expected type 'Edm.Int32'.`,
});

/** What is sent. */
const payloads: readonly Case[] = [
  {
    title: "a body that is not JSON",
    request: ["POST", "{afw}/createToken", "{tokenValidityInSeconds:"],
    status: 400,
    code: "BadRequest",
    message: unreadable,
  },
  {
    title: "a body that is not an object",
    request: ["POST", afw, [1]],
    status: 400,
    code: "BadRequest",
    message: unreadable,
  },
  {
    title: "JSON under another content type",
    request: ["POST", "{afw}/createToken", thirtyDays, { "Content-Type": "text/plain" }],
    status: 400,
    code: "BadRequest",
    message: unreadable,
  },
  {
    title: "an empty body",
    request: ["POST", "{afw}/createToken", ""],
    status: 400,
    code: "BadRequest",
    message: "Empty Payload. JSON content expected.",
  },
  {
    title: "a text for an Int32",
    request: ["POST", "{afw}/createToken", { tokenValidityInSeconds: "an hour" }],
    ...int32("an hour"),
  },
  {
    title: "a fraction for an Int32",
    request: ["POST", "{do}/createToken", { tokenValidityInSeconds: 1.5 }],
    ...int32("1.5"),
  },
  {
    title: "a number above an Int32",
    request: ["POST", "{afw}/createToken", { tokenValidityInSeconds: 2_147_483_648 }],
    ...int32("2147483648"),
  },
  {
    title: "no validity",
    request: ["POST", "{afw}/createToken", {}],
    status: 400,
    code: "ModelValidationFailure",
    message:
      "A null value was found for the property named 'tokenValidityInSeconds', which has the expected type 'Edm.Int32[Nullable=False]'. The expected type 'Edm.Int32[Nullable=False]' does not allow null values.",
  },
  {
    title: "a text for a Boolean",
    request: ["PATCH", "{do}", { configureWifi: "yes" }],
    status: 400,
    code: "ModelValidationFailure",
    message: "Cannot convert the literal 'yes' to the expected type 'Edm.Boolean'.",
  },
  {
    title: "a number for a text",
    request: ["POST", afw, { displayName: 7 }],
    status: 400,
    code: "ModelValidationFailure",
    message: "Cannot convert the literal '7' to the expected type 'Edm.String'.",
  },
  {
    title: "a text for a collection",
    request: ["POST", deviceOwner, { roleScopeTagIds: "0" }],
    status: 400,
    code: "ModelValidationFailure",
    message: "Cannot convert the literal '0' to the expected type 'Collection(Edm.String)'.",
  },
  {
    title: "a mode that the enumeration has not",
    request: ["POST", deviceOwner, { enrollmentMode: "5" }],
    status: 400,
    code: "ModelValidationFailure",
    message:
      "Cannot convert the literal '5' to the expected type 'microsoft.graph.androidDeviceOwnerEnrollmentMode'.",
  },
  {
    title: "a property of the other type",
    request: ["PATCH", "{afw}", { enrollmentMode: "corporateOwnedFullyManaged" }],
    status: 400,
    code: "ModelValidationFailure",
    message:
      "The property 'enrollmentMode' does not exist on type 'microsoft.graph.androidForWorkEnrollmentProfile'. Make sure to only use property names that are defined by the type.",
  },
  {
    title: "a parameter that createToken has not",
    request: ["POST", "{afw}/createToken", { ...thirtyDays, count: 2 }],
    status: 400,
    code: "ModelValidationFailure",
    message:
      "The property 'count' does not exist on type 'microsoft.graph.createToken'. Make sure to only use property names that are defined by the type.",
  },
  {
    title: "an @odata.type of the other type",
    request: ["POST", afw, { "@odata.type": "#microsoft.graph.androidDeviceOwnerEnrollmentProfile" }],
    status: 400,
    code: "ModelValidationFailure",
    message:
      "A type named '#microsoft.graph.androidDeviceOwnerEnrollmentProfile' could not be resolved by the model.",
  },
];

describe("the emulator's errors: what is sent", () => {
  const start = scenes();
  itRefuses(start, payloads);

  const serverSet = [
    ...["accountId", "createdDateTime", "lastModifiedDateTime", "enrolledDeviceCount", "tokenValue"],
    ...["tokenExpirationDateTime", "tokenCreationDateTime", "qrCodeContent", "qrCodeImage"],
    "enrollmentTokenUsageCount",
  ];
  for (const name of serverSet) {
    it(`${name} in a POST or PATCH body: 400, and nothing changes`, async () => {
      const { emulator, call } = await start();
      const { id } = emulator.addProfile("androidDeviceOwner", { displayName: "Kiosk" });
      for (const [method, path] of [
        ["POST", deviceOwner],
        ["PATCH", `${deviceOwner}/${id}`],
      ] as const) {
        const reply = await call(method, path, { displayName: "Other", [name]: null });
        assert.equal(reply.status, 400);
        assert.match(errorIn(reply).message, new RegExp(name));
      }
      assert.equal(emulator.profile(id)?.displayName, "Kiosk");
      const { value } = (await call("GET", deviceOwner)).json as { value: unknown[] };
      assert.equal(value.length, 1);
    });
  }

  it("a body without a content type is not read", async () => {
    const { emulator } = await start();
    const { id } = emulator.addProfile("androidForWork");
    const response = await fetch(`${emulator.url}${afw}/${id}/createToken`, {
      method: "POST",
      headers: { Authorization: "Bearer x" },
      body: Buffer.from(JSON.stringify(thirtyDays)),
    });
    assert.equal(response.status, 400);
    assert.match(await response.text(), /ensure Content-Type header is set/);
    assert.equal(emulator.requests.all()[0]?.headers["content-type"], undefined);
  });
});

/** How it is asked for. */
const queries: readonly Case[] = [
  {
    title: "$select of a property that the type has not",
    request: ["GET", "{afw}?$select=id,tokenCreationDateTime"],
    status: 400,
    code: "BadRequest",
    message:
      "Parsing OData Select and Expand failed: Could not find a property named 'tokenCreationDateTime' on type 'microsoft.graph.androidForWorkEnrollmentProfile'.",
  },
  {
    title: "$expand=assignments on a list",
    request: ["GET", `${deviceOwner}?$expand=assignments`],
    status: 400,
    code: "BadRequest",
    message:
      "Parsing OData Select and Expand failed: Could not find a property named 'assignments' on type 'microsoft.graph.androidDeviceOwnerEnrollmentProfile'.",
  },
  {
    title: "$expand=assignments on a profile",
    request: ["GET", "{afw}?$expand=assignments"],
    status: 400,
    code: "BadRequest",
    message:
      "Parsing OData Select and Expand failed: Could not find a property named 'assignments' on type 'microsoft.graph.androidForWorkEnrollmentProfile'.",
  },
  {
    title: "a $filter that the service does not take",
    request: ["GET", `${afw}?$filter=tokenValue eq 'A'`],
    status: 400,
    code: "BadRequest",
    message: "Invalid filter clause",
  },
  {
    title: "another query option",
    request: ["GET", `${afw}?$orderby=displayName`],
    status: 400,
    code: "BadRequest",
    message: "The query option '$orderby' is not supported.",
  },
  {
    title: "a method that a profile has not",
    request: ["PUT", "{afw}", {}],
    status: 405,
    code: "BadRequest",
    message: "Specified HTTP method is not allowed for the request target.",
  },
  {
    title: "a method that an action has not",
    request: ["GET", "{afw}/createToken"],
    status: 405,
    code: "BadRequest",
    message: "Specified HTTP method is not allowed for the request target.",
  },
];

describe("the emulator's errors: how it is asked for", () => {
  const start = scenes();
  itRefuses(start, queries);
});
