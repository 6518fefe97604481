import assert from "node:assert/strict";
import fc from "fast-check";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { type Emulator, respond, startEmulator } from "../emulator";
import { TestClock } from "../lifecycle/harness";
import { partlyMadeOf, secret, TestPlugin, urnOf, type Values } from "./client";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const kiosk = urnOf("EnrollmentToken", "kiosk");
const lobby = urnOf("EnrollmentProfile", "lobby");
const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
const { UPDATE, UPDATE_REPLACE } = proto.PropertyDiff.Kind;

describe("the provider plugin", () => {
  let emulator: Emulator;
  let plugin: TestPlugin;
  let profileId: string;
  beforeEach(async () => {
    const clock = new TestClock();
    emulator = await startEmulator({ behaviour: { servedInV1: true }, now: clock.now });
    ({ id: profileId } = emulator.addProfile("androidForWork"));
    plugin = await TestPlugin.start(emulator, clock);
  });
  afterEach(async () => {
    plugin.stop();
    await emulator.close();
  });

  const checked = async (args: Values = {}): Promise<Values> =>
    (await plugin.check(kiosk, { profileId, tokenValidityInSeconds: 7200, ...args })).inputs;
  /** As the engine hands it back: the secrets in the clear. */
  const stored = (props: Values): Values =>
    Object.fromEntries(
      Object.entries(props).map(([name, value]) => [
        name,
        (value as { value?: unknown } | null)?.value ?? value,
      ]),
    );
  const created = async (args: Values = {}): Promise<Values> =>
    stored((await plugin.create(kiosk, await checked(args)))[1]);

  it("issues, keeps, renews and revokes a token by the hooks of the dynamic resource", async () => {
    const [id, props] = await plugin.create(kiosk, await checked());
    assert.equal(id, `androidForWorkEnrollmentProfiles/${profileId}`);
    const [token] = emulator.tokens(profileId);
    assert.deepEqual(props.tokenValue, secret(token?.value));
    assert.deepEqual(props.qrCodeContent, secret(token?.qrCodeContent));
    const state = stored(props);
    const news = await checked({ tokenValidityInSeconds: 3600 });
    assert.equal((await plugin.diff(kiosk, state, news)).getChanges(), DIFF_SOME);
    const renewed = stored(await plugin.update(kiosk, state, news));
    assert.equal(emulator.tokens(profileId).length, 2);
    assert.equal((await plugin.read(kiosk, id, renewed)).id, id);
    plugin.stop();
    plugin = await TestPlugin.start(emulator, plugin.clock);
    await plugin.delete(kiosk, id, renewed);
    assert.deepEqual(
      emulator.tokens(profileId).map(({ state: what }) => what),
      ["replaced", "revoked"],
    );
  });

  it("keeps a pending token in the error, with its reason, and goes on with it", async () => {
    emulator.behaviour.readLag = { milliseconds: 600_000 };
    const error: unknown = await plugin.create(kiosk, await checked()).catch((thrown: unknown) => thrown);
    const kept = partlyMadeOf(error);
    assert.ok(kept);
    assert.equal(kept.id, `androidForWorkEnrollmentProfiles/${profileId}`);
    assert.ok(kept.properties.pendingIssue);
    assert.deepEqual(kept.reasons, [(error as { details: string }).details]);
    plugin.clock.advance(700);
    await plugin.update(kiosk, kept.properties, await checked());
    assert.equal(emulator.tokens(profileId).length, 1);
  });

  it("names the properties that change, and those that replace", async () => {
    const state = await created({ tenantId: "contoso.example" });
    const kindsOf = async (args: Values) => {
      const response = await plugin.diff(
        kiosk,
        state,
        await checked({ tenantId: "contoso.example", ...args }),
      );
      const kinds: Record<string, proto.PropertyDiff.Kind> = {};
      response.getDetaileddiffMap().forEach((change, name) => {
        kinds[name] = change.getKind();
      });
      return kinds;
    };
    assert.deepEqual(await kindsOf({ tokenValidityInSeconds: 3600 }), { tokenValidityInSeconds: UPDATE });
    assert.deepEqual(await kindsOf({ profileId: "another" }), { profileId: UPDATE_REPLACE });
    assert.deepEqual(
      await kindsOf({ tenantId: "Contoso.example" }),
      {},
      "the same tenant, spelled differently",
    );
  });

  it("previews what is not known yet, and what stays", async () => {
    const [, first] = await plugin.create(kiosk, await checked(), { preview: true });
    assert.equal(first.tokenValue, unknown);
    assert.equal(first.profileType, "androidForWork");
    assert.deepEqual(emulator.requests.all(), []);
    const state = await created();
    const kept = await plugin.update(kiosk, state, await checked({ revokeOnDelete: false }), true);
    assert.deepEqual(kept.tokenValue, secret(state.tokenValue));
    const renewed = await plugin.update(kiosk, state, await checked({ tokenValidityInSeconds: 3600 }), true);
    assert.equal(renewed.tokenValue, unknown);
    const { inputs } = await plugin.check(lobby, { displayName: "Lobby" });
    const [, profile] = await plugin.create(lobby, inputs);
    const changed = await plugin.check(lobby, { displayName: "Hall" });
    assert.equal((await plugin.update(lobby, profile, changed.inputs, true)).profileId, profile.profileId);
  });

  it("refuses a second resource on a profile, naming both, and not the same one twice", async () => {
    const args = { profileId, tokenValidityInSeconds: 7200 };
    assert.deepEqual((await plugin.check(kiosk, args)).failures, {});
    assert.deepEqual((await plugin.check(kiosk, args)).failures, {});
    const { failures } = await plugin.check(urnOf("EnrollmentToken", "hall"), args);
    assert.match(
      String(failures.profileId),
      /"kiosk" and "hall" are both on androidForWorkEnrollmentProfiles\//,
    );
    const elsewhere = await plugin.check(urnOf("EnrollmentToken", "hall"), { ...args, profileId: unknown });
    assert.deepEqual(elsewhere.failures, {});
  });

  it("says what concerns a resource at the resource, warnings as such", async () => {
    await plugin.check(kiosk, { profileId, tokenValidityInSeconds: 30 });
    assert.deepEqual(plugin.notices, [
      {
        message: `Warning: tokenValidityInSeconds 30 on profile ${profileId} is only 30 s: the unit is seconds, not days. See secondsIn.`,
        urn: kiosk,
      },
    ]);
  });

  it("waits for a token no longer than the resource's customTimeouts say", async () => {
    emulator.behaviour.readLag = { milliseconds: 600_000 };
    const start = plugin.clock.now().getTime();
    await assert.rejects(plugin.create(kiosk, await checked(), { timeout: 10 }));
    const waited = (plugin.clock.now().getTime() - start) / 1000;
    assert.ok(waited >= 10 && waited < 20, `${waited} s`);
  });

  for (const [what, config, said] of [
    ["a value that cannot be used", { graphEndpoint: "ftp://graph.example" }, /graphEndpoint/],
    ["a misspelled setting", { version: "1.2.3", tenantID: "x" }, /did you mean intune:tenantId/],
  ] as const) {
    it(`reports ${what} in the provider's configuration at each resource`, async () => {
      await plugin.configure(config);
      const { failures } = await plugin.check(kiosk, { profileId, tokenValidityInSeconds: 7200 });
      assert.match(String(failures[""]), said);
    });
  }

  describe("import", () => {
    for (const kind of ["androidForWork", "androidDeviceOwner"] as const) {
      it(`takes an ${kind} token over, and an up with the arguments changes nothing`, async () => {
        const { id } = emulator.addProfile(kind);
        emulator.issueToken(id, 2_592_000);
        emulator.requests.clear();
        const read = await plugin.read(kiosk, `${kind}EnrollmentProfiles/${id}`);
        assert.equal(read.id, `${kind}EnrollmentProfiles/${id}`);
        assert.equal(read.inputs.profileId, id);
        assert.deepEqual(read.props.tokenValue, secret(emulator.tokens(id)[0]?.value));
        const { inputs, failures } = await plugin.check(kiosk, read.inputs);
        assert.deepEqual(failures, {});
        assert.equal((await plugin.diff(kiosk, stored(read.props), inputs)).getChanges(), DIFF_NONE);
        assert.deepEqual(
          read.inputs.tokenValidityInSeconds,
          kind === "androidForWork" ? 7_776_000 : 2_592_000,
        );
        assert.equal(emulator.requests.all().length, 1);
      });
    }

    // Nobody knows how long it was to last.
    it("of an androidForWork token issues nothing for another validity", async () => {
      emulator.issueToken(profileId, 2_592_000);
      const { id, props } = await plugin.read(kiosk, `androidForWorkEnrollmentProfiles/${profileId}`);
      const news = await checked({ tokenValidityInSeconds: 2_592_000 });
      assert.equal((await plugin.diff(kiosk, stored(props), news)).getChanges(), DIFF_SOME);
      const kept = stored(await plugin.update(kiosk, stored(props), news));
      assert.equal(emulator.tokens(profileId).length, 1);
      assert.equal((await plugin.diff(kiosk, kept, news)).getChanges(), DIFF_NONE);
      assert.equal((await plugin.read(kiosk, id, kept)).props.tokenStatus, "active");
    });

    it("takes a profile over, with the tenant that its id begins with", async () => {
      const { id } = emulator.addProfile("androidDeviceOwner", {
        displayName: "Kiosks",
        enrollmentMode: "corporateOwnedDedicatedDevice",
        deviceNameTemplate: "K-{{SERIAL}}",
      });
      const read = await plugin.read(lobby, `contoso.example/androidDeviceOwnerEnrollmentProfiles/${id}`);
      assert.equal(read.id, `androidDeviceOwnerEnrollmentProfiles/${id}`);
      const expected = {
        displayName: "Kiosks",
        profileType: "androidDeviceOwner",
        enrollmentMode: "corporateOwnedDedicatedDevice",
        enrollmentTokenType: "default",
        deviceNameTemplate: "K-{{SERIAL}}",
        tenantId: "contoso.example",
      };
      assert.deepEqual(read.inputs, expected);
      const { inputs, failures } = await plugin.check(lobby, read.inputs);
      assert.deepEqual(failures, {});
      assert.equal((await plugin.diff(lobby, read.props, inputs)).getChanges(), DIFF_NONE);
    });

    for (const [what, id, said] of [
      [
        "another form",
        "kiosk",
        /is not the id of a resource: expected androidForWorkEnrollmentProfiles\/\{profileId\}/,
      ],
      ["a profile that is not there", "androidForWorkEnrollmentProfiles/none", /none/],
    ] as const) {
      it(`of ${what} is refused`, async () => {
        await assert.rejects(plugin.read(kiosk, id), said);
        await assert.rejects(plugin.read(lobby, id), said);
      });
    }
  });

  describe("functions", () => {
    it("look profiles up and list them", async () => {
      const { id } = emulator.addProfile("androidForWork", { displayName: "Lobby" });
      const found = { profileType: "androidForWork", profileId: id, displayName: "Lobby" };
      assert.deepEqual(await plugin.invoke("getEnrollmentProfile", { displayName: "Lobby" }), found);
      const { profiles } = await plugin.invoke("listEnrollmentProfiles", {});
      assert.ok((profiles as Values[]).some(({ profileId: listed }) => listed === id));
      await assert.rejects(plugin.invoke("getEnrollmentProfile", { displayName: "Hall" }), /There are/);
    });

    it("read a token and hand it out, each as a secret", async () => {
      const state = await created();
      const read = await plugin.invoke("getEnrollmentToken", { profileId });
      assert.deepEqual(read.tokenValue, secret(state.tokenValue));
      const { qrCodeContent, tokenValue, tokenExpirationDateTime } = state;
      const sheet = { tokenValue, tokenExpirationDateTime, profileDisplayName: "Kiosk", title: "Kiosk" };
      for (const [name, args, expected] of [
        ["qrCode", { form: "svg", wifi: { ssid: "Setup" } }, /^<svg/],
        ["enrollmentSheet", sheet, /^<!doctype html>/],
        ["zeroTouchConfiguration", { locale: "de_DE" }, /de_DE/],
        ["knoxConfiguration", {}, /^\{/],
      ] as const) {
        const { result } = await plugin.invoke(name, { qrCodeContent, ...args });
        assert.deepEqual(Object.keys(result as object), Object.keys(secret("")), name);
        assert.match((result as { value: string }).value, expected);
      }
      await assert.rejects(plugin.invoke("qrCode", { qrCodeContent, form: "gif" }), /svg/);
      await assert.rejects(plugin.invoke("qrCode", { qrCodeContent: "", form: "svg" }), /getEnrollmentToken/);
      await assert.rejects(plugin.invoke("draw", {}), /is not a function of this provider/);
    });
  });

  it("answers whatever it is asked, and repeats no text of it", async () => {
    const value = fc.jsonValue({ maxDepth: 2 }).map((plain) => plain ?? "");
    const names = fc.constantFrom(
      "profileId",
      "tokenValidityInSeconds",
      "rotateWhenChanged",
      "storeToken",
      "nonsense",
    );
    const marked = fc.oneof(
      value,
      fc.constant("Zq7/secret"),
      fc.constant(unknown),
      fc.constant(secret("Zq7/secret")),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, marked), async (args) => {
        const { failures } = await plugin.check(kiosk, args);
        assert.doesNotMatch(JSON.stringify(failures), /Zq7/);
      }),
      { numRuns: 300 },
    );
    await plugin.read(kiosk, "Zq7").catch((error: unknown) => {
      assert.match(String(error), /is not the id of a resource/);
    });
  });

  it("repeats no secret in an error", async () => {
    emulator.fault({ action: "createToken" }, respond(403));
    const error: unknown = await plugin.create(kiosk, await checked()).catch((thrown: unknown) => thrown);
    assert.match(String(error), /403/);
    assert.doesNotMatch(JSON.stringify(error), /bearer-of-the-test/);
    assert.equal(partlyMadeOf(error), undefined);
  });
});
