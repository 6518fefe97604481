import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation";
import type { Emulator } from "../emulator";
import { startEngineStack, stopEngineStacks } from "./harness";
import { addRecordedProfiles, profileProgram, startProfileService } from "./states/profileScene";
import { startScene } from "./states/scene";

const states = join(__dirname, "states");
const recorded = readdirSync(states).filter((name) => name.endsWith(".json"));

describe("state that an earlier release wrote", function () {
  this.timeout(90_000);
  afterEach(stopEngineStacks);

  for (const file of recorded.filter((name) => !name.endsWith("-profiles.json"))) {
    it(`${file}: refreshed, unchanged, updated in place and destroyed`, async () => {
      const { emulator, tokens } = await startScene();
      const issued = Object.values(tokens).map(({ profileId, tokenValidityInSeconds }) =>
        emulator.issueToken(profileId, tokenValidityInSeconds),
      );
      const stack = await startEngineStack(emulator);
      await stack.declare(tokens);
      await stack.import(stateIn(file, emulator));

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

  for (const file of recorded.filter((name) => name.endsWith("-profiles.json"))) {
    it(`${file}: profiles of each kind with a token on each, refreshed, unchanged, updated in place and destroyed`, async () => {
      const emulator = await startProfileService();
      const ids = addRecordedProfiles(emulator);
      const stack = await startEngineStack(emulator);
      await stack.program(profileProgram());
      await stack.import(stateIn(file, emulator));

      await stack.refresh();
      assert.deepEqual((await stack.up()).changes, { same: 2 * ids.size + 1 });
      assert.ok(stack.requests().every((request) => request === "GET"));
      const stored = await stack.stored();
      for (const [kind, id] of ids) {
        assert.equal(stored.get(kind)?.outputs.tokenValue, emulator.tokens(id)[0]?.value, kind);
      }

      const changed = { displayName: "Changed", tokenValidityInSeconds: 3600 };
      await stack.program(profileProgram(ids.size, changed));
      assert.deepEqual((await stack.up()).changes, { same: 1, update: 2 * ids.size });
      const patches = emulator.requests.all({ method: "PATCH" }).map(({ body }) => body);
      assert.deepEqual(
        patches,
        [...ids].map(() => ({ displayName: "Changed" })),
      );
      await stack.destroy();
      assert.ok(emulator.tokens().every(({ state }) => state !== "active"));
      for (const [kind, id] of ids) assert.equal(emulator.profile(id), undefined, kind);
    });
  }
});

function stateIn(file: string, { url }: Emulator): Deployment {
  const text = readFileSync(join(states, file), "utf8");
  // A refresh uses the configuration in state, and the service has another port each time.
  return JSON.parse(text.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, url)) as Deployment;
}
