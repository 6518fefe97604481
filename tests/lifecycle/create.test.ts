import assert from "node:assert/strict";
import { type Effect, reset, respond } from "../emulator";
import type { Stack } from "./harness";
import { lostAnswers, stacks } from "./stacks";

const { pendingStack, startStack, upStack } = stacks();

describe("create", () => {
  it("reads the profile, issues one token, and reads it back", async () => {
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

  for (const readLag of [{ reads: 3 }, { milliseconds: 9_000 }]) {
    it(`waits for a token that shows after ${JSON.stringify(readLag)}`, async () => {
      const stack = await startStack({ behaviour: { readLag } });
      stack.emulator.issueToken(stack.profileId, 600);
      const { state } = await stack.up();
      assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
      assert.equal(stack.issued, 1);
    });
  }

  it("a token that does not show in time is only read back by the next up", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 45_000 } } });
    await stack.upFails(/issued a token .* does not show it yet.*pulumi up/s);
    assert.ok(stack.state && "__provider" in stack.state, "the engine finds the hooks by it");
    assert.equal(stack.requests().filter((request) => request === "createToken").length, 1);

    const second = await stack.up();
    assert.equal(second.error, undefined);
    assert.equal(second.state.tokenValue, stack.emulator.tokens().at(-1)?.value);
    assert.equal(second.state.pendingIssue, undefined);
    assert.equal(second.state.generation, 1);
    assert.equal(stack.requests().includes("createToken"), false);
    assert.equal((await stack.up()).did, "nothing");
  });

  it("waits for a token that never shows until another one is requested", async () => {
    const stack = await pendingStack(500_000);
    await stack.upFails(/still does not show.*rotateWhenChanged/);
    assert.equal(stack.issued, 1);
    stack.emulator.behaviour.readLag = {};
    const third = await stack.up({ rotateWhenChanged: { try: "2" } });
    assert.equal(third.error, undefined);
    assert.equal(third.state.tokenValue, stack.emulator.tokens().at(-1)?.value);
  });

  it("a read finds the API version, says so once, and a POST never tries another", async () => {
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

describe("create with adoptExisting", () => {
  it("takes over a token that is valid for long enough, and issues none", async () => {
    const stack = await startStack();
    const existing = stack.emulator.issueToken(stack.profileId, 7200);
    const { state } = await stack.up({ adoptExisting: true, renewBeforeInSeconds: 3599 });
    assert.equal(state.tokenValue, existing.value);
    assert.equal(state.generation, 0);
    assert.deepEqual(stack.requests(), ["GET"]);
    assert.match(stack.said, /Adopting the token/);
  });

  it("takes the time of issue from Graph if Graph tells it", async () => {
    const stack = await startStack({ enrollmentMode: "corporateOwnedDedicatedDevice" });
    stack.emulator.issueToken(stack.profileId, 7200);
    stack.clock.advance(60);
    const { state } = await stack.up({ profileType: "androidDeviceOwner", adoptExisting: true });
    assert.equal(state.tokenIssuedDateTime, "2026-01-15T12:00:00Z");
  });

  for (const [left, why] of [
    [3599, "no more than renewBeforeInSeconds left"],
    [0, "no token"],
  ] as const) {
    it(`issues one if there is ${why}`, async () => {
      const stack = await startStack();
      if (left > 0) stack.emulator.issueToken(stack.profileId, left);
      const { state } = await stack.up({ adoptExisting: true, renewBeforeInSeconds: 3599 });
      assert.equal(state.generation, 1);
      assert.equal(stack.issued, 1);
      assert.match(stack.said, /no token that is valid for long enough/);
    });
  }
});

describe("create whose createToken fails", () => {
  it("a 429 is repeated, and one token is issued", async () => {
    const stack = await startStack();
    stack.emulator.fault({ action: "createToken", times: 2 }, respond(429, { retryAfter: "soon" }));
    await stack.up();
    assert.equal(stack.emulator.requests.count({ action: "createToken" }), 3);
    assert.equal(stack.issued, 1);
  });

  for (const [status, code] of [
    [400, "invalid-request"],
    [403, "forbidden"],
    [404, "not-found"],
    [409, "invalid-request"],
    [307, "unreadable-answer"],
  ] as const) {
    it(`a ${status} means that no token was issued, and is not repeated`, async () => {
      const stack = await startStack();
      stack.emulator.fault(
        { action: "createToken" },
        respond(status, { headers: { Location: "https://127.0.0.1" } }),
      );
      await assert.rejects(stack.up(), { code });
      assert.deepEqual(stack.requests(), ["GET", "createToken"]);
      assert.equal(stack.state, undefined);
    });
  }

  for (const [name, effect] of lostAnswers) {
    it(`a POST lost after the token was issued (${name}) is not sent again`, async () => {
      const stack = await startStack({ config: { requestTimeoutInSeconds: "0.3" } });
      stack.emulator.issueToken(stack.profileId, 600);
      stack.emulator.fault({ action: "createToken" }, effect("after"));
      const { state } = await stack.up();
      assert.deepEqual(stack.requests(), ["GET", "createToken", "GET"]);
      assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
      assert.equal(stack.issued, 1);
    });

    it(`a POST lost before the token was issued (${name}) is sent again`, async () => {
      const stack = await startStack({ config: { requestTimeoutInSeconds: "0.3" } });
      stack.emulator.issueToken(stack.profileId, 600);
      stack.emulator.fault({ action: "createToken" }, effect("before"));
      const { state } = await stack.up();
      assert.equal(stack.emulator.requests.count({ action: "createToken" }), 2);
      assert.equal(stack.issued, 1);
      assert.equal(state.tokenValue, stack.emulator.tokens().at(-1)?.value);
      assert.ok(
        stack.clock.now() >= new Date("2026-01-15T12:00:30Z"),
        "it settles for as long as a token may lag",
      );
    });
  }

  it("the token of a lost POST is found even if it lags", async () => {
    const stack = await startStack({ behaviour: { readLag: { milliseconds: 20_000 } } });
    stack.emulator.fault({ action: "createToken" }, reset({ commit: "after" }));
    await stack.up();
    assert.equal(stack.issued, 1);
  });

  it("the token of a lost POST is found even if the time is over before the looks", async () => {
    const stack = await startStack({ behaviour: { lateCopies: { milliseconds: 300_000 } } });
    stack.emulator.fault({ action: "createToken" }, respond(503, { commit: "after" }));
    stack.emulator.fault({ method: "GET", nth: 2 }, respond(503, { commit: "after", retryAfter: 40 }));
    const { state } = await stack.up();
    assert.equal(stack.issued, 1);
    assert.equal(state.tokenValue, stack.emulator.tokens()[0]?.value);
  });

  it("gives up after three lost POSTs, and the next up looks before it asks again", async () => {
    const stack = await startStack();
    stack.emulator.fault({ action: "createToken", times: 3 }, respond(503));
    await stack.upFails(/nothing shows whether it was issued.*503/);
    assert.equal(stack.requests().filter((request) => request === "createToken").length, 3);
    const second = await stack.up();
    assert.equal(second.error, undefined);
    assert.equal(stack.requests()[0], "GET");
    assert.equal(stack.issued, 1);
  });

  // 404 too: a replica that has not heard of the profile is no proof that it is gone.
  for (const status of [403, 404]) {
    it(`a read that fails with ${status} after the issue loses nothing`, async () => {
      const stack = await startStack();
      stack.emulator.fault({ method: "GET", nth: 2, times: Infinity }, respond(status));
      await stack.upFails(new RegExp(`issued a token.*${status}`));
      stack.emulator.clearFaults();
      const second = await stack.up();
      assert.equal(second.state.tokenValue, stack.emulator.tokens()[0]?.value);
      assert.equal(stack.issued, 1);
    });
  }
});

describe("create on what Graph leaves open", () => {
  for (const behaviour of [
    { tokenFieldsWithoutSelect: false },
    { expirationBeforeToken: null },
    { earlierToken: "lives on" },
    { aospActionsOnBareId: true },
    { tokenValidity: { maximumInSeconds: 600, outside: "clamp" } },
  ] as const) {
    for (const enrollmentMode of [
      undefined,
      "corporateOwnedDedicatedDevice",
      "corporateOwnedFullyManaged",
      "corporateOwnedAOSPUserlessDevice",
    ] as const) {
      it(`${JSON.stringify(behaviour)} on ${enrollmentMode ?? "androidForWork"}: a whole life`, async () => {
        const stack = await startStack({
          behaviour,
          enrollmentMode,
        });
        const args = { profileType: enrollmentMode ? "androidDeviceOwner" : "androidForWork" } as const;
        const { state } = await stack.up(args);
        assert.equal(state.tokenValue, stack.emulator.tokens()[0]?.value);
        assert.equal((await stack.up(args)).did, "nothing");
        assert.equal((await stack.refresh())?.tokenStatus, "active");
        assert.equal((await stack.up(args)).did, "nothing");
        await stack.destroy();
        assert.equal(stack.emulator.tokens()[0]?.state, "revoked");
        assert.equal(stack.issued, 1);
      });
    }
  }
});

describe("a QR code that comes later than its token", () => {
  for (const [times, content] of [
    [1, "there"],
    [Infinity, "missing"],
  ] as const) {
    it(`is waited for a short time (${content} in the end)`, async () => {
      const stack = await startStack();
      const held = stack.emulator.hold({ action: "createToken" }, { commit: "after" });
      const up = stack.up();
      await held.arrived;
      const body = JSON.stringify({ ...stack.emulator.profile(stack.profileId), qrCodeContent: "" });
      stack.emulator.fault({ method: "GET", times }, respond(200, { body }));
      held.release();
      const { state, error } = await up;
      assert.equal(error, undefined);
      const [token] = stack.emulator.tokens();
      assert.equal(state.tokenValue, token?.value);
      assert.equal(state.qrCodeContent, content === "there" ? token?.qrCodeContent : "");

      stack.emulator.clearFaults();
      assert.equal((await stack.refresh())?.qrCodeContent, token?.qrCodeContent);
    });
  }
});

/** The seconds that an `up` takes by the stack's clock, which only moves while the provider waits. */
async function secondsOfUp(stack: Stack): Promise<number> {
  const before = stack.clock.now().getTime();
  await stack.up();
  return (stack.clock.now().getTime() - before) / 1000;
}

describe("waiting for Microsoft Graph", () => {
  for (const aheadInSeconds of [0, 600, -600]) {
    it(`a Retry-After date counts by Graph's clock, ${aheadInSeconds} s ahead`, async () => {
      const stack = await startStack({ aheadInSeconds });
      const date = new Date(stack.clock.now().getTime() + (aheadInSeconds + 30) * 1000);
      stack.emulator.fault({ action: "createToken" }, respond(429, { retryAfter: date }));
      assert.equal(await secondsOfUp(stack), 30);
    });
  }

  for (const [what, retryAfter] of [
    ["at once", 0],
    ["at a time gone by", new Date(0)],
  ] as const) {
    it(`if told to retry ${what}, it does so once, and then waits longer each time`, async () => {
      const stack = await startStack();
      stack.emulator.fault({ method: "GET" }, respond(429, { retryAfter }));
      assert.equal(await secondsOfUp(stack), 0);
      const again = await startStack();
      again.emulator.fault({ method: "GET", times: 6 }, respond(429, { retryAfter }));
      const seconds = await secondsOfUp(again);
      assert.ok(seconds >= 15 && seconds <= 31, String(seconds));
    });
  }

  /** Answers to the first requests, in this order. */
  const script = (stack: Stack, effects: readonly Effect[]) => {
    for (const effect of effects) stack.emulator.fault({ method: "GET" }, effect);
  };
  const throttled = respond(429, { retryAfter: 1 });
  const failed = respond(503);

  it("throttling before does not use up the attempts after a failure", async () => {
    const stack = await startStack();
    script(stack, [throttled, throttled, throttled, throttled, failed, failed, failed]);
    await stack.up();
    assert.equal(stack.issued, 1);
  });

  it("a server that fails four times is given up, throttled in between or not", async () => {
    const stack = await startStack();
    script(stack, [failed, throttled, failed, throttled, failed, failed]);
    await assert.rejects(stack.up(), { code: "unavailable" });
    assert.equal(stack.emulator.requests.count(), 6);
  });

  it("a request that was lost an hour ago is not waited for again", async () => {
    const stack = await startStack();
    stack.emulator.fault({ action: "createToken", times: 3 }, respond(503));
    assert.ok((await stack.up()).error);
    stack.clock.advance(3600);
    const seconds = await secondsOfUp(stack);
    assert.ok(seconds < 5, String(seconds));
    assert.equal(stack.issued, 1);
  });

  it("a long wait is told every five seconds", async () => {
    const stack = await upStack({}, { behaviour: { readLag: { milliseconds: 12_000 } } });
    const waits = stack.notices.filter((notice) => notice.startsWith("Waiting"));
    assert.deepEqual(waits, [
      "Waiting for Microsoft Graph to show the latest changes: 0 of 1 checks are done.",
      "Waiting for Microsoft Graph to show the latest changes: 0 of 1 checks are done.",
    ]);
    await stack.destroy();
  });
});
