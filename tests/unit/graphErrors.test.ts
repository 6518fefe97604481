import assert from "node:assert/strict";
import { describeError, parseJson, type GraphErrorDescription } from "../../provider/src/graph/errors";

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

describe("parseJson", () => {
  it("reads JSON, and anything else as undefined", () => {
    assert.deepEqual(parseJson('{"a":[1,null]}'), { a: [1, null] });
    assert.equal(parseJson("null"), null);
    for (const text of ["", " ", "{", "undefined", "<html>", "{'a':1}"])
      assert.equal(parseJson(text), undefined);
  });
});
