import assert from "node:assert/strict";
import { describeError } from "../../provider/src/graph/errors";
import {
  type Attempt,
  type Caller,
  explainAnswer,
  explainFailure,
  explainUnreadable,
  type Explanation,
} from "../../provider/src/graph/explain";

const attempt: Attempt = {
  what: "issue a token on",
  target: "androidForWorkEnrollmentProfiles/p1",
  write: true,
  graphEndpoint: "https://graph.example",
};
const tenantId = "11111111-2222-4333-8444-555555555555";
const applicationId = "66666666-7777-4888-9999-000000000000";
const app: Caller = {
  kind: "app",
  permissions: ["DeviceManagementConfiguration.ReadWrite.All"],
  tenantId,
  applicationId,
};

/** Explains Graph's answer as it comes over the wire. */
function explain(status: number, code: string, message: string, caller?: Caller): Explanation {
  const body = JSON.stringify({ error: { code, message, innerError: { "request-id": "r-1" } } });
  return explainAnswer(attempt, status, describeError(body), caller);
}

describe("explainAnswer: the request's ids and what else is said", () => {
  const said = { code: "BadRequest", message: "No", requestId: "r" };
  for (const [ids, told] of [
    [{}, "(request-id r)"],
    [{ clientRequestId: "c" }, "(request-id r, client-request-id c)"],
    [{ clientRequestId: "c", activityId: "c" }, "(request-id r, client-request-id and Activity ID c)"],
    [{ clientRequestId: "c", activityId: "r" }, "(request-id and Activity ID r, client-request-id c)"],
    [{ clientRequestId: "c", activityId: "a" }, "(request-id r, client-request-id c, Activity ID a)"],
  ] as const) {
    it(`are named once each: ${told}`, () => {
      const { message } = explainAnswer(attempt, 400, { ...said, ...ids }, undefined);
      assert.ok(message.includes(`answered 400 BadRequest: "No" ${told}.`), message);
    });
  }

  it("Intune's phrase is quoted besides its message", () => {
    const { message } = explainAnswer(attempt, 400, { ...said, phrase: "QuotaExceeded" }, undefined);
    assert.match(message, /: "No", "QuotaExceeded" \(/);
  });
});

describe("explainAnswer: a write that fails for an application", () => {
  for (const [who, caller, write, isSaid] of [
    ["an application's write", app, true, true],
    ["an application's read", app, false, false],
    ["a person's write", { ...app, kind: "delegated" } as const, true, false],
  ] as const) {
    it(`${who}: ${isSaid ? "says" : "does not say"} that some tenants do so, and how to sign in as a person`, () => {
      const { message } = explainAnswer({ ...attempt, write }, 500, {}, caller);
      assert.equal(
        /some tenants answer like this to an application.*intune:credential to deviceCode/.test(message),
        isSaid,
      );
    });
  }
});

describe("explainAnswer", () => {
  const wrapped = (sentence: string) =>
    JSON.stringify({ _version: 3, Message: `${sentence} - Operation ID (for customer support): 0` });
  const rows: readonly [
    row: string,
    status: number,
    graph: string,
    message: string,
    code: string,
    advice: RegExp,
  ][] = [
    [
      "a missing object",
      404,
      "ResourceNotFound",
      wrapped("An error has occurred"),
      "not-found",
      /Check profileId and profileType, .* tenant .*11111111-2222-4333-8444-555555555555/,
    ],
    [
      "a missing permission",
      403,
      "Forbidden",
      wrapped("Application is not authorized to perform this operation."),
      "forbidden",
      /DeviceManagementConfiguration\.ReadWrite\.All/,
    ],
    [
      "an expired access token",
      401,
      "InvalidAuthenticationToken",
      "Lifetime validation failed, the token is expired.",
      "unauthorized",
      /sign in again.*intune:tenantId, intune:environment/,
    ],
    [
      "no licence",
      400,
      "BadRequest",
      "Request not applicable to target tenant.",
      "not-licensed",
      /tenant 11111111-2222-4333-8444-555555555555 has no active Intune licence.*assign a licence/,
    ],
    [
      "a segment that the version does not have",
      400,
      "BadRequest",
      "Resource not found for the segment 'androidForWorkEnrollmentProfiles'.",
      "api-version",
      /unset intune:apiVersion, or set it to beta.*intune:environment/,
    ],
    [
      "an invalid version",
      404,
      "ResourceNotFound",
      "Invalid version: v9",
      "api-version",
      /Set intune:apiVersion to v1\.0 or beta/,
    ],
    [
      "bad JSON",
      400,
      "BadRequest",
      "Unable to read JSON request payload.",
      "invalid-request",
      /Check the resource's arguments/,
    ],
    [
      "an empty body",
      400,
      "BadRequest",
      "Empty Payload. JSON content expected.",
      "invalid-request",
      /give them the ids/,
    ],
    [
      "a wrong type",
      400,
      "ModelValidationFailure",
      "Cannot convert the literal 'x' to the expected type 'Edm.Int32'.",
      "invalid-request",
      /Check the resource's arguments/,
    ],
    [
      "throttling",
      429,
      "TooManyRequests",
      "Too many requests",
      "throttled",
      /throttled every attempt. Run `pulumi up` again later/,
    ],
    ["a failure of Graph", 500, "InternalServerError", "x", "unavailable", /Run `pulumi up` again/],
    ["Graph not there", 503, "ServiceUnavailable", "x", "unavailable", /does not issue a token twice/],
    ["Graph too slow", 408, "RequestTimeout", "x", "unavailable", /Run `pulumi up` again/],
    ["several choices", 300, "x", "x", "unreadable-answer", /check intune:graphEndpoint/],
    ["a redirection", 302, "x", "x", "unreadable-answer", /not sent elsewhere: check intune:graphEndpoint/],
    ["a redirection of another kind", 399, "x", "x", "unreadable-answer", /proxies/],
    ["a conflict", 409, "Conflict", "x", "invalid-request", /Check the resource's arguments/],
    ["499", 499, "x", "x", "invalid-request", /Check the resource's arguments/],
  ];
  for (const [row, status, graph, message, code, advice] of rows) {
    it(`${row} (${status} ${graph}) is ${code}, and the advice names what to do`, () => {
      const explained = explain(status, graph, message, app);
      assert.equal(explained.code, code);
      const start = `Could not issue a token on androidForWorkEnrollmentProfiles/p1. Microsoft Graph answered ${status} ${graph}: "`;
      assert.ok(explained.message.startsWith(start), explained.message);
      const [said = "", advised = ""] = explained.message.split(" (request-id r-1). ");
      assert.match(said, /"$/);
      assert.match(advised, advice);
    });
  }

  it("says nothing of what Graph did not say", () => {
    const { message } = explainAnswer(attempt, 502, {}, undefined);
    assert.match(message, /p1\. Microsoft Graph answered 502\. Microsoft Graph failed/);
  });

  it("a licence is missing whatever the status", () => {
    assert.equal(
      explain(403, "Forbidden", "Request not applicable to target tenant.", app).code,
      "not-licensed",
    );
  });

  it("a licence is missing in the tenant signed in to, if nothing names it", () => {
    const { message } = explain(400, "BadRequest", "Request not applicable to target tenant.");
    assert.match(message, /The tenant signed in to has no active Intune licence/);
  });

  it("a segment that is not found is no matter of versions, but in a 400", () => {
    assert.equal(
      explain(404, "ResourceNotFound", "Resource not found for the segment 'x'.").code,
      "not-found",
    );
    assert.equal(explain(400, "x", "Invalid version: v9").code, "invalid-request");
  });

  it("a profile not found names no tenant, where the access token does not", () => {
    assert.match(explain(404, "ResourceNotFound", "x").message, /the provider signs in to\.$/);
  });
});

describe("explainFailure", () => {
  const rows: readonly [code: string, advice: RegExp][] = [
    ["ENOTFOUND", /cannot be resolved: check the network, intune:graphEndpoint and intune:environment/],
    ["EAI_AGAIN", /cannot be resolved/],
    ["ECONNREFUSED", /Nothing listens there: .*HTTPS_PROXY and NO_PROXY/],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", /NODE_EXTRA_CA_CERTS/],
    ["SELF_SIGNED_CERT_IN_CHAIN", /certificate is not trusted/],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", /certificate is not trusted/],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", /certificate is not trusted/],
    ["CERT_HAS_EXPIRED", /certificate is not trusted/],
    ["ERR_TLS_CERT_ALTNAME_INVALID", /certificate is not trusted/],
    ["ECONNRESET", /Run `pulumi up` again/],
    ["ETIMEDOUT", /raise intune:requestTimeoutInSeconds/],
  ];
  for (const [code, advice] of rows) {
    it(`${code} is unavailable, and the advice names what to do`, () => {
      const explained = explainFailure(attempt, code, "said so");
      assert.equal(explained.code, "unavailable");
      const start =
        "Could not issue a token on androidForWorkEnrollmentProfiles/p1: " +
        `no answer from https://graph.example (${code}: said so). `;
      assert.ok(explained.message.startsWith(start), explained.message);
      assert.match(explained.message.slice(start.length), advice);
    });
  }
});

describe("explainUnreadable", () => {
  it("says what answered in Graph's place, and where to look", () => {
    const { code, message } = explainUnreadable(attempt, 200, "is not JSON (text/html)");
    assert.equal(code, "unreadable-answer");
    assert.match(
      message,
      /p1: the answer \(200\) from https:\/\/graph\.example is not JSON \(text\/html\)\./,
    );
    assert.match(message, /check proxies, and intune:graphEndpoint/);
  });
});

const readWrite = "DeviceManagementConfiguration.ReadWrite.All";
const read = "DeviceManagementConfiguration.Read.All";
const person: Caller = { kind: "delegated", permissions: ["openid", readWrite], tenantId, applicationId };

function explained(status: number, caller: Caller | undefined, write: boolean): string {
  const attempt = {
    what: write ? "issue a token on" : "read",
    target: "androidForWorkEnrollmentProfiles/p1",
    write,
    graphEndpoint: "https://graph.example",
  };
  return explainAnswer(attempt, status, { code: "Forbidden" }, caller).message;
}

const refused = (caller?: Caller, write = true): string => explained(403, caller, write);

describe("explainAnswer: permissions", () => {
  const missing: readonly [law: string, caller: Caller, write: boolean, needed: string, kind: string][] = [
    [
      "an application that may read may not write",
      { ...app, permissions: [read] },
      true,
      readWrite,
      "application",
    ],
    ["a person who may read may not write", { ...person, permissions: [read] }, true, readWrite, "delegated"],
    [
      "an application without permissions may not read",
      { ...app, permissions: [] },
      false,
      read,
      "application",
    ],
    ["a person with others may not read", { ...person, permissions: ["openid"] }, false, read, "delegated"],
    [
      "a permission of a similar name is another one",
      {
        ...app,
        permissions: ["DeviceManagementConfiguration.ReadWrite", "DeviceManagementApps.ReadWrite.All"],
      },
      true,
      readWrite,
      "application",
    ],
  ];
  for (const [law, caller, write, needed, kind] of missing) {
    it(`${law}: ${needed} is missing, as ${kind} permission`, () => {
      const message = refused(caller, write);
      assert.ok(message.includes(`${needed} is missing: grant it as ${kind} permission`), message);
      assert.match(message, /administrator's consent/);
    });
  }

  it("the permission to write is enough to read", () => {
    for (const caller of [app, person]) assert.doesNotMatch(refused(caller, false), /is missing/);
  });

  it("the permission to read is enough to read", () => {
    assert.doesNotMatch(refused({ ...app, permissions: [read] }, false), /is missing/);
  });

  it("an application that has it may be refused for being one", () => {
    assert.match(
      refused(app),
      /ReadWrite\.All is present.*app-only.*sign in as a person \(delegated\) instead/,
    );
  });

  it("a person who has it needs an Intune role", () => {
    assert.match(refused(person), /ReadWrite\.All is present.*Intune role.*work or school account/);
    assert.doesNotMatch(refused(person), /app-only/);
  });

  it("an opaque access token needs it, for all that can be said", () => {
    assert.match(refused(), /The access token needs DeviceManagementConfiguration\.ReadWrite\.All/);
    assert.match(
      refused(undefined, false),
      /The access token needs DeviceManagementConfiguration\.Read\.All/,
    );
  });

  it("who asked is said: kind, application, tenant and permissions", () => {
    const tail = `of application ${applicationId} in tenant ${tenantId} and carries`;
    assert.ok(refused(app).endsWith(` The access token is app-only ${tail} ${readWrite}.`));
    assert.ok(refused(person).endsWith(` The access token is delegated ${tail} openid, ${readWrite}.`));
    const unnamed: Caller = { kind: "app", permissions: [] };
    assert.ok(refused(unnamed).endsWith(" The access token is app-only and carries no permissions."));
  });

  it("the Azure CLI's own application cannot be granted a permission", () => {
    const cli: Caller = { ...person, applicationId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46" };
    assert.match(refused({ ...cli, permissions: ["openid"] }), /Azure CLI.*registration of your own/);
    assert.doesNotMatch(refused({ ...cli, permissions: ["openid"] }), /grant it/);
    assert.doesNotMatch(refused(cli), /Azure CLI/);
  });

  it("a fresh access token that was refused too is told from one that was not to be had", () => {
    const attempt = { what: "read", target: "x", write: false, graphEndpoint: "https://graph.example" };
    const message = (renewed: boolean) => explainAnswer(attempt, 401, {}, undefined, renewed).message;
    assert.match(message(true), /so was a fresh one: sign in again/);
    assert.match(message(false), /has no other: sign in again/);
  });

  it("who asked is said of a refused access token too, if it can be told", () => {
    const message = (caller?: Caller) => explained(401, caller, true);
    assert.match(message(person), /The access token is delegated/);
    assert.doesNotMatch(message(), /The access token is/);
  });
});
