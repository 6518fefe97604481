import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../emulator";
import { addProfileOf, allKinds, endingKinds } from "./kinds";
import { endProjects, Project } from "./project";

const day = 86_400;

const month = { tokenValidityInSeconds: 30 * day };

/** Why a token is issued anew: what was declared first, what then, and what became of the token in between. */
const reasons = {
  "another validity": {
    first: month,
    then: { tokenValidityInSeconds: 7 * day },
    says: "tokenValidityInSeconds 2592000 → 604800",
  },
  "inside renewBeforeInSeconds": {
    first: { ...month, renewBeforeInSeconds: 7 * day },
    kinds: endingKinds,
    says: "it expires in 3 days, inside renewBeforeInSeconds 604800",
  },
  expired: {
    first: { tokenValidityInSeconds: 26 * day },
    kinds: endingKinds,
    says: "it expired on …",
  },
  "a trigger": {
    first: { ...month, rotateWhenChanged: { quarter: "one", site: "Madrid" } },
    then: { ...month, rotateWhenChanged: { quarter: "two", site: "Madrid" } },
    says: 'rotateWhenChanged "quarter" changed',
  },
  "revoked by somebody else": {
    first: month,
    happens: (emulator: Emulator, profileId: string) => {
      emulator.revokeToken(profileId);
    },
    says: "it was revoked by somebody else",
  },
  "replaced by somebody else, where another is wanted": {
    first: { ...month, whenReplaced: "reissue" },
    happens: (emulator: Emulator, profileId: string) => {
      emulator.issueToken(profileId, 60 * day);
    },
    says: "somebody else issued another token on the profile",
  },
  none: { first: month, says: undefined },
};

interface Reason {
  readonly first: object;
  readonly then?: object;
  readonly kinds?: typeof allKinds;
  readonly happens?: (emulator: Emulator, profileId: string) => void;
  readonly says: string | undefined;
}

describe("rotation on the real engine", function () {
  this.timeout(120_000);
  afterEach(endProjects);

  it("a preview says why each token will be issued anew, and the up does it", async () => {
    // What is issued first was issued 27 days ago, less an hour.
    let late = (27 * 24 - 1) * 3600;
    const emulator = await startEmulator({
      behaviour: { servedInV1: true },
      now: () => new Date(Date.now() - late * 1000),
    });
    const project = await Project.start({ service: emulator });
    const cells = Object.entries<Reason>(reasons).flatMap(([reason, { kinds = allKinds, ...rest }]) =>
      kinds.map((kind) => {
        const displayName = `${kind}, ${reason}`;
        const profile = addProfileOf(kind, emulator, { displayName });
        return { ...rest, displayName, profile };
      }),
    );
    const declare = (argsOf: (cell: Reason) => object) => {
      const tokens = cells.map((cell) => [cell.displayName, { ...cell.profile, ...argsOf(cell) }]);
      return project.program(`
        const { EnrollmentToken } = require("pulumi-intune-enrollment");
        for (const [name, args] of ${JSON.stringify(tokens)}) {
          const { rotationDueDateTime, generation } = new EnrollmentToken(name, args);
          exports[name] = { rotationDueDateTime, generation };
        }
      `);
    };
    await declare(({ first }) => first);
    await project.up();
    late = 0;
    for (const { happens, profile } of cells) happens?.(emulator, profile.profileId);
    await declare(({ first, then = first }) => then);

    project.requests();
    const previewed = await project.hearing(() => project.preview("--refresh"));
    assert.ok(project.requests().every((request) => request === "GET"));
    for (const { displayName, says } of cells) {
      const announced = announcementOf(displayName, previewed);
      assert.equal(announced, says, displayName);
    }

    await project.up("--refresh");
    const { outputs } = await project.outputs();
    for (const { displayName, profile, first, then = first, says } of cells) {
      const { tokenValidityInSeconds: validity, renewBeforeInSeconds: early = 0 } = then as {
        tokenValidityInSeconds: number;
        renewBeforeInSeconds?: number;
      };
      const tokens = emulator.tokens(profile.profileId);
      const { rotationDueDateTime, generation } = outputs[displayName] as Record<string, unknown>;
      assert.equal(generation, says === undefined ? 1 : 2, displayName);
      const ours = tokens.filter(({ issuedBy }) => issuedBy === "createToken");
      assert.equal(ours.length, generation, displayName);
      const { issuedDateTime, expirationDateTime } = tokens.at(-1) ?? assert.fail();
      const due =
        expirationDateTime === null
          ? Date.UTC(10_000, 0)
          : issuedDateTime.getTime() + (validity - early) * 1000;
      assert.ok(Math.abs(Date.parse(String(rotationDueDateTime)) - due) <= 1000, displayName);
    }
  });
});

/** What the engine said of the token on a profile of that name; undefined where it said nothing. */
function announcementOf(displayName: string, said: string): string | undefined {
  const pattern = new RegExp(
    `The token of "${displayName}" \\([^)]+\\) will be issued anew: ([^\\n]*)\\.\\n`,
  );
  return pattern.exec(said)?.[1]?.replace(/on \d{4}-.*Z$/, "on …");
}
