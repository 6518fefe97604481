import assert from "node:assert/strict";
import fc from "fast-check";
import type { TokenInputs, TokenState } from "../../provider/src/lifecycle/token/state";
import { cases } from "./cases";
import { deep, errorLike, json, profileLike } from "./bodies";
import { type Answer, accessToken, Impostor, runOn, settles } from "./service";
import { watchProcess } from "./watch";

const parameters = cases(2500);

const inputs: TokenInputs & { __provider: string } = {
  profileId: "0f1e2d3c",
  profileType: "androidDeviceOwner",
  tokenValidityInSeconds: 3600,
  renewBeforeInSeconds: 0,
  adoptExisting: false,
  revokeOnDelete: true,
  whenReplaced: "adopt",
  storeToken: true,
  __provider: "text",
};

const held: TokenState = {
  ...inputs,
  profileDisplayName: "Kiosk",
  apiVersion: "beta",
  tokenValue: "ABCDEFGHIJKLMNOPQRST",
  qrCodeContent: '{"token":"ABCDEFGHIJKLMNOPQRST"}',
  tokenExpirationDateTime: "2026-03-01T10:00:00Z",
  tokenIssuedDateTime: "2026-03-01T09:00:00Z",
  tokenStatus: "active",
  generation: 1,
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
  before(() => impostor.start());
  after(() => impostor.stop());

  it(`${parameters.numRuns} creates end, and in a result or an ordinary error`, async () => {
    const property = fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 3 }), async (answers) => {
      let count = 0;
      impostor.answer = () => answers[count++ % answers.length] ?? { status: 404, body: "" };
      const { provider, notices } = runOn(impostor.url);
      await settles(provider.create(inputs), notices);
    });
    await fc.assert(property, parameters);
  });

  it(`${parameters.numRuns} reads end, and in a result or an ordinary error`, async () => {
    const property = fc.asyncProperty(answer, async (answered) => {
      impostor.answer = () => answered;
      const { provider, notices } = runOn(impostor.url);
      await settles(provider.read("x", held), notices);
    });
    await fc.assert(property, parameters);
  });

  for (const [index, body] of deep.entries()) {
    it(`nesting without end is an ordinary error (${index + 1})`, async () => {
      for (const status of [200, 400]) {
        impostor.answer = () => ({ status, body });
        const { provider, notices } = runOn(impostor.url);
        assert.ok(await settles(provider.read("x", held), notices));
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
      const { provider, notices } = runOn(impostor.url);
      const error = await settles(provider.read("x", held), notices);
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
        return impostor.requests < last
          ? { status: 200, body: JSON.stringify(page) }
          : { status: 410, body: "" };
      };
      const { session, notices } = runOn(impostor.url);
      assert.ok(await settles(session.profiles().list("androidForWork"), notices));
      assert.ok(impostor.requests < last, `${impostor.requests} pages were read`);
    });
  }
});
