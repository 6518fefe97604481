import assert from "node:assert/strict";
import type { Emulator } from "../emulator";
import { addProfileOf, allKinds, type Args, type Kind, kinds, lives, wifiPassword } from "./kinds";
import { endProjects, Project } from "./project";
import { hostsUnderTest } from "./setUp";
import { type Exported, storedOf } from "./stored";

const hour = 3600;
const secretTrigger = "a secret trigger";

/** What the engine hands out for a value that a preview does not know. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Each resource of the package, and what a program may do with it; the data come with each step. */
const program = `
const pulumi = require("@pulumi/pulumi");
const { EnrollmentProfile, EnrollmentToken } = require("pulumi-intune-enrollment");
const { tokens, profiles, late, plain } = require("./tokens.json");
function declare([name, args, opts]) {
  new EnrollmentToken(name, args, opts);
}
for (const token of tokens) {
  declare(token);
}
for (const [kind, args] of profiles) {
  const profile = new EnrollmentProfile(kind, args);
  const { profileId, profileType, wifiPassword } = profile;
  new EnrollmentToken("on " + kind, { profileId, profileType, tokenValidityInSeconds: ${hour} });
  exports[kind] = pulumi.isSecret(wifiPassword);
}

// What a preview does not know.
const first = new EnrollmentProfile("first", { displayName: "First" });
new EnrollmentProfile("second", {
  displayName: first.createdDateTime.apply((date) => "After " + date),
  description: first.profileId,
  profileType: "androidDeviceOwner",
  enrollmentMode: first.id.apply(() => "corporateOwnedAOSPUserlessDevice"),
  roleScopeTagIds: [first.id.apply(() => "7")],
  wifiSsid: first.profileId.apply((id) => id.slice(0, 8)),
});
class Maker extends pulumi.dynamic.Resource {
  constructor() {
    super({ create: async () => ({ id: "made", outs: { made: late } }) }, "maker", { made: undefined });
  }
}
const maker = new Maker();
new EnrollmentToken("late", {
  profileId: maker.made,
  tokenValidityInSeconds: maker.made.apply(() => ${hour}),
  rotateWhenChanged: { by: maker.made, key: pulumi.secret("a secret " + "trigger") },
});

// The hooks in a provider of the program's own.
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
  { profileId: plain, tokenValidityInSeconds: ${hour}, tokenValue: undefined },
  { additionalSecretOutputs: ["tokenValue", "qrCodeContent"] },
  "intune",
  "EnrollmentToken",
);
`;

/** The lines of the program in which the tokens of its list are made. */
const placesOfTokens = ["new EnrollmentToken(name", "declare(token)"].map((code) =>
  String(program.slice(0, program.indexOf(code)).split("\n").length),
);

type Profile = ReturnType<typeof addProfileOf>;

/** The profiles that tokens move between: of the same kind, of another mode, of another kind. */
const moves = [
  ["for work", "for work"],
  ["dedicated", "AOSP userless"],
  ["for work", "fully managed"],
] as const;

/** What of the program differs from step to step. */
interface Step {
  readonly validity: number;
  readonly moved: boolean;
  readonly heirs: readonly string[];
  readonly tenantId?: string;
  /** The parts of a profile's life that it has been through. */
  readonly parts: readonly ("first" | "then" | "replaces")[];
}

for (const [hostName, host] of Object.entries(hostsUnderTest)) {
  describe(`the life of each resource on the real engine, as a ${hostName}`, function () {
    this.timeout(120_000);
    let project: Project;
    let emulator: Emulator;
    /** Tokens that keep their profiles, that move, and that are renamed. */
    let kept: readonly (Profile & { readonly name: Kind })[];
    let moving: readonly { name: string; from: Profile; to: Profile; opts: object }[];
    let inherited: readonly Profile[];
    let late: string;
    let plain: string;
    /** The profiles that the stack makes first, and those that replace them. */
    let made: ReadonlyMap<Kind, string>;
    let others: ReadonlyMap<Kind, string>;

    before(async () => {
      project = await Project.start({ host, config: { "intune:tenantId": "contoso.example" } });
      ({ emulator } = project);
      kept = allKinds.map((name) => ({ name, ...addProfileOf(name, emulator) }));
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
      await project.program(program);
    });
    after(endProjects);

    const declare = async ({ validity, moved, heirs, tenantId, parts }: Step) => {
      const tokens = [
        ...kept.map(({ name, ...profile }) => [name, { ...profile, tokenValidityInSeconds: validity }]),
        ...moving.map(({ name, opts, from, to }) => [
          name,
          { ...(moved ? to : from), tokenValidityInSeconds: hour },
          opts,
        ]),
        ...inherited.map((profile, index) => [
          heirs[index],
          { ...profile, tenantId, tokenValidityInSeconds: hour, adoptExisting: true },
        ]),
      ];
      const profiles = allKinds.map((kind) => {
        const args = Object.assign({}, ...parts.map((part) => lives[kind][part])) as Args;
        const given = Object.entries<unknown>({ ...kinds[kind], displayName: kind, ...args });
        return [kind, Object.fromEntries(given.filter(([, value]) => value !== null))];
      });
      emulator.requests.clear();
      await project.write("tokens.json", JSON.stringify({ tokens, profiles, late, plain }));
    };
    const begun: Step = { validity: hour, moved: false, heirs: ["kiosk", "scanner"], parts: ["first"] };
    const changed: Step = {
      validity: 2 * hour,
      moved: true,
      heirs: ["lobby", "hall"],
      parts: ["first", "then"],
    };
    const ofTenant: Step = { ...changed, tenantId: "contoso.example" };
    const replaced: Step = { ...ofTenant, parts: ["first", "then", "replaces"] };

    /** The stack itself, the maker, the tokens on profiles that were there, and profiles with tokens on them. */
    const all = () => 2 + kept.length + moving.length + inherited.length + 2 + 2 * allKinds.length + 2;
    /** The requests for each of the profiles in this step. */
    const asked = (profiles: readonly { readonly profileId: string }[]) =>
      profiles.map(({ profileId }) =>
        emulator.requests
          .all({ profileId })
          .map(({ action, method }) => action ?? method)
          .join(),
      );
    const statesOn = ({ profileId }: { profileId: string }) =>
      emulator.tokens(profileId).map(({ state }) => state);
    const each = <T>(value: T) => kept.map(() => value);
    const profileIdsIn = (state: Exported): ReadonlyMap<Kind, string> => {
      const stored = storedOf("EnrollmentProfile", state);
      return new Map(allKinds.map((kind) => [kind, String(stored.get(kind)?.outputs.profileId)]));
    };
    const patchesOf = (kind: Kind) =>
      emulator.requests.all({ method: "PATCH", profileId: made.get(kind) ?? "" }).map(({ body }) => body);
    const assertHoldOneToken = (profileIds: ReadonlyMap<Kind, string>) => {
      for (const [kind, profileId] of profileIds) {
        const active = emulator.tokens(profileId).filter(({ state }) => state === "active");
        assert.deepEqual(
          active.map(({ issuedBy }) => issuedBy),
          ["createToken"],
          kind,
        );
      }
    };

    describe("a preview", () => {
      it("takes values that are not known yet, and asks nobody", async () => {
        await declare(begun);
        assert.deepEqual(await project.preview(), { create: all() });
        assert.equal(emulator.requests.count(), 0);
      });
    });

    describe("an up", () => {
      let state: Exported;
      before(async () => {
        assert.deepEqual(await project.up(), { create: all() });
        state = await project.export();
        made = profileIdsIn(state);
      });

      it("issues a secret token on each kind of profile, with three requests", () => {
        assert.deepEqual(asked(kept), each("GET,createToken,GET"));
        const stored = storedOf("EnrollmentToken", state);
        for (const { name, profileId } of kept) {
          const { value: tokenValue, qrCodeContent } = emulator.tokens(profileId)[0] ?? assert.fail(name);
          const { outputs, secrets } = stored.get(name) ?? assert.fail(name);
          assert.partialDeepStrictEqual(outputs, { tokenValue, qrCodeContent });
          assert.deepEqual(secrets.toSorted(), ["qrCodeContent", "tokenValue"], name);
        }
        assert.equal(stored.get("late")?.outputs.profileId, late);
        assert.equal(stored.get("plain")?.outputs.tokenStatus, "active");
      });

      it("makes each kind of profile with what is declared alone, and a token on it", () => {
        const sent = emulator.requests
          .all({ method: "POST", action: null })
          .map(({ body }) => body as { displayName: string; tokenExpirationDateTime?: string });
        for (const kind of allKinds) {
          const { profileType, ...mode } = kinds[kind];
          const { tokenExpirationDateTime: end, ...body } =
            sent.find(({ displayName }) => displayName === kind) ?? {};
          assert.equal(end !== undefined, profileType === "androidDeviceOwner", "the first token's end");
          assert.deepEqual(body, { displayName: kind, ...mode, ...lives[kind].creates });
          const id = kind.startsWith("AOSP") ? `AOSP-${made.get(kind)}` : made.get(kind);
          const path = `/v1.0/deviceManagement/${profileType}EnrollmentProfiles/${id}/createToken`;
          assert.equal(emulator.requests.count({ path }), 1, kind);
        }
        assertHoldOneToken(made);
      });

      it("sends Graph the values that a preview does not know", () => {
        const stored = storedOf("EnrollmentProfile", state);
        const [first, second] = ["first", "second"].map((name) =>
          emulator.profile(String(stored.get(name)?.outputs.profileId)),
        );
        assert.match(String(second?.displayName), /^After \d{4}-/);
        const wifiSsid = first?.id.slice(0, 8);
        assert.partialDeepStrictEqual(second, { description: first?.id, roleScopeTagIds: ["7"], wifiSsid });
        assert.ok(!JSON.stringify(state).includes(unknown));
      });

      it("keeps an AOSP profile's Wi-Fi password secret, its QR content in base64", () => {
        const kind = "AOSP userless";
        const profile = storedOf("EnrollmentProfile", state).get(kind);
        assert.deepEqual([profile?.outputs.wifiPassword, profile?.secrets], [wifiPassword, ["wifiPassword"]]);
        const [stack] = storedOf("Stack", state).values();
        assert.equal(stack?.outputs[kind], true);
        const profileId = made.get(kind) ?? "";
        assert.partialDeepStrictEqual(emulator.profile(profileId), { wifiPassword });
        const token = storedOf("EnrollmentToken", state).get(`on ${kind}`)?.outputs;
        const content = Buffer.from(String(token?.qrCodeContent), "base64").toString();
        assert.ok(content.includes(String(emulator.tokens(profileId).at(-1)?.value)));
      });

      it("leaves in state a call stack of the program's alone", () => {
        const { stackTrace = [] } =
          state.deployment.resources?.find(({ urn }) => urn === project.urn("for work")) ?? {};
        const lines = stackTrace.map(({ sourcePosition = "" }) => /#(\d+),/.exec(sourcePosition)?.[1]);
        assert.deepEqual(lines, placesOfTokens);
      });
    });

    describe("an up that changes nothing", () => {
      it("asks nobody", async () => {
        emulator.requests.clear();
        assert.deepEqual(await project.up(), { same: all() });
        assert.equal(emulator.requests.count(), 0);
      });
    });

    describe("an up with other arguments", () => {
      before(async () => {
        await declare(changed);
        const counts = {
          update: kept.length + allKinds.length,
          replace: moving.length,
          create: inherited.length,
          delete: inherited.length,
        };
        const same = all() - counts.update - counts.replace - counts.create;
        assert.deepEqual(await project.up(), { ...counts, same });
      });

      it("issues anew in place for another validity", () => {
        assert.deepEqual(asked(kept), each("GET,createToken,GET"));
      });

      it("revokes on the old profile alone where a token moves", () => {
        for (const { name, from, to } of moving) {
          assert.deepEqual([statesOn(from), statesOn(to)], [["revoked"], ["active"]], name);
        }
      });

      it("leaves the token of a renamed resource alive", () => {
        assert.deepEqual(inherited.map(statesOn), [["active"], ["active"]]);
      });

      it("changes a profile in place by what differs alone, and leaves its token", () => {
        for (const kind of allKinds) assert.deepEqual(patchesOf(kind), [lives[kind].changes], kind);
        assertHoldOneToken(made);
      });
    });

    describe("a refresh", () => {
      it("shows what somebody else changed of what is declared", async () => {
        for (const [kind, profileId] of made) emulator.changeProfile(profileId, lives[kind].drift);
        await project.refresh();
        const drifted = await project.stored("EnrollmentProfile");
        for (const kind of allKinds) {
          const shown = Object.keys(lives[kind].shows).map((name) => [
            name,
            drifted.get(kind)?.outputs[name],
          ]);
          assert.deepEqual(Object.fromEntries(shown), lives[kind].shows, kind);
        }
      });
    });

    describe("the next up", () => {
      it("mends that, and asks nothing where only the tenant's name is new", async () => {
        await declare(ofTenant);
        const drifted = allKinds.filter((kind) => Object.keys(lives[kind].mends).length > 0);
        const update = drifted.length + inherited.length;
        assert.deepEqual(await project.up(), { update, same: all() - update });
        for (const kind of allKinds) {
          const { mends } = lives[kind];
          assert.deepEqual(patchesOf(kind), drifted.includes(kind) ? [mends] : [], kind);
        }
        assertHoldOneToken(made);
        assert.deepEqual(asked(inherited), ["", ""]);
        assert.equal(emulator.requests.count({ method: "POST" }), 0);
      });
    });

    describe("an up that replaces", () => {
      before(async () => {
        await declare(replaced);
        const heirs = replaced.heirs.flatMap((name) => ["--replace", project.urn(name)]);
        const replace = inherited.length + 2 * allKinds.length;
        assert.deepEqual(await project.up(...heirs), { replace, same: all() - replace });
        others = profileIdsIn(await project.export());
      });

      it("leaves the token alive where the profile stays", () => {
        assert.deepEqual(inherited.map(statesOn), [["active"], ["active"]]);
      });

      it("makes a profile anew for what only another one can have, and its token with it", () => {
        for (const [kind, before] of made) {
          assert.equal(emulator.profile(before), undefined, kind);
          assert.equal(emulator.tokens(before).at(-1)?.state, "revoked", kind);
        }
        assertHoldOneToken(others);
      });
    });

    describe("a destroy that runs the program", () => {
      it("revokes and deletes all, and no secret was written", async () => {
        emulator.removeProfile(others.get("for work") ?? "");
        // It is declared with forceDestroy.
        emulator.changeProfile(others.get("dedicated") ?? "", { enrolledDeviceCount: 2 });
        emulator.requests.clear();
        await project.destroy("--run-program");
        assert.deepEqual(asked(kept), each("GET,revokeToken"));
        assert.deepEqual(kept.map(statesOn), each(["replaced", "revoked"]));
        assert.deepEqual(
          emulator.tokens().filter(({ state }) => state === "active"),
          [],
        );
        for (const [kind, profileId] of others) assert.equal(emulator.profile(profileId), undefined, kind);
        await project.assertNowhere([secretTrigger, wifiPassword]);
      });
    });
  });
}
