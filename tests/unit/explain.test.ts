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
      assert.equal(/some tenants answer so to an application.*intune:credential to deviceCode/.test(message), isSaid);
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
      /the ids name the request/,
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
      /kept turning requests away: run `pulumi up` again later/,
    ],
    ["a failure of Graph", 500, "InternalServerError", "x", "unavailable", /run `pulumi up` again/],
    ["Graph not there", 503, "ServiceUnavailable", "x", "unavailable", /not issued twice/],
    ["Graph too slow", 408, "RequestTimeout", "x", "unavailable", /run `pulumi up` again/],
    ["several choices", 300, "x", "x", "unreadable-answer", /check intune:graphEndpoint/],
    [
      "a redirection",
      302,
      "x",
      "x",
      "unreadable-answer",
      /not carried elsewhere: check intune:graphEndpoint/,
    ],
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

  it("a licence is missing in the tenant signed in to, where the access token does not name it", () => {
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
