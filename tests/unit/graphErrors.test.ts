import assert from "node:assert/strict";
import { describeError, type GraphErrorDescription } from "../../provider/src/graph/errors";
import {
  type Attempt,
  type Caller,
  explainAnswer,
  explainFailure,
  explainUnreadable,
  type Explanation,
} from "../../provider/src/graph/explain";

/** Intune's inner JSON, with the line ends that it sends. */
function wrapped(sentence: string): string {
  const inner = {
    _version: 3,
    Message:
      `${sentence} - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000` +
      " - Activity ID: 4f8e2a61-0000-4000-8000-6b54a1c2d3e4 - Url: https://fef.amsub0102.manage.microsoft.com/x",
    CustomApiErrorPhrase: "",
    RetryAfter: null,
    ErrorSourceService: "",
    HttpHeaders: "{}",
  };
  return JSON.stringify(inner, undefined, 2).replaceAll("\n", "\r\n");
}

function envelope(error: unknown): string {
  return JSON.stringify({ error });
}

describe("describeError", () => {
  const cases: readonly [law: string, body: string, described: GraphErrorDescription][] = [
    [
      "takes the sentence and the Activity ID out of Intune's wrapped JSON, and leaves the address",
      envelope({ code: "ResourceNotFound", message: wrapped("An error has occurred") }),
      {
        code: "ResourceNotFound",
        message: "An error has occurred",
        activityId: "4f8e2a61-0000-4000-8000-6b54a1c2d3e4",
      },
    ],
    [
      "keeps a CustomApiErrorPhrase that is not empty",
      envelope({ message: '{"Message":"No","CustomApiErrorPhrase":"QuotaExceeded"}' }),
      { message: "No", phrase: "QuotaExceeded" },
    ],
    [
      "takes a wrapped message without ids as it is",
      envelope({ code: "Forbidden", message: '\r\n {"Message":"Application is not authorized."}' }),
      { code: "Forbidden", message: "Application is not authorized." },
    ],
    [
      "takes a plain message as it is",
      envelope({ code: "BadRequest", message: "Request not applicable to target tenant." }),
      { code: "BadRequest", message: "Request not applicable to target tenant." },
    ],
    [
      "leaves ids in a plain message out too",
      envelope({ message: "No - Operation ID (for customer support): 4f8e2a61" }),
      { message: "No" },
    ],
    [
      "keeps a message that only looks like JSON",
      envelope({ message: "{curly} is not a date" }),
      { message: "{curly} is not a date" },
    ],
    [
      "keeps wrapped JSON whole where it has no Message",
      envelope({ message: '{"_version":3}' }),
      { message: '{"_version":3}' },
    ],
    [
      "keeps wrapped JSON whole where its Message is no text",
      envelope({ message: '{"Message":{"deep":1}}' }),
      { message: '{"Message":{"deep":1}}' },
    ],
    [
      "finds both ids in the body",
      envelope({
        code: "X",
        innerError: { date: "2026-01-15T12:00:00", "request-id": "r-1", "client-request-id": "c-1" },
      }),
      { code: "X", requestId: "r-1", clientRequestId: "c-1" },
    ],
    [
      "folds a message of many lines into one",
      envelope({ message: " one\r\n\ttwo \n three " }),
      { message: "one two three" },
    ],
    [
      "makes one printable line of the code and the ids",
      envelope({ code: " A\r\n\u001b[31mB\u202e", innerError: { "request-id": "a\u009b\u2028b\u200b" } }),
      { code: "A [31mB", requestId: "a b" },
    ],
    ["a blank message is none", envelope({ code: "X", message: " \r\n " }), { code: "X" }],
    ["an empty code is none", envelope({ code: "", message: "m" }), { message: "m" }],
    ["a code that is no text is none", envelope({ code: 5, message: ["m"] }), {}],
    ["an inherited member is none", envelope({ innerError: {} }).replace("innerError", "__proto__"), {}],
    ["nothing is nothing", "", {}],
    ["HTML is nothing", "<html><body>502 Bad Gateway</body></html>", {}],
    ["text is nothing", "upstream connect error", {}],
    ["half a JSON is nothing", '{"error":{"code":"X"', {}],
    ["null is nothing", "null", {}],
    ["a list is nothing", '[{"error":{"code":"X"}}]', {}],
    ["a number is nothing", "404", {}],
    ["an error that is null is nothing", envelope(null), {}],
    ["an error that is a text is nothing", envelope("not found"), {}],
    ["an error that is a list is nothing", envelope([{ code: "X" }]), {}],
    ["an envelope in an envelope is nothing", envelope({ error: { code: "X" } }), {}],
    ["a thousand brackets are nothing", "[".repeat(1000), {}],
  ];
  for (const [law, body, described] of cases) {
    it(law, () => {
      assert.deepEqual(describeError(body), described);
    });
  }

  it("the headers' ids come before the body's, and need no body", () => {
    const body = envelope({ innerError: { "request-id": "body", "client-request-id": "body" } });
    const ids = { requestId: "r", clientRequestId: "c" };
    assert.deepEqual(describeError(body, ids), ids);
    assert.deepEqual(describeError("", ids), ids);
    assert.deepEqual(describeError(body), { requestId: "body", clientRequestId: "body" });
  });

  it("an endless message is cut, and says so", () => {
    const { message = "" } = describeError(envelope({ message: "x".repeat(1_000_000) }));
    assert.match(message, /^x{100,1000}…$/);
  });

  it("endless codes and ids are cut too", () => {
    const endless = "x".repeat(100_000);
    const ids = { "request-id": endless, "client-request-id": endless };
    const described = Object.values(describeError(envelope({ code: endless, innerError: ids })));
    assert.equal(described.length, 3);
    for (const said of described) assert.match(String(said), /^x{100,1000}…$/);
  });

  it("a message is cut between characters", () => {
    for (const start of ["", "x"]) {
      const { message = "" } = describeError(envelope({ message: start + "📱".repeat(1000) }));
      assert.doesNotMatch(message, /\p{Cs}/u);
    }
  });

  it("a short message is not cut", () => {
    const message = "An error has occurred. ".repeat(10).trim();
    assert.equal(describeError(envelope({ message })).message, message);
  });
});

const attempt: Attempt = {
  what: "issue a token on",
  target: "androidForWorkEnrollmentProfiles/p1",
  write: true,
  graphEndpoint: "https://graph.example",
};
const tenantId = "11111111-2222-4333-8444-555555555555";
const applicationId = "66666666-7777-4888-9999-000000000000";
const readWrite = "DeviceManagementConfiguration.ReadWrite.All";
const read = "DeviceManagementConfiguration.Read.All";
const app: Caller = {
  kind: "app",
  permissions: [readWrite],
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

  it("Intune's phrase is quoted after its message", () => {
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
    it(`${who} ${isSaid ? "is" : "is not"} advised to sign in as a person`, () => {
      const { message } = explainAnswer({ ...attempt, write }, 500, {}, caller);
      assert.equal(
        /some tenants answer like this to an application.*intune:credential to deviceCode/.test(message),
        isSaid,
      );
    });
  }
});

describe("explainAnswer", () => {
  const argumentsAdvice = /Check the resource's arguments/;
  const wrapped = (sentence: string) =>
    JSON.stringify({ _version: 3, Message: `${sentence} - Operation ID (for customer support): 0` });
  const rows: readonly [status: number, said: string, code: string, advice: RegExp][] = [
    [
      404,
      `ResourceNotFound: ${wrapped("An error has occurred")}`,
      "not-found",
      /Check profileId and profileType, .* tenant .*11111111-2222-4333-8444-555555555555/,
    ],
    [
      403,
      `Forbidden: ${wrapped("Application is not authorized to perform this operation.")}`,
      "forbidden",
      /DeviceManagementConfiguration\.ReadWrite\.All/,
    ],
    [
      401,
      "InvalidAuthenticationToken: Lifetime validation failed, the token is expired.",
      "unauthorized",
      /sign in again.*intune:tenantId, intune:environment/,
    ],
    [
      400,
      "BadRequest: Request not applicable to target tenant.",
      "not-licensed",
      /tenant 11111111-2222-4333-8444-555555555555 has no active Intune licence.*assign a licence/,
    ],
    [403, "Forbidden: Request not applicable to target tenant.", "not-licensed", /no active Intune licence/],
    [
      400,
      "BadRequest: Resource not found for the segment 'androidForWorkEnrollmentProfiles'.",
      "api-version",
      /unset intune:apiVersion, or set it to beta.*intune:environment/,
    ],
    [404, "ResourceNotFound: Resource not found for the segment 'x'.", "not-found", /Check profileId/],
    [404, "ResourceNotFound: Invalid version: v9", "api-version", /Set intune:apiVersion to v1\.0 or beta/],
    [400, "BadRequest: Invalid version: v9", "invalid-request", argumentsAdvice],
    [400, "BadRequest: Unable to read JSON request payload.", "invalid-request", argumentsAdvice],
    [400, "BadRequest: Empty Payload. JSON content expected.", "invalid-request", /give them the ids/],
    [400, "ModelValidationFailure: Cannot convert the literal 'x'.", "invalid-request", argumentsAdvice],
    [429, "TooManyRequests: Too many requests", "throttled", /every attempt. Run `pulumi up` again later/],
    [500, "InternalServerError: x", "unavailable", /Run `pulumi up` again/],
    [503, "ServiceUnavailable: x", "unavailable", /does not issue a token twice/],
    [408, "RequestTimeout: x", "unavailable", /Run `pulumi up` again/],
    [300, "x: x", "unreadable-answer", /check intune:graphEndpoint/],
    [302, "x: x", "unreadable-answer", /not sent elsewhere: check intune:graphEndpoint/],
    [399, "x: x", "unreadable-answer", /proxies/],
    [409, "Conflict: x", "invalid-request", argumentsAdvice],
    [499, "x: x", "invalid-request", argumentsAdvice],
  ];
  for (const [status, answered, code, advice] of rows) {
    const [, graph = "", message = ""] = /^(\w+): (.*)$/s.exec(answered) ?? [];
    it(`${status} ${answered.slice(0, 50)} is ${code}, with advice`, () => {
      const explained = explain(status, graph, message, app);
      assert.equal(explained.code, code);
      const start = `Could not issue a token on androidForWorkEnrollmentProfiles/p1. Microsoft Graph answered ${status} ${graph}: "`;
      assert.ok(explained.message.startsWith(start), explained.message);
      const [said = "", advised = ""] = explained.message.split(" (request-id r-1). ");
      assert.match(said, /"$/);
      assert.match(advised, advice);
    });
  }

  it("says nothing about what Graph did not say", () => {
    const { message } = explainAnswer(attempt, 502, {}, undefined);
    assert.match(message, /p1\. Microsoft Graph answered 502\. Microsoft Graph failed/);
  });

  it("a licence is missing in the tenant signed in to, if nothing names it", () => {
    const { message } = explain(400, "BadRequest", "Request not applicable to target tenant.");
    assert.match(message, /The tenant signed in to has no active Intune licence/);
  });

  it("a profile not found names no tenant if the access token does not", () => {
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
    it(`${code} is unavailable, with advice`, () => {
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
  it("says what answered in place of Graph, and where to look", () => {
    const { code, message } = explainUnreadable(attempt, 200, "is not JSON (text/html)");
    assert.equal(code, "unreadable-answer");
    assert.match(
      message,
      /p1: the answer \(200\) from https:\/\/graph\.example is not JSON \(text\/html\)\./,
    );
    assert.match(message, /check proxies, and intune:graphEndpoint/);
  });
});

const person: Caller = { ...app, kind: "delegated", permissions: ["openid", readWrite] };

function explained(status: number, caller: Caller | undefined, write: boolean): string {
  const what = write ? attempt.what : "read";
  return explainAnswer({ ...attempt, what, write }, status, { code: "Forbidden" }, caller).message;
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

  it("the permission to read, or to write, is enough to read", () => {
    for (const caller of [app, person, { ...app, permissions: [read] }]) {
      assert.doesNotMatch(refused(caller, false), /is missing/);
    }
  });

  it("an application that has it may be refused as an application", () => {
    assert.match(
      refused(app),
      /ReadWrite\.All is present.*app-only.*sign in as a person \(delegated\) instead/,
    );
  });

  it("a person who has it needs an Intune role", () => {
    assert.match(refused(person), /ReadWrite\.All is present.*Intune role.*work or school account/);
    assert.doesNotMatch(refused(person), /app-only/);
  });

  it("an opaque access token is said to need it", () => {
    assert.match(refused(), /The access token needs DeviceManagementConfiguration\.ReadWrite\.All/);
    assert.match(
      refused(undefined, false),
      /The access token needs DeviceManagementConfiguration\.Read\.All/,
    );
  });

  it("the caller is described: kind, application, tenant and permissions", () => {
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

  it("a refused new access token differs from one that was not to be had", () => {
    const message = (renewed: boolean) => explainAnswer(attempt, 401, {}, undefined, renewed).message;
    assert.match(message(true), /so was a fresh one: sign in again/);
    assert.match(message(false), /has no other: sign in again/);
  });

  it("the caller of a refused access token is described, if it is known", () => {
    const message = (caller?: Caller) => explained(401, caller, true);
    assert.match(message(person), /The access token is delegated/);
    assert.doesNotMatch(message(), /The access token is/);
  });
});
