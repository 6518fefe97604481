import assert from "node:assert/strict";
import { startStack, stopStacks } from "./harness";

describe("create", () => {
  afterEach(stopStacks);

  it("reads the profile, issues once with the declared validity, and reads the token back", async () => {
    const stack = await startStack();
    const { state } = await stack.up({ tokenValidityInSeconds: 86_400 });
    const [token] = stack.emulator.tokens();
    assert.deepEqual(
      stack.emulator.requests.all({ action: "createToken" }).map(({ body }) => body),
      [{ tokenValidityInSeconds: 86_400 }],
    );
    assert.deepEqual(stack.requests(), ["GET", "createToken", "GET"]);
    assert.equal(state.tokenValue, token?.value);
    assert.equal(state.qrCodeContent, token?.qrCodeContent);
    assert.equal(state.tokenExpirationDateTime, "2026-01-16T12:00:00Z");
    assert.equal(state.tokenIssuedDateTime, "2026-01-15T12:00:00.000Z");
    assert.equal(state.tokenStatus, "active");
    assert.equal(state.generation, 1);
    assert.equal(state.profileDisplayName, "Kiosk");
  });

  it("replaces a token that somebody else had issued before", async () => {
    const stack = await startStack();
    const before = stack.emulator.issueToken(stack.profileId, 600);
    const { state } = await stack.up();
    assert.notEqual(state.tokenValue, before.value);
    assert.equal(stack.issued, 1);
  });

  for (const readLag of [{ reads: 3 }, { milliseconds: 9_000 }]) {
    it(`waits for a token that shows after ${JSON.stringify(readLag)}`, async () => {
      const stack = await startStack({ behaviour: { readLag } });
      stack.emulator.issueToken(stack.profileId, 600);
      const { state } = await stack.up();
      assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
      assert.equal(stack.issued, 1);
    });
  }

  it("keeps an issued token that does not show in time, and the next up only reads it back", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 45_000 } } });
    const first = await stack.up();
    assert.match(first.error?.message ?? "", /issued a token .* does not show it yet.*pulumi up/s);
    assert.equal(stack.requests().filter((request) => request === "createToken").length, 1);

    const second = await stack.up();
    assert.equal(second.error, undefined);
    assert.equal(second.state.tokenValue, stack.emulator.tokens().at(-1)?.value);
    assert.equal(second.state.pendingIssue, undefined);
    assert.equal(second.state.generation, 1);
    assert.equal(stack.requests().includes("createToken"), false);
    assert.equal((await stack.up()).did, "nothing");
  });

  it("keeps waiting for a token that never shows, until another one is asked for", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 500_000 } } });
    await stack.up();
    const second = await stack.up();
    assert.match(second.error?.message ?? "", /still does not show.*rotateWhenChanged/);
    assert.equal(stack.issued, 1);
    stack.emulator.behaviour.readLag = {};
    const third = await stack.up({ rotateWhenChanged: { try: "2" } });
    assert.equal(third.error, undefined);
    assert.equal(third.state.tokenValue, stack.emulator.tokens().at(-1)?.value);
  });

  it("a profile that does not exist is said before anything is issued", async () => {
    const stack = await startStack();
    await assert.rejects(stack.up({ profileId: "unknown" }), { code: "not-found" });
    assert.deepEqual(stack.requests(), ["GET", "GET"], "of each kind");
  });

  it("falls back to beta on a read, says so once, and never tries a POST on the other version", async () => {
    const stack = await startStack({ behaviour: { servedInV1: false } });
    const { state } = await stack.up();
    assert.equal(state.apiVersion, "beta");
    assert.deepEqual(
      stack.emulator.requests.all().map(({ method, version }) => `${method} ${version}`),
      ["GET v1.0", "GET beta", "POST beta", "GET beta"],
    );
    await stack.refresh();
    assert.equal(stack.emulator.requests.all().at(-1)?.version, "beta");
    assert.equal(stack.notices.filter((notice) => notice.includes("beta")).length, 1);
  });

  it("a pinned version is used without fallback", async () => {
    const stack = await startStack({ behaviour: { servedInV1: false }, config: { apiVersion: "v1.0" } });
    await assert.rejects(stack.up(), { code: "api-version" });
    assert.deepEqual(stack.requests(), ["GET"]);
  });

  it("hooks on one profile run one after the other", async () => {
    const stack = await startStack();
    const held = stack.emulator.hold({ action: "createToken" });
    const news = await stack.check({});
    const first = stack.provider.create(news);
    const second = stack.provider.create(news);
    await held.arrived;
    held.release();
    await Promise.all([first, second]);
    assert.deepEqual(stack.requests(), ["GET", "createToken", "GET", "GET", "createToken", "GET"]);
  });
});
