import assert from "node:assert/strict";
import fc from "fast-check";
import { findProfile, listProfiles } from "../../provider/src/lifecycle/profileLookUp";
import { accessToken, type Answer, declared, held, Impostor, RawService, runOn, settles } from "./service";
import { deep, errorLike, hostileEntity, hostileHead, json, profileLike } from "./values";
import { assertPrintable, cases, watchProcess } from "./watch";

const entity = {
  id: "0f1e2d3c",
  displayName: "Kiosk",
  tokenValue: "ABCDEFGHIJKLMNOPQRST",
  tokenExpirationDateTime: "2026-03-01T10:00:00Z",
  qrCodeContent: "{}",
};

/** A success with something for a body, or an error that may repeat the access token it was sent. */
const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.record({
    status: fc.constant(200),
    body: fc.oneof(profileLike, json).map((body) => JSON.stringify(body)),
  }),
  fc.record({ status: fc.constant(200), body: fc.string({ unit: "binary" }) }),
  fc.record({
    status: fc.constantFrom(400, 401, 403, 404, 409, 429, 500, 503),
    body: fc.oneof(
      fc.oneof(errorLike, json).map((body) => JSON.stringify(body)),
      fc.constant(
        JSON.stringify({ error: { code: accessToken, message: `refused: Bearer ${accessToken}` } }),
      ),
      fc.constant(
        JSON.stringify({ error: { message: JSON.stringify({ Message: `${accessToken} was refused` }) } }),
      ),
    ),
    headers: fc.constantFrom(
      {},
      { "request-id": accessToken },
      { "content-type": accessToken },
      { "retry-after": "1e9" },
    ),
  }),
);

describe("hostile answers over the wire", function () {
  watchProcess();
  this.timeout(240_000);
  const impostor = new Impostor();
  const elsewhere = new Impostor();
  const raw = new RawService();
  const all = [impostor, elsewhere, raw];
  before(() => Promise.all(all.map((service) => service.start())));
  after(() => Promise.all(all.map((service) => service.stop())));

  /** A refresh of a token, with what answers at the address; how it failed, if it did. */
  const read = (url = impostor.url, requestTimeoutInSeconds?: number) => {
    const run = runOn(url, requestTimeoutInSeconds);
    return settles(run.tokens().read("x", held), run.notices);
  };
  const list = () => {
    const { session, notices } = runOn(impostor.url);
    return settles(listProfiles(session.profiles()), notices);
  };
  const answersJson = (body: object): Answer => ({ status: 200, body: JSON.stringify(body) });

  const answers = cases(2500);
  it(`${answers.numRuns} creates end in a result or an ordinary error`, async () => {
    const property = fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 3 }), async (answers) => {
      let count = 0;
      impostor.answer = () => answers[count++ % answers.length] ?? { status: 404, body: "" };
      const run = runOn(impostor.url);
      await settles(run.tokens().create(declared), run.notices);
    });
    await fc.assert(property, answers);
  });

  it(`${answers.numRuns} reads end in a result or an ordinary error`, async () => {
    const property = fc.asyncProperty(answer, async (answered) => {
      impostor.answer = () => answered;
      await read();
    });
    await fc.assert(property, answers);
  });

  for (const [index, body] of deep.entries()) {
    it(`nesting without end is an ordinary error (${index + 1})`, async () => {
      for (const status of [200, 400]) {
        impostor.answer = () => ({ status, body });
        assert.ok(await read());
      }
    });
  }

  for (const [what, length] of [
    ["just below 4 MiB is read", 4 * 1024 * 1024 - 200],
    ["above 4 MiB is given up", 4 * 1024 * 1024 + 1],
    ["of 64 MiB is given up", 64 * 1024 * 1024],
  ] as const) {
    it(`a body ${what}`, async () => {
      const body = JSON.stringify({ id: "0f1e2d3c", displayName: "k".repeat(length - 100) });
      impostor.answer = () => ({ status: 200, body: body.padEnd(length) });
      const error = await read();
      if (length < 4 * 1024 * 1024) assert.equal(error, undefined);
      else assert.match(error?.message ?? "", /larger than 4 MiB/);
    });
  }

  for (const [what, next] of [
    ["pages without end", () => `page=${impostor.requests}`],
    ["a page that leads to itself", () => "again"],
  ] as const) {
    it(`${what}: a list stops with an error`, async () => {
      // A test that would never end must end: far beyond any tenant, the impostor breaks off.
      const last = 20_000;
      impostor.requests = 0;
      impostor.answer = () => {
        const link = `${impostor.url}/beta/deviceManagement/x?${next()}`;
        const page = { value: [{ id: "0f1e2d3c" }], "@odata.nextLink": link };
        return impostor.requests < last ? answersJson(page) : { status: 410, body: "" };
      };
      assert.ok(await list());
      assert.ok(impostor.requests < last, `${impostor.requests} pages were read`);
    });
  }

  const lists = cases(1000);
  it(`${lists.numRuns} lists are searched: a valid id or an ordinary error`, async () => {
    const entities = fc.array(hostileEntity, { maxLength: 25 });
    const property = fc.asyncProperty(entities, fc.boolean(), async (value, isThere) => {
      impostor.answer = () => answersJson({ value });
      const { session, notices } = runOn(impostor.url);
      const displayName = (isThere ? value.at(-1)?.displayName : undefined) ?? "Kiosk";
      const work = findProfile(session.profiles(), { displayName }).then(({ profileId }) => {
        assert.doesNotMatch(profileId, /^\.{1,2}$|[/?#%\\\s\p{Cc}\p{Cf}\p{Cs}]/u);
      });
      await settles(work, notices);
    });
    await fc.assert(property, lists);
  });

  const path = "/beta/deviceManagement/androidForWorkEnrollmentProfiles";
  const links: readonly [where: string, link: (own: string, other: string) => string][] = [
    ["another host", (_own, other) => `${other}${path}`],
    [
      "another host, by a user name that looks like this one",
      (own, other) => `${own}@${new URL(other).host}${path}`,
    ],
    ["another host, without a scheme", (_own, other) => other.replace("http:", "")],
    ["another scheme", () => "file:///etc/passwd"],
    ["a script", () => "javascript:alert(1)"],
    ["another version", (own) => `${own}/v1.0${path}`],
    ["a path", () => path],
    ["a text for a terminal", () => "\u001b[31m\u202e"],
  ];
  for (const [where, link] of links) {
    it(`a list does not carry the access token to ${where}`, async () => {
      elsewhere.requests = 0;
      const next = link(impostor.url, elsewhere.url);
      const page = { value: [{ id: "0f1e2d3c" }], "@odata.nextLink": next };
      impostor.answer = () => answersJson(page);
      const error = await list();
      assert.match(error?.message ?? "", /the access token is not sent elsewhere/);
      assert.equal(elsewhere.requests, 0);
    });
  }

  for (const dots of ["/../..", "/%2e%2e/%2e%2e", "/..%2f.."]) {
    it(`a link with ${dots} in it stays on the host`, async () => {
      let pages = 0;
      const next = { "@odata.nextLink": `${impostor.url}/beta${dots}/25` };
      impostor.answer = () => answersJson({ value: [], ...(pages++ === 0 ? next : {}) });
      await list();
      assert.equal(pages, 2);
    });
  }

  const heads = cases(1000);
  const dates = cases(300);
  it(`${heads.numRuns} answers as bytes end in a result or an ordinary error`, async () => {
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
      await read(raw.url);
    });
    await fc.assert(property, heads);
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
      const error = await read(raw.url, 0.3);
      raw.withoutEnd = undefined;
      assert.equal(error?.code, "unavailable");
    });
  }

  it(`${dates.numRuns} Date headers: the issued token is kept`, async () => {
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
      const run = runOn(impostor.url);
      impostor.answer = (method) => {
        if (method === "POST") {
          service.isIssued = true;
          run.clock.advance(1);
          return { status: 204, body: "", headers };
        }
        const shown = service.isIssued ? entity : { ...entity, tokenValue: "" };
        return { ...answersJson(shown), headers };
      };
      let kept: object = {};
      const news = { ...declared, profileType: "androidForWork" } as const;
      const work = run
        .tokens()
        .create(news)
        .then(
          ({ outs }) => (kept = outs as object),
          (error: unknown) => {
            if (error instanceof Error && "properties" in error) kept = error.properties as object;
            throw error;
          },
        );
      await settles(work, run.notices);
      assert.ok(
        service.isIssued && "pendingIssue" in kept !== "tokenValue" in kept,
        "the token issued is in no state",
      );
      assertPrintable(JSON.stringify(kept));
    });
    await fc.assert(property, dates);
  });
});
