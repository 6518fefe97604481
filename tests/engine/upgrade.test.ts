import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation";
import { startEngineStack, stopEngineStacks } from "./harness";
import { startScene } from "./states/scene";

const states = join(__dirname, "states");

describe("state that an earlier release wrote", function () {
  this.timeout(90_000);
  afterEach(stopEngineStacks);

  for (const file of readdirSync(states).filter((name) => name.endsWith(".json"))) {
    it(`${file}: refreshed, unchanged, updated in place and destroyed`, async () => {
      const { emulator, tokens } = await startScene();
      const issued = Object.values(tokens).map(({ profileId, tokenValidityInSeconds }) =>
        emulator.issueToken(profileId, tokenValidityInSeconds),
      );
      const stack = await startEngineStack(emulator);
      await stack.declare(tokens);
      const recorded = readFileSync(join(states, file), "utf8");
      // A refresh uses the configuration in state, and the service has another port each time.
      const here = recorded.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, emulator.url);
      await stack.import(JSON.parse(here) as Deployment);

      await stack.refresh();
      assert.deepEqual((await stack.up()).changes, { same: 4 });
      assert.equal(await stack.output("kiosk", "tokenValue"), issued[0]?.value);
      assert.equal(await stack.output("scanner", "tokenValue"), issued[1]?.value);
      assert.deepEqual(stack.requests(), ["GET", "GET", "GET"]);

      const longer = Object.entries(tokens).map(([name, args]) => [
        name,
        { ...args, tokenValidityInSeconds: 3600 },
      ]);
      await stack.declare(Object.fromEntries(longer) as typeof tokens);
      assert.deepEqual((await stack.up()).changes, { same: 1, update: 3 });
      await stack.destroy();
      assert.ok(emulator.tokens().every(({ state }) => state !== "active"));
    });
  }
});
