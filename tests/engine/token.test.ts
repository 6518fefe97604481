import assert from "node:assert/strict";
import { addProfileOf, allKinds } from "./kinds";
import { endProjects, Project } from "./project";
import { storedOf } from "./stored";

const hour = 3600;
const secretTrigger = "a secret trigger";

/** The profiles that tokens move between: of the same kind, of another mode, of another kind. */
const moves = [
  ["for work", "for work"],
  ["dedicated", "AOSP userless"],
  ["for work", "fully managed"],
] as const;

/** The stack in each of its states: tokens by group and name, each with its arguments and options. */
interface Stack {
  readonly validity: number;
  readonly moved: boolean;
  readonly heirs: readonly string[];
  readonly tenantId?: string;
}

describe("EnrollmentToken on the real engine", function () {
  this.timeout(120_000);
  let project: Project;
  let kinds: readonly { readonly name: string; readonly profileType: string; readonly profileId: string }[];
  let moving: readonly { name: string; from: Profile; to: Profile; opts: { deleteBeforeReplace: boolean } }[];
  let inherited: readonly Profile[];
  let late: string;
  let plain: string;
  type Profile = ReturnType<typeof addProfileOf>;

  before(async () => {
    project = await Project.start({ config: { "intune:tenantId": "contoso.example" } });
    const { emulator } = project;
    kinds = allKinds.map((kind) => ({ name: kind, ...addProfileOf(kind, emulator) }));
    moving = [false, true].flatMap((deleteBeforeReplace) =>
      moves.map(([from, to]) => ({
        name: `${from} to ${to}, delete first: ${deleteBeforeReplace}`,
        from: addProfileOf(from, emulator),
        to: addProfileOf(to, emulator),
        opts: { deleteBeforeReplace },
      })),
    );
    inherited = (["for work", "AOSP userless"] as const).map((kind) => addProfileOf(kind, emulator));
    late = emulator.addProfile("androidForWork").id;
    plain = emulator.addProfile("androidForWork").id;
  });
  after(endProjects);

  const declare = ({ validity, moved, heirs, tenantId }: Stack) => {
    const tenant = tenantId === undefined ? {} : { tenantId };
    const tokens = [
      ...kinds.map(({ name, ...profile }) => [name, { ...profile, tokenValidityInSeconds: validity }, {}]),
      ...moving.map(({ name, opts, from, to }) => [
        name,
        { ...(moved ? to : from), tokenValidityInSeconds: hour },
        opts,
      ]),
      ...inherited.map((profile, index) => [
        heirs[index],
        { ...profile, ...tenant, tokenValidityInSeconds: hour, adoptExisting: true },
        {},
      ]),
    ];
    return project.program(`
      const pulumi = require("@pulumi/pulumi");
      const { EnrollmentToken } = require("pulumi-intune-enrollment");
      function declare([name, args, opts]) {
        new EnrollmentToken(name, args, opts);
      }
      for (const token of ${JSON.stringify(tokens)}) {
        declare(token);
      }
      class Maker extends pulumi.dynamic.Resource {
        constructor() {
          super({ create: async () => ({ id: "made", outs: { made: "${late}" } }) }, "maker", { made: undefined });
        }
      }
      const maker = new Maker();
      new EnrollmentToken("late", {
        profileId: maker.made,
        tokenValidityInSeconds: maker.made.apply(() => ${hour}),
        rotateWhenChanged: { by: maker.made, key: pulumi.secret("a secret " + "trigger") },
      });
      const hooks = () => require("pulumi-intune-enrollment/provider/EnrollmentToken");
      new pulumi.dynamic.Resource(
        {
          configure: (request) => hooks().configure(request),
          check: (olds, news) => hooks().check(olds, news),
          diff: (id, olds, news) => hooks().diff(id, olds, news),
          create: (news) => hooks().create(news),
          delete: (id, olds) => hooks().delete(id, olds),
        },
        "plain",
        { profileId: "${plain}", tokenValidityInSeconds: ${hour}, tokenValue: undefined },
        { additionalSecretOutputs: ["tokenValue", "qrCodeContent"] },
        "intune",
        "EnrollmentToken",
      );
    `);
  };
  /** Resources besides tokens: the stack itself, and the maker. */
  const others = 2;
  const all = () => others + kinds.length + moving.length + inherited.length + 2;
  const first = { validity: hour, moved: false, heirs: ["kiosk", "scanner"] };
  const then = { validity: 2 * hour, moved: true, heirs: ["lobby", "hall"] };
  /** What was asked of each of the profiles since the last time. */
  const asked = (profiles: readonly { readonly profileId: string }[]) => {
    const { requests } = project.emulator;
    return profiles.map(({ profileId }) =>
      requests
        .all({ profileId })
        .map(({ action, method }) => action ?? method)
        .join(),
    );
  };
  const statesOn = ({ profileId }: { profileId: string }) =>
    project.emulator.tokens(profileId).map(({ state }) => state);
  const each = <T>(value: T) => kinds.map(() => value);

  it("a preview takes values that are not known yet, and asks nobody", async () => {
    await declare(first);
    assert.deepEqual(await project.preview(), { create: all() });
    assert.deepEqual(project.requests(), []);
  });

  it("an up issues a token on each kind of profile, with three requests, and keeps it secret", async () => {
    assert.deepEqual(await project.up(), { create: all() });
    assert.deepEqual(asked(kinds), each("GET,createToken,GET"));
    const exported = await project.export();
    const stored = storedOf("EnrollmentToken", exported);
    for (const { name, profileId } of kinds) {
      const [token] = project.emulator.tokens(profileId);
      const { outputs, secrets } = stored.get(name) ?? assert.fail(name);
      assert.deepEqual(
        [outputs.tokenValue, outputs.qrCodeContent],
        [token?.value, token?.qrCodeContent],
        name,
      );
      assert.deepEqual(secrets.toSorted(), ["qrCodeContent", "tokenValue"], name);
    }
    assert.equal(stored.get("late")?.outputs.profileId, late);
    assert.equal(stored.get("plain")?.outputs.tokenStatus, "active");
    const { stackTrace = [] } =
      exported.deployment.resources?.find(({ urn }) => urn === project.urn("for work")) ?? {};
    const lines = stackTrace.map(({ sourcePosition = "" }) => /#(\d+),/.exec(sourcePosition)?.[1]);
    assert.deepEqual(lines, ["5", "8"], "the call stack in state is the program's alone");
  });

  it("an up that changes nothing asks nobody", async () => {
    project.requests();
    assert.deepEqual(await project.up(), { same: all() });
    assert.deepEqual(project.requests(), []);
  });

  it("another validity issues anew in place; another profile revokes on the old one alone", async () => {
    await declare(then);
    assert.deepEqual(await project.up(), {
      update: kinds.length,
      replace: moving.length,
      create: inherited.length,
      delete: inherited.length,
      same: others + 2,
    });
    assert.deepEqual(asked(kinds), each("GET,createToken,GET"));
    for (const { name, from, to } of moving) {
      assert.deepEqual([statesOn(from), statesOn(to)], [["revoked"], ["active"]], name);
    }
  });

  it("a renamed, replaced, or newly named tenant's resource leaves its token alive", async () => {
    assert.deepEqual(inherited.map(statesOn), [["active"], ["active"]], "renamed");
    const replaced = then.heirs.flatMap((name) => ["--replace", project.urn(name)]);
    assert.equal((await project.up(...replaced)).replace, inherited.length);
    assert.deepEqual(inherited.map(statesOn), [["active"], ["active"]], "replaced");
    project.requests();
    await declare({ ...then, tenantId: "contoso.example" });
    assert.deepEqual(await project.up(), { same: all() - inherited.length, update: inherited.length });
    assert.deepEqual(project.requests(), []);
  });

  it("a destroy that runs the program revokes all, and no secret trigger was written", async () => {
    await project.destroy("--run-program");
    assert.deepEqual(asked(kinds), each("GET,revokeToken"));
    assert.deepEqual(kinds.map(statesOn), each(["replaced", "revoked"]));
    const active = project.emulator.tokens().filter(({ state }) => state === "active");
    assert.deepEqual(active, []);
    await project.assertNowhere([secretTrigger]);
  });
});
