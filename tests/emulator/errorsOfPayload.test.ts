import assert from "node:assert/strict";
import { type Case, itRefuses } from "./errorCases";
import { afw, deviceOwner, errorIn, scenes, thirtyDays } from "./harness";

const unreadable =
  "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.";

const int32 = (literal: string) => ({
  status: 400,
  code: "ModelValidationFailure",
  message: `Cannot convert the literal '${literal}' to the expected type 'Edm.Int32'.`,
});

/** What is sent. */
const cases: readonly Case[] = [
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

describe("the emulator's errors", () => {
  const start = scenes();
  itRefuses(start, cases);

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
