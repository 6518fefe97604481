import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../emulator";
import { endProjects, Project } from "./project";
import { hostsUnderTest } from "./setUp";
import { addRecordedProfiles, profileProgram, startProfileService, startScene } from "./states/scene";

const states = join(__dirname, "states");
const recorded = readdirSync(states).filter((name) => name.endsWith(".json"));

describe("state that an earlier release wrote", function () {
  this.timeout(90_000);
  afterEach(endProjects);

  for (const file of recorded.filter((name) => !name.endsWith("-profiles.json"))) {
    it(`${file}: refreshed, unchanged, updated in place and destroyed`, async () => {
      const { emulator, tokens } = await startScene();
      const issued = Object.values(tokens).map(({ profileId, tokenValidityInSeconds }) =>
        emulator.issueToken(profileId, tokenValidityInSeconds),
      );
      const project = await Project.start({ service: emulator });
      await project.declare(tokens);
      await project.import(stateIn(file, emulator));

      assert.deepEqual(await project.up("--refresh"), { same: 4 });
      const stored = await project.stored();
      for (const [index, name] of ["kiosk", "scanner"].entries()) {
        assert.equal(stored.get(name)?.outputs.tokenValue, issued[index]?.value, name);
      }
      assert.deepEqual(project.requests(), ["GET", "GET", "GET"]);

      const longer = Object.entries(tokens).map(([name, args]) => [
        name,
        { ...args, tokenValidityInSeconds: 3600 },
      ]);
      await project.declare(Object.fromEntries(longer) as typeof tokens);
      assert.deepEqual(await project.up(), { same: 1, update: 3 });
      await project.destroy();
      assert.ok(emulator.tokens().every(({ state }) => state !== "active"));
    });
  }

  for (const file of recorded.filter((name) => name.endsWith("-profiles.json"))) {
    // As a plugin, by an alias: it is the state of dynamic resources.
    for (const [hostName, host] of Object.entries(hostsUnderTest)) {
      it(`${file}: profiles and their tokens, too, as a ${hostName}`, async () => {
        const emulator = await startProfileService();
        const ids = addRecordedProfiles(emulator);
        const project = await Project.start({ service: emulator, host });
        await project.program(profileProgram());
        await project.import(stateIn(file, emulator));

        assert.deepEqual(await project.up("--refresh"), { same: 2 * ids.size + 1 });
        assert.ok(project.requests().every((request) => request === "GET"));
        const stored = await project.stored();
        for (const [kind, id] of ids) {
          assert.equal(stored.get(kind)?.outputs.tokenValue, emulator.tokens(id)[0]?.value, kind);
        }

        const changed = { displayName: "Changed", tokenValidityInSeconds: 3600 };
        await project.program(profileProgram(ids.size, changed));
        assert.deepEqual(await project.up(), { same: 1, update: 2 * ids.size });
        const patches = emulator.requests.all({ method: "PATCH" }).map(({ body }) => body);
        assert.deepEqual(
          patches,
          [...ids].map(() => ({ displayName: "Changed" })),
        );
        await project.destroy();
        assert.ok(emulator.tokens().every(({ state }) => state !== "active"));
        for (const [kind, id] of ids) assert.equal(emulator.profile(id), undefined, kind);
      });
    }
  }
});

function stateIn(file: string, { url }: Emulator): object {
  const text = readFileSync(join(states, file), "utf8");
  // A refresh uses the configuration in state, and the service has another port each time.
  return JSON.parse(text.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, url)) as object;
}
