import assert from "node:assert/strict";
import { IntuneError } from "../../provider/src/errors";
import { claimsChallenge, respond } from "../emulator";
import { scenes } from "../emulator/harness";
import { clientOf, refusal, soon } from "./graphRequests";

const start = scenes();

describe("GraphClient: a refused access token", () => {
  const only = (good: string) => (given: string) => (given === good ? "ok" : "expired");

  for (const method of ["GET", "POST"] as const) {
    it(`is renewed once, and the ${method} sent again with the fresh one`, async () => {
      const refused: unknown[][] = [];
      const scene = await start({ authorize: only("second") });
      const client = clientOf(scene, {
        getInsteadOf: (...given) => {
          refused.push(given);
          return Promise.resolve("second");
        },
      });
      await client.send(method);
      assert.deepEqual(refused, [["first", undefined]]);
      assert.deepEqual(
        scene.emulator.requests.all().map(({ status }) => status),
        [401, method === "GET" ? 200 : 204],
      );
    });
  }

  it("is not renewed twice, and was refused before anything was done", async () => {
    let renewals = 0;
    const scene = await start({ authorize: () => "expired" });
    const client = clientOf(scene, {
      getInsteadOf: () => Promise.resolve(`fresh ${(renewals += 1)}`.replace(" ", "-")),
      describe: (given) => ({ kind: "app", permissions: [given] }),
    });
    const error = await refusal(client.send("POST"));
    assert.equal(error.code, "unauthorized");
    assert.equal(error.certainlyNotDone, true);
    assert.match(error.message, /carries fresh-1\./);
    assert.equal(renewals, 1);
    assert.equal(scene.emulator.requests.count(), 2);
  });

  it("that is all the credential has to give is not sent a second time", async () => {
    const scene = await start({ authorize: () => "expired" });
    const error = await refusal(
      clientOf(scene, { getInsteadOf: (refused) => Promise.resolve(refused) }).send("GET"),
    );
    assert.equal(error.code, "unauthorized");
    assert.doesNotMatch(error.message, /fresh/);
    assert.equal(scene.emulator.requests.count(), 1);
  });

  it("is renewed to satisfy the claims that Graph asks for", async () => {
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1768478400"}}}';
    const challenges: unknown[] = [];
    const scene = await start();
    scene.emulator.fault({}, claimsChallenge(claims));
    const client = clientOf(scene, {
      getInsteadOf: (_, asked) => {
        challenges.push(asked);
        return Promise.resolve("second");
      },
    });
    await client.send("GET");
    assert.deepEqual(challenges, [claims]);
  });

  it("is renewed after a 503 too, and a 503 survived after a renewal", async () => {
    const scene = await start({ authorize: only("second") });
    scene.emulator.fault({ nth: 1 }, respond(503, soon));
    scene.emulator.fault({ nth: 2 }, respond(503, soon));
    assert.equal((await clientOf(scene).send("GET")).status, 200);
    assert.deepEqual(
      scene.emulator.requests.all().map(({ status }) => status),
      [503, 401, 503, 200],
    );
  });

  it("that cannot be renewed ends in the sign-in's own error", async () => {
    const scene = await start({ authorize: () => "expired" });
    const failed = new IntuneError("sign-in", "The secret has expired.");
    const client = clientOf(scene, { getInsteadOf: () => Promise.reject(failed) });
    await assert.rejects(client.send("GET"), (error: unknown) => error === failed);
    assert.equal(scene.emulator.requests.count(), 1);
  });
});
