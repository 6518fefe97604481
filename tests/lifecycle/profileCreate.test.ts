import assert from "node:assert/strict";
import { type Behaviour, type Effect, reset, respond } from "../emulator";
import type { TokenInputs, TokenState } from "../../provider/src/lifecycle/token/state";
import type { ProfileArgs, ProfileStack } from "./harness";
import { dedicated, lostAnswers, stacks } from "./stacks";

const { startProfileStack, upProfileStack } = stacks();

const everything = {
  displayName: "Scanners",
  description: "Goods in",
  profileType: "androidDeviceOwner",
  enrollmentMode: "corporateOwnedAOSPUserlessDevice",
  deviceNameTemplate: "SCAN-{{SERIAL}}",
  roleScopeTagIds: ["0", "7"],
  isTeamsDeviceProfile: true,
  wifiSsid: "Staging",
  wifiPassword: "correct horse battery",
  wifiSecurityType: "wpa",
  wifiHidden: true,
} as const;

describe("create of a profile", () => {
  it("androidForWork: lists, POSTs what is declared, and keeps Graph's answer", async () => {
    const stack = await startProfileStack();
    await stack.up({ description: "In the lobby" });
    assert.deepEqual(stack.bodies({ method: "POST" }), [
      { displayName: "Kiosks", description: "In the lobby" },
    ]);
    assert.deepEqual(stack.requests(), ["LIST", "POST"]);
    assert.equal(stack.id, `androidForWorkEnrollmentProfiles/${stack.profile?.id}`);
    assert.deepEqual(stack.state, {
      displayName: "Kiosks",
      description: "In the lobby",
      profileType: "androidForWork",
      forceDestroy: false,
      adoptExisting: false,
      profileId: stack.profile?.id,
      createdDateTime: "2026-01-15T12:00:00Z",
      enrolledDeviceCount: 0,
      apiVersion: "v1.0",
    });
    assert.equal((await stack.up({ description: "In the lobby" })).did, "nothing");
    assert.deepEqual(stack.requests(), []);
  });

  it("androidDeviceOwner: sends what is declared under Graph's names", async () => {
    const stack = await startProfileStack();
    await stack.up({ ...everything, forceDestroy: true, tenantId: "contoso.example" });
    const { profileType, ...sent } = everything;
    assert.deepEqual(stack.bodies({ method: "POST" }), [
      {
        ...sent,
        enrollmentTokenType: "default",
        configureWifi: true,
        tokenExpirationDateTime: "2026-01-16T12:00:00Z",
      },
    ]);
    assert.equal(stack.profile?.wifiPassword, everything.wifiPassword);
    assert.equal(stack.state?.profileType, profileType);
    assert.equal(
      (await stack.up({ ...everything, forceDestroy: true, tenantId: "contoso.example" })).did,
      "nothing",
    );
  });

  it("finds the API version by the list, and POSTs once", async () => {
    const stack = await startProfileStack({ behaviour: { servedInV1: false } });
    await stack.up();
    assert.deepEqual(
      stack.emulator.requests.all().map(({ method, version }) => `${method} ${version}`),
      ["GET v1.0", "GET beta", "POST beta"],
    );
  });

  for (const [aheadInSeconds, end] of [
    [0, "2026-01-16T12:00:00Z"],
    [-3600, "2026-01-16T11:00:00Z"],
    [90, "2026-01-16T12:02:00Z"],
  ] as const) {
    it(`the first token ends a day ahead by Graph's clock (${aheadInSeconds} s)`, async () => {
      const stack = await startProfileStack({ aheadInSeconds });
      await stack.up(dedicated);
      const [sent] = stack.bodies({ method: "POST" }) as { tokenExpirationDateTime: string }[];
      assert.equal(sent?.tokenExpirationDateTime, end);
      assert.equal(JSON.stringify(stack.state).includes(stack.profile?.tokenValue ?? ""), false);
    });
  }

  for (const issues of [true, false]) {
    for (const [kind, expiry] of [
      ["androidDeviceOwner", "required"],
      ["androidDeviceOwner", "optional"],
      ["androidDeviceOwner", "refused"],
      ["androidForWork", "required"],
      ["androidForWork", "optional"],
      ["androidForWork", "refused"],
    ] as const) {
      it(`${kind}, end ${expiry}, ${issues ? "a" : "no"} first token: one profile is made`, async () => {
        const both = <T>(value: T) => ({ androidForWork: value, androidDeviceOwner: value });
        const behaviour = { creationExpiry: both(expiry), firstToken: both(issues) };
        const stack = await startProfileStack({ behaviour });
        await stack.up(kind === "androidForWork" ? {} : dedicated);
        assert.ok(stack.profile);
        assert.equal(stack.emulator.tokens().length, issues ? 1 : 0);
        assert.equal((await stack.up(kind === "androidForWork" ? {} : dedicated)).did, "nothing");
      });
    }
  }

  it("if Graph refuses the first token's validity, a longer one is requested", async () => {
    const stack = await startProfileStack({ behaviour: { leastFirstLifeInSeconds: 7 * 86_400 } });
    await stack.up(dedicated);
    assert.equal(stack.profile?.tokenExpirationDateTime, "2026-04-15T12:00:00Z");
  });

  it("if Graph refuses every end, its first refusal is shown", async () => {
    const stack = await startProfileStack({
      behaviour: {
        leastFirstLifeInSeconds: 1e9,
        creationExpiry: { androidForWork: "required", androidDeviceOwner: "required" },
      },
    });
    await assert.rejects(stack.up(dedicated), {
      code: "invalid-request",
      message: /at least 1000000000 seconds/,
    });
    assert.equal(stack.state, undefined);
  });

  const lost: typeof lostAnswers = [
    ...lostAnswers,
    ["an answer without an id", (commit) => respond(201, { commit, body: {} })],
    ["an answer without a body", (commit) => respond(204, { commit, body: undefined })],
  ];
  for (const [name, effect] of lost) {
    it(`a POST lost after it ran (${name}) is not sent again`, async () => {
      const stack = await startProfileStack({ config: { requestTimeoutInSeconds: "0.3" }, pageSize: 2 });
      for (let other = 0; other < 3; other++) {
        stack.emulator.addProfile("androidForWork", { displayName: "Kiosks" });
      }
      stack.emulator.fault({ method: "POST" }, effect("after"));
      await stack.up();
      assert.equal(stack.emulator.requests.count({ method: "POST" }), 1);
      assert.deepEqual(await stack.names(), ["Kiosks", "Kiosks", "Kiosks", "Kiosks"]);
      assert.equal(stack.state?.pendingCreation, undefined);
      assert.equal((await stack.refresh())?.displayName, "Kiosks");
    });

    it(`a POST lost before it ran (${name}) is sent again`, async () => {
      const stack = await startProfileStack({ config: { requestTimeoutInSeconds: "0.3" } });
      stack.emulator.fault({ method: "POST" }, effect("before"));
      await stack.up();
      assert.equal(stack.emulator.requests.count({ method: "POST" }), 2);
      assert.deepEqual(await stack.names(), ["Kiosks"]);
      assert.ok(stack.profile);
      assert.ok(stack.clock.now() >= new Date("2026-01-15T12:00:30Z"), "it waits as long as one may lag");
    });
  }

  it("a 429 is repeated, and one profile made", async () => {
    const stack = await startProfileStack();
    stack.emulator.fault({ method: "POST", times: 2 }, respond(429, { retryAfter: 0 }));
    await stack.up();
    assert.deepEqual(await stack.names(), ["Kiosks"]);
  });

  for (const status of [400, 403, 409]) {
    it(`a ${status} means that no profile was made, and is not repeated`, async () => {
      const stack = await startProfileStack();
      stack.emulator.fault({ method: "POST" }, respond(status));
      await assert.rejects(stack.up(), {
        message: /^Could not create a profile in androidForWorkEnrollmentProfiles/,
      });
      assert.deepEqual(stack.requests(), ["LIST", "POST"]);
      assert.equal(stack.state, undefined);
    });
  }

  for (const times of [1, 2]) {
    it(`two of one name at once, ${times} with a lost answer, are two profiles`, async () => {
      const stack = await startProfileStack();
      const news = await stack.check({});
      stack.emulator.fault({ method: "POST", times }, reset({ commit: "after" }));
      const made = await Promise.all([stack.provider.create(news), stack.provider.create(news)]);
      assert.notEqual(made[0].id, made[1].id);
      assert.equal((await stack.names()).length, 2);
    });
  }

  it("removes the Wi-Fi password from what Graph quotes", async () => {
    const stack = await startProfileStack();
    const message = `Cannot use 'correct   horse battery' or "correct horse battery".`;
    stack.emulator.fault({ method: "POST" }, respond(400, { message }));
    await assert.rejects(
      stack.up({ ...everything, wifiPassword: "correct   horse battery" }),
      ({ message: said }: Error) => {
        assert.match(said, /Cannot use '\[secret\]'/);
        assert.doesNotMatch(said, /correct|battery/);
        return true;
      },
    );
  });
});

describe("create of a profile beside one of the same name", () => {
  const theirs = { displayName: "Kiosks", enrollmentMode: dedicated.enrollmentMode };
  const adopting = { ...dedicated, adoptExisting: true };

  it("says so, and makes another one", async () => {
    const stack = await startProfileStack();
    const { id } = stack.emulator.addProfile("androidDeviceOwner", theirs);
    await stack.up(dedicated);
    assert.notEqual(stack.profileId, id);
    assert.match(stack.said, new RegExp(`exists already \\(.*${id}\\).*adoptExisting: true`));
  });

  it("says nothing about the profile that it replaces", async () => {
    const stack = await startProfileStack();
    await stack.up(dedicated);
    await stack.up({ ...dedicated, enrollmentMode: "corporateOwnedFullyManaged" });
    assert.deepEqual(stack.notices, []);
  });

  it("adoptExisting: takes over the only one, and changes it as declared", async () => {
    const stack = await startProfileStack();
    const { id } = stack.emulator.addProfile("androidDeviceOwner", { ...theirs, description: "Theirs" });
    stack.emulator.addProfile("androidDeviceOwner", {
      ...theirs,
      enrollmentMode: "corporateOwnedFullyManaged",
    });
    stack.emulator.addProfile("androidForWork", { displayName: "Kiosks" });
    await stack.up({ ...adopting, description: "Ours", roleScopeTagIds: ["0", "7"] });
    assert.equal(stack.profileId, id);
    assert.equal(stack.profile?.description, "Ours");
    assert.deepEqual(stack.profile.roleScopeTagIds, ["0", "7"]);
    assert.match(stack.said, /Taking over/);
    assert.equal(stack.emulator.requests.count({ method: "POST" }), 0);
    assert.equal(
      (await stack.up({ ...adopting, description: "Ours", roleScopeTagIds: ["7", "0"] })).did,
      "nothing",
    );
    await stack.destroy();
    assert.equal(stack.emulator.profile(id), undefined);
  });

  it("adoptExisting: PATCHes only what differs, and the Wi-Fi password", async () => {
    const stack = await startProfileStack();
    const { displayName, profileType, enrollmentMode, wifiSsid, wifiPassword, wifiSecurityType } = everything;
    const settings = { displayName, enrollmentMode, wifiSsid, wifiPassword, wifiSecurityType };
    stack.emulator.addProfile(profileType, settings);
    await stack.up({ ...settings, profileType, adoptExisting: true });
    assert.deepEqual(stack.bodies({ method: "PATCH" }), [{ wifiPassword }]);
  });

  it("adoptExisting: makes one if there is none", async () => {
    const stack = await startProfileStack();
    await stack.up(adopting);
    assert.ok(stack.profile);
    assert.deepEqual(stack.requests(), ["LIST", "POST"]);
  });

  it("adoptExisting: lists several, and takes none", async () => {
    const stack = await startProfileStack();
    const ids = [1, 2].map(() => stack.emulator.addProfile("androidDeviceOwner", theirs).id);
    await assert.rejects(stack.up(adopting), ({ message }: Error) => ids.every((id) => message.includes(id)));
    assert.deepEqual(stack.requests(), ["LIST"]);
  });

  it("adoptExisting: never takes another resource's", async () => {
    const stack = await startProfileStack();
    const news = await stack.check(adopting);
    const [first, second] = await Promise.all([stack.provider.create(news), stack.provider.create(news)]);
    assert.notEqual(first.id, second.id);
  });

  for (const groupError of [null, "notSecurityGroup"] as const) {
    it(`adoptExisting: a renamed resource keeps its profile (group: ${groupError ?? "accepted"})`, async () => {
      const stack = await startProfileStack({ behaviour: { groupError } });
      const enrollmentTimeGroupId = "11111111-aaaa-4333-8444-555555555555";
      await stack.up(groupError ? dedicated : adopting);
      const { id, state = assert.fail(), profileId } = stack;
      stack.provider = stack.newProcess();
      const successor = stack.provider.create(await stack.check({ ...adopting, enrollmentTimeGroupId }));
      if (groupError) await assert.rejects(successor, { message: /not a security group/ });
      else assert.equal((await successor).id, id);
      await stack.provider.delete(id, state);
      assert.ok(stack.emulator.profile(profileId));
      assert.match(stack.said, /is kept: another resource of this stack has taken it over/);
      await stack.destroy();
      assert.equal(stack.emulator.profile(profileId), undefined, "a later run deletes it");
    });
  }

  it("adoptExisting: refuses a profile of another token type", async () => {
    const stack = await startProfileStack();
    const enrollmentTokenType = "corporateOwnedDedicatedDeviceWithAzureADSharedMode";
    stack.emulator.addProfile("androidDeviceOwner", { ...theirs, enrollmentTokenType });
    await assert.rejects(stack.up(adopting), {
      code: "configuration",
      message: new RegExp(enrollmentTokenType),
    });
  });

  it("adoptExisting: names what Graph refuses, and keeps the profile in state", async () => {
    const stack = await startProfileStack({ behaviour: { groupError: "notSecurityGroup" } });
    const { id } = stack.emulator.addProfile("androidDeviceOwner", theirs);
    const enrollmentTimeGroupId = "11111111-aaaa-4333-8444-555555555555";
    await stack.upFails(/not a security group/, { ...adopting, enrollmentTimeGroupId });
    assert.equal(stack.profileId, id);
  });
});

const day = 86_400;

/** A token on the profile that the same `up` has just created. */
async function issueOn(stack: ProfileStack, tokenValidityInSeconds: number): Promise<TokenState> {
  const tokens = stack.tokens();
  const { profileId, state } = stack;
  const args = { profileId, profileType: state?.profileType, tokenValidityInSeconds, __provider: "text" };
  const { inputs, failures } = (await tokens.check({}, args)) as { inputs: TokenInputs; failures: unknown[] };
  assert.deepEqual(failures, []);
  const created = await tokens.create({ ...inputs, __provider: "text" });
  return (created as { outs: TokenState }).outs;
}

describe("create of a profile and a token on it in one up", () => {
  const modes = ["DedicatedDevice", "FullyManaged", "AOSPUserlessDevice"] as const;
  const kinds: readonly (readonly [string, ProfileArgs])[] = [
    ["for work", {}],
    ...modes.map((mode) => [mode, { ...dedicated, enrollmentMode: `corporateOwned${mode}` }] as const),
  ];
  const losses: readonly [string, Effect | undefined][] = [
    ["answered", undefined],
    ["lost before it ran", reset()],
    ["lost after it ran", reset({ commit: "after" })],
    ["answered 503 after it ran", respond(503, { commit: "after" })],
  ];
  const services: readonly [string, Partial<Behaviour>][] = [
    ["a first token", {}],
    ["a first token, and late copies", { lateCopies: { milliseconds: 20_000 } }],
    ["a first token, and a lag", { readLag: { milliseconds: 4_000 } }],
    ["no first token", { firstToken: { androidForWork: false, androidDeviceOwner: false } }],
  ];
  for (const [kind, args] of kinds) {
    for (const [service, behaviour] of services) {
      for (const [what, effect] of losses) {
        it(`${kind}, ${service}, createToken ${what}: one token is issued`, async () => {
          const firstToken = { androidForWork: true, androidDeviceOwner: true };
          for (const validity of [3600, day, 90 * day]) {
            const stack = await upProfileStack(args, { behaviour: { firstToken, ...behaviour } });
            if (effect) stack.emulator.fault({ action: "createToken" }, effect);
            const state = await issueOn(stack, validity);
            const issued = stack.emulator.tokens().filter(({ issuedBy }) => issuedBy === "createToken");
            assert.equal(issued.length, 1);
            assert.equal(state.tokenValue, issued[0]?.value);
            assert.doesNotMatch(stack.said, /Replacing the token/);
          }
        });
      }
    }
  }
});
