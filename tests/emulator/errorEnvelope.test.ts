import assert from "node:assert/strict";
import { missing } from "./errorCases";
import { afw, errorIn, scenes } from "./harness";

describe("the emulator's errors", () => {
  const start = scenes();

  it("an error names the request in the envelope and in the headers, and echoes the client's id", async () => {
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
