import assert from "node:assert/strict";
import fc from "fast-check";
import type { TokenInputs } from "../../provider/src/lifecycle/token/state";
import { cases } from "./cases";
import { hostileHead } from "./entities";
import { RawService } from "./rawService";
import { Impostor, runOn, settles } from "./service";
import { assertPrintable, watchProcess } from "./watch";

const parameters = cases(1000);
const dates = cases(300);

const declared: TokenInputs & { __provider: string } = {
  profileId: "0f1e2d3c",
  profileType: "androidForWork",
  tokenValidityInSeconds: 3600,
  renewBeforeInSeconds: 60,
  adoptExisting: false,
  revokeOnDelete: true,
  whenReplaced: "adopt",
  storeToken: true,
  __provider: "text",
};

const entity = {
  id: "0f1e2d3c",
  displayName: "Kiosk",
  tokenValue: "ABCDEFGHIJKLMNOPQRST",
  tokenExpirationDateTime: "2026-03-01T10:00:00Z",
  qrCodeContent: "{}",
};

describe("hostile heads of answers", function () {
  watchProcess();
  this.timeout(240_000);
  const raw = new RawService();
  const impostor = new Impostor();
  before(() => Promise.all([raw.start(), impostor.start()]));
  after(() => Promise.all([raw.stop(), impostor.stop()]));

  it(`${parameters.numRuns} answers as bytes: each a result or an ordinary error, fit for a terminal`, async () => {
    const statusLine = fc.constantFrom(
      "HTTP/1.1 200 OK",
      "HTTP/1.1 200 \u001b[31mOK",
      "HTTP/1.1 400 Bad Request",
      "HTTP/1.1 401 Unauthorized",
      "HTTP/1.1 429 Too Many Requests",
      "HTTP/1.1 503 Service Unavailable",
      "HTTP/1.1 204 No Content",
      "HTTP/1.1 100 Continue",
      "HTTP/1.1 999 Unheard of",
      "HTTP/1.1 000 ",
      "HTTP/9.9 200 OK",
      "ICY 200 OK",
      "\u001b[31m",
    );
    const body = fc.oneof(
      fc.constant(JSON.stringify(entity)),
      fc.constant(JSON.stringify({ error: { code: "\u009b31m", message: "\u202eno" } })),
      fc.string({ unit: "binary" }),
    );
    const property = fc.asyncProperty(statusLine, hostileHead, body, async (status, head, content) => {
      raw.answer = () => Buffer.from(`${[status, ...head].join("\r\n")}\r\n\r\n${content}`, "latin1");
      const { provider, notices } = runOn(raw.url);
      await settles(provider.read("x", { ...declared }), notices);
    });
    await fc.assert(property, parameters);
  });

  for (const [what, begins, goesOn] of [
    ["a head without end", "HTTP/1.1 200 OK\r\n", "a: b\r\n"],
    ["a header without end", "HTTP/1.1 200 OK\r\na: ", "k"],
    ["a status line without end", "HTTP/1.1 200 ", "OK"],
    ["interim answers without end", "", "HTTP/1.1 102 Processing\r\n\r\n"],
    ["a body that trickles without end", "HTTP/1.1 200 OK\r\n\r\n", " "],
    ["chunks without end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n"],
    ["a chunk's length without end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "0"],
  ] as const) {
    it(`${what} is given up at the time-out`, async () => {
      raw.answer = () => Buffer.from(begins);
      raw.withoutEnd = Buffer.from(goesOn);
      const { provider, notices } = runOn(raw.url, 0.3);
      const error = await settles(provider.read("x", { ...declared }), notices);
      raw.withoutEnd = undefined;
      assert.equal(error?.code, "unavailable");
    });
  }

  it(`${dates.numRuns} Date headers: no token is lost for the time that Graph tells`, async () => {
    const date = fc.oneof(
      fc.constantFrom(
        "Fri, 13 Sep 275760 00:00:00 GMT",
        "Sat, 01 Jan 9999 00:00:00 GMT",
        "Thu, 01 Jan 0001 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "+275760-09-13T00:00:00.000Z",
        "-271821-04-20T00:00:00.000Z",
        "1",
        "soon",
      ),
      fc.date({ noInvalidDate: true }).map((one) => one.toUTCString()),
      fc.date({ noInvalidDate: true }).map((one) => one.toISOString()),
    );
    const property = fc.asyncProperty(date, async (told) => {
      const headers = { Date: told };
      const service = { isIssued: false };
      const { provider, notices, clock } = runOn(impostor.url);
      impostor.answer = (method) => {
        if (method === "POST") {
          service.isIssued = true;
          clock.advance(1);
          return { status: 204, body: "", headers };
        }
        const shown = service.isIssued ? entity : { ...entity, tokenValue: "" };
        return { status: 200, body: JSON.stringify(shown), headers };
      };
      let kept: object = {};
      const work = provider.create(declared).then(
        ({ outs }) => (kept = outs as object),
        (error: unknown) => {
          if (error instanceof Error && "properties" in error) kept = error.properties as object;
          throw error;
        },
      );
      await settles(work, notices);
      assert.ok(
        service.isIssued && "pendingIssue" in kept !== "tokenValue" in kept,
        "the token issued is in no state",
      );
      assertPrintable(JSON.stringify(kept));
    });
    await fc.assert(property, dates);
  });
});
