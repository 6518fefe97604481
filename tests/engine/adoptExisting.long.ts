import assert from "node:assert/strict";
import type { Emulator } from "../emulator";
import { endProjects, Project } from "./project";
import { addProfileOf, allKinds, endingKinds, type Kind } from "./kinds";

const path = ({ profileType, profileId }: { profileType: string; profileId: string }) =>
  `${profileType}EnrollmentProfiles/${profileId}`;

/** What a profile holds before the resource is made: the seconds that are left of its token. */
const situations = {
  "enough left": { left: 7200, kinds: allKinds, takenOver: true },
  "too little left": { left: 3600, kinds: endingKinds, takenOver: false },
  expired: { left: 0, kinds: endingKinds, takenOver: false },
  "no token": { left: undefined, kinds: allKinds, takenOver: false },
};

function cellsOn(emulator: Emulator) {
  return Object.entries(situations).flatMap(([situation, { left, kinds, takenOver }]) =>
    kinds.map((kind: Kind) => {
      const profile = addProfileOf(kind, emulator);
      if (left !== undefined) emulator.issueToken(profile.profileId, left);
      const [theirs] = emulator.tokens(profile.profileId);
      return { name: `${situation}, ${kind}`, profile, theirs, takenOver };
    }),
  );
}

describe("adoptExisting on the real engine", function () {
  this.timeout(120_000);
  afterEach(endProjects);

  it("takes a token with enough life left without a POST, and else issues one", async () => {
    const project = await Project.start();
    const { emulator } = project;
    const cells = cellsOn(emulator);
    const declared = cells.map(({ name, profile }) => [
      name,
      { ...profile, tokenValidityInSeconds: 86_400, renewBeforeInSeconds: 3600, adoptExisting: true },
    ]);
    await project.program(`
      const { EnrollmentToken } = require("pulumi-intune-enrollment");
      for (const [name, args] of ${JSON.stringify(declared)}) new EnrollmentToken(name, args);
    `);
    const said = await project.hearing(() => project.up());
    const stored = await project.stored();

    for (const { name, profile, theirs, takenOver } of cells) {
      const { profileId } = profile;
      const { tokenValue, tokenStatus, generation, qrCodeContent } = stored.get(name)?.outputs ?? {};
      const held = emulator.tokens(profileId).at(-1);
      assert.equal(held?.value === theirs?.value, takenOver, name);
      assert.deepEqual(
        { tokenValue, qrCodeContent, tokenStatus, generation },
        {
          tokenValue: held?.value,
          qrCodeContent: held?.qrCodeContent,
          tokenStatus: "active",
          generation: takenOver ? 0 : 1,
        },
        name,
      );
      assert.equal(emulator.requests.count({ profileId, method: "POST" }), takenOver ? 0 : 1, name);
      const taken = `Adopting the token that ${path(profile)} holds, valid until `;
      const issued = `${path(profile)} holds no token that is valid for long enough: issuing one.`;
      assert.deepEqual([said.includes(taken), said.includes(issued)], [takenOver, !takenOver], name);
    }

    await project.destroy();
    for (const { name, profile } of cells) {
      assert.equal(emulator.tokens(profile.profileId).at(-1)?.state, "revoked", name);
    }
  });
});
