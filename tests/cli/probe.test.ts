import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { UnsecuredJWT } from "jose";
import { measurements } from "../../provider/src/cli/probe/probe";
import { kinds } from "../../provider/src/cli/probe/scratch";
import { type Behaviour, type Emulator, reset, respond, startEmulator } from "../emulator";
import { readWrite, tenantA as tenantId } from "../entra";
import { TestClock } from "../lifecycle/harness";
import { asEnvironment, assertHoldsNone, command, documentOf, type Outcome } from "./harness";

interface Row {
  readonly profileType: "androidForWork" | "androidDeviceOwner";
  readonly enrollmentMode?: string;
  readonly name: string;
  readonly words: string;
  readonly result: Readonly<Record<string, unknown>>;
}

/** What each switch is tried at. The first of each is the default. */
const settings = {
  servedInV1: [false, true],
  lackingProperties: [[], ["deviceNameTemplate", "configureWifi"]],
  entityInValue: [false, true],
  tokenFieldsWithoutSelect: ["GMS", true, false],
  tokensInListsWithSelect: [true, false],
  readLag: [{}, { reads: 2 }, { milliseconds: 3000 }],
  lateCopies: [{}, {}, { milliseconds: 2000 }],
  afterRevoke: ["cleared", "emptied", "expired now", "expired at 0001-01-01", "unchanged"],
  expirationBeforeToken: ["0001-01-01T00:00:00Z", "0000-12-31T16:00:00Z", null],
  expirationWithoutEnd: [
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-08:00",
    "0001-01-01T00:00:00Z",
    "as requested",
  ],
  aospActionsOnBareId: [false, true],
  tokenValidity: [
    {},
    { minimumInSeconds: 3600, maximumInSeconds: 7_776_000 },
    { minimumInSeconds: 600, maximumInSeconds: 31_536_000, outside: "clamp" },
  ],
  creationExpiry: [
    { androidForWork: "optional", androidDeviceOwner: "required" },
    { androidForWork: "refused", androidDeviceOwner: "optional" },
    { androidForWork: "required", androidDeviceOwner: "refused" },
  ],
  leastFirstLifeInSeconds: [0, 3600, 86_400],
  firstToken: [
    { androidForWork: false, androidDeviceOwner: true },
    { androidForWork: true, androidDeviceOwner: false },
  ],
  nullInPatch: ["refused for AOSP", "refused", "taken"],
  aospChanges: ["seven properties", "all"],
  deleteOfMissing: [404, 400],
  groupRetrievedBy: ["POST", "GET", "either"],
  groupInValue: [false, true],
} satisfies { [Name in keyof Behaviour]?: readonly Behaviour[Name][] };

/** The nth combination: each switch goes through its settings in turn, and each round begins one further than the last. */
function combination(n: number): Partial<Behaviour> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, values], place) => [
      name,
      values[(n + Math.floor(n / values.length) * place) % values.length],
    ]),
  );
}

describe("npx pulumi-intune-enrollment probe", function () {
  this.timeout(120_000);
  let emulator: Emulator;
  let clock: TestClock;

  async function start(behaviour: Partial<Behaviour> = {}): Promise<void> {
    clock = new TestClock();
    emulator = await startEmulator({ behaviour, now: clock.now });
  }
  afterEach(async () => {
    await emulator.close();
    assert.deepEqual(emulator.unusedFaults(), []);
  });

  async function probe(
    line: string,
    { interrupt, ...terminal }: Parameters<typeof command>[2] & { interrupt?: AbortController } = {},
    accessToken = "access-token-of-the-person",
  ): Promise<Outcome> {
    const environment = asEnvironment({ graphEndpoint: emulator.url, accessToken, tenantId });
    const outcome = await command(`probe ${line}`, environment, {
      clock,
      // Real time, which is not to be waited for here.
      writeLimit: { limit: 1_000_000, interval: 1 },
      ...(interrupt && { interrupted: interrupt.signal }),
      ...terminal,
    });
    const tokens = emulator.tokens().flatMap(({ value, qrCodeContent }) => [value, qrCodeContent]);
    assertHoldsNone(outcome, [accessToken, ...tokens]);
    // What is to be pasted in public names nobody.
    assert.doesNotMatch(outcome.stdout, /[\da-f]{8}-[\da-f]{4}-|http:|probe [\da-f]{8}/);
    return outcome;
  }

  const assertAllDeleted = () => {
    const left = emulator.requests.all().filter(({ profileId = "" }) => emulator.profile(profileId));
    assert.deepEqual(left, []);
  };

  for (let n = 0; n < 10; n++) {
    const behaviour = combination(n);
    it(`names each setting of the service: combination ${n}`, async () => {
      await start(behaviour);
      const outcome = await probe("--yes --json --tokens 4");
      const { complete, stopped, measured } = documentOf(outcome) as {
        complete: boolean;
        stopped?: string;
        measured: Row[];
      };
      assert.ok(complete, stopped);
      assert.equal(outcome.status, 0);
      assertAllDeleted();
      for (const kind of kinds) {
        const own = measured.filter(
          (row) => row.profileType === kind.profileType && row.enrollmentMode === kind.enrollmentMode,
        );
        const result = (name: string) => own.find((row) => row.name === name)?.result ?? {};
        assertNamed(emulator.behaviour, kind.name, kind.profileType, result);
      }
    });
  }

  it("has each measurement on its page, with question and way", async () => {
    await start();
    const page = await readFile(join(__dirname, "../../docs/command-line.md"), "utf8");
    const rows = page.split("\n").map((row) => row.split("|").map((cell) => cell.trim()));
    for (const { name, question, how } of measurements) {
      const row = rows.find(([, cell]) => cell === `\`${name}\``);
      assert.deepEqual(row?.slice(2, 4), [question, how]);
    }
  });

  it("asks before it makes anything, and takes no for an answer", async () => {
    await start();
    const questions: string[] = [];
    const confirm = (question: string) => {
      questions.push(question);
      return Promise.resolve(false);
    };
    const { status, stderr } = await probe("", { confirm });
    assert.equal(status, 1);
    assert.match(
      questions.join(),
      /^This makes an enrollment profile of each kind \(dedicated, .*\[y\/N\] $/,
    );
    assert.match(stderr, /Nothing was made\.$/);
    assert.ok(emulator.requests.all().every(({ method }) => method === "GET"));
  });

  it("prints a report to paste, kinds with the same result together", async () => {
    await start();
    const { stdout } = await probe("--kind dedicated --kind androidForWork --tokens 2", {
      confirm: () => Promise.resolve(true),
    });
    assert.match(stdout, /^## What Microsoft Graph does with enrollment profiles\n\n- package: \d/);
    assert.match(stdout, /\*\*`entity`\*\* .*\?\n\n- dedicated, androidForWork: No\n/);
    assert.match(stdout, /complete: yes/);
  });

  it("sends no more than one write a second", async () => {
    await start({ tokenValidity: { minimumInSeconds: 3600 } });
    await probe("--yes --kind androidForWork --tokens 2");
    const writes = emulator.requests.all().filter(({ method }) => method !== "GET");
    assert.ok(writes.length > 20);
    const pauses = writes.slice(1).map(({ at }, place) => at.getTime() - Number(writes[place]?.at));
    assert.ok(Math.min(...pauses) >= 1000, `${Math.min(...pauses)} ms`);
  });

  it("stops at a refusal that it cannot explain, says so in the report, and cleans up", async () => {
    await start();
    emulator.fault({ action: "revokeToken" }, respond(500));
    const outcome = await probe("--yes --kind dedicated --tokens 1");
    assert.equal(outcome.status, 1);
    assert.match(outcome.stdout, /complete: no: dedicated, revocation: .* answered 500/);
    assert.match(outcome.stdout, /\*\*`newToken`\*\*/);
    assertAllDeleted();
  });

  it("takes an app-only caller's 500 for the group's result, and for the end of anything else", async () => {
    await start();
    // Of an application; unsigned, as nobody looks here.
    const accessToken = new UnsecuredJWT({ roles: [readWrite], tid: tenantId, idtyp: "app" }).encode();
    const group = await probe("--yes --json --kind dedicated --tokens 1", {}, accessToken);
    const { complete, accessToken: kind, measured } = documentOf(group);
    assert.deepEqual([complete, kind], [true, "app-only"]);
    const row = (measured as Row[]).find(({ name }) => name === "groupRetrieval");
    assert.deepEqual(row?.result, { POST: 500, GET: 500, inValue: null });

    emulator.behaviour.appOnlyFails = "writes";
    const writes = await probe("--yes --kind dedicated", {}, accessToken);
    assert.equal(writes.status, 1);
    assert.match(writes.stdout, /complete: no: dedicated, creationWithoutExpiry: .* answered 500/);
  });

  it("deletes a profile whose creation got no answer", async () => {
    await start();
    emulator.fault({ method: "POST", nth: 2 }, reset({ commit: "after" }));
    const outcome = await probe("--yes --kind dedicated");
    assert.equal(outcome.status, 1);
    assert.ok(emulator.requests.all().some(({ method }) => method === "DELETE"));
    const listed = await command(
      "profiles --json",
      asEnvironment({ graphEndpoint: emulator.url, accessToken: "any" }),
    );
    assert.equal(listed.stdout, "[]");
  });

  it("says what it could not delete, and in which words to look for it", async () => {
    await start();
    emulator.fault({ method: "DELETE", times: 8 }, respond(503));
    const outcome = await probe("--yes --kind dedicated --tokens 1");
    assert.equal(outcome.status, 1);
    assert.match(
      outcome.stderr,
      /Not everything could be deleted: Could not DELETE androidDeviceOwner.* answered 503/,
    );
    assert.match(outcome.stderr, /names begin with "pulumi-intune-enrollment probe"/);
    const again = await probe("--yes --kind dedicated --tokens 1");
    assert.match(again.stderr, /was left by an earlier probe: delete it in Intune/);
  });

  describe("after Ctrl-C", () => {
    for (const at of ["dedicated: creationWithExpiry", "dedicated: newToken", "aosp: creationWithExpiry"]) {
      it(`at "${at}" it deletes what it made, and prints what it has`, async () => {
        await start();
        const interrupt = new AbortController();
        const outcome = await probe("--yes --tokens 1", {
          interrupt,
          notify: (message) => {
            if (message === at) interrupt.abort();
          },
        });
        assert.equal(outcome.status, 130);
        assert.match(outcome.stdout, /complete: no: interrupted/);
        assertAllDeleted();
      });
    }

    it("it waits for a creation that is under way, and deletes that profile", async () => {
      await start();
      const interrupt = new AbortController();
      const held = emulator.hold({ method: "POST", nth: 2 });
      const probing = probe("--yes --kind dedicated", { interrupt });
      await held.arrived;
      interrupt.abort();
      // Time in which a probe that did not wait would look for what to delete, and end.
      await setTimeout(300);
      held.release();
      assert.equal((await probing).status, 130);
      assert.ok(emulator.requests.all().some(({ status }) => status === 201));
      assertAllDeleted();
      assert.ok(emulator.requests.all().some(({ method }) => method === "DELETE"));
    });
  });
});

/** Every measurement on a kind of profile says what the switches are set to. */
function assertNamed(
  behaviour: Behaviour,
  kind: string,
  type: Row["profileType"],
  result: (name: string) => Readonly<Record<string, unknown>>,
): void {
  const isAosp = kind === "aosp";
  const isOwner = type === "androidDeviceOwner";
  const { lackingProperties: lacking } = behaviour;
  const before = behaviour.expirationBeforeToken === null ? "null" : "year 1";

  const withoutExpiry = result("creationWithoutExpiry");
  assert.equal(withoutExpiry.created, behaviour.creationExpiry[type] !== "required", "creationExpiry");
  const withExpiry = result("creationWithExpiry");
  assert.equal(withExpiry.created, behaviour.creationExpiry[type] !== "refused", "creationExpiry");
  for (const creation of [withoutExpiry, withExpiry].filter(({ created }) => created)) {
    assert.equal(creation.firstToken !== "none", behaviour.firstToken[type], "firstToken");
    if (!behaviour.firstToken[type]) assert.equal(creation.tokenExpirationDateTime, before);
  }
  if (withExpiry.created) {
    const [taken, refused] = [withExpiry.leastLifeTakenInSeconds, withExpiry.greatestLifeRefusedInSeconds];
    const least = behaviour.leastFirstLifeInSeconds;
    assert.ok(least <= Number(taken) && least > Number(refused ?? -1), "leastFirstLifeInSeconds");
  }

  assert.deepEqual(result("versions"), { "v1.0": behaviour.servedInV1, beta: true });
  assert.deepEqual(result("entity"), { inValue: behaviour.entityInValue });
  assert.deepEqual(result("lackingProperties"), { lacking: isOwner ? lacking : [], refusesUnknown: true });
  assert.deepEqual(result("letterCase"), { same: true });
  const takesNull = { refused: false, "refused for AOSP": !isAosp, taken: true }[behaviour.nullInPatch];
  assert.deepEqual(result("clearing"), { null: takesNull, empty: true });
  if (isOwner) {
    const others = ["roleScopeTagIds", "isTeamsDeviceProfile", "configureWifi"];
    const refused = new Set([...lacking, ...(isAosp && behaviour.aospChanges !== "all" ? others : [])]);
    assert.deepEqual(new Set(result("changes").refused as string[]), refused, "aospChanges");
  }
  if (isOwner && !isAosp) {
    const by = behaviour.groupRetrievedBy;
    assert.deepEqual(result("groupRetrieval"), {
      POST: by === "GET" ? 400 : 200,
      GET: by === "POST" ? 400 : 200,
      inValue: behaviour.groupInValue,
    });
  }
  if (isAosp)
    assert.deepEqual(result("aospActions"), { prefixed: true, bare: behaviour.aospActionsOnBareId });

  const { minimumInSeconds, maximumInSeconds, outside } = behaviour.tokenValidity;
  const beyond = outside === "clamp" ? "moved to the limit" : "refused";
  const limit = (seconds: number | undefined, otherwise: number) =>
    seconds === undefined ? { seconds: otherwise } : { seconds, beyond };
  // A token that does not end shows no validity.
  const ends = kind !== "fullyManaged" || behaviour.expirationWithoutEnd === "as requested";
  if (ends || outside !== "clamp") {
    assert.deepEqual(result("validity"), {
      least: limit(minimumInSeconds, 1),
      greatest: limit(maximumInSeconds, 2_147_483_647),
    });
  }
  const end = behaviour.expirationWithoutEnd.startsWith("9999") ? "year 9999" : "year 1";
  assert.deepEqual(result("expiration"), { asAsked: ends, shows: ends ? "as asked" : end });

  const newToken = result("newToken");
  const { reads = 0, milliseconds = 0 } = behaviour.readLag;
  const isLate = behaviour.lateCopies.milliseconds !== undefined;
  assert.deepEqual([newToken.tokens, newToken.neverShown], [4, 0]);
  assert.ok(Number(newToken.medianInMilliseconds) >= milliseconds, "readLag");
  if (reads > 0 || milliseconds > 0) assert.equal(newToken.atFirstLook, 0, "readLag");
  else if (!isLate) assert.deepEqual([newToken.atFirstLook, newToken.maximumInMilliseconds], [4, 0]);
  assert.equal(Number(newToken.earlierShownAgain) > 0, isLate, "lateCopies");
  assert.ok((newToken.changes as string[]).includes("tokenValue"));

  const plain = behaviour.tokenFieldsWithoutSelect;
  const carried =
    plain === true || (plain === "GMS" && !isAosp) ? ["tokenValue", "qrCodeContent", "qrCodeImage"] : [];
  assert.deepEqual(result("plainRead"), { carried, selected: true }, "tokenFieldsWithoutSelect");
  const selected = behaviour.tokensInListsWithSelect && !isAosp ? "yes" : "no";
  assert.deepEqual(result("list"), { plain: "no", selected }, "tokensInListsWithSelect");

  if (kind === "dedicated") {
    const kept = { tokenValue: "kept", qrCodeContent: "kept", qrCodeImage: "kept" };
    const creation = { tokenCreationDateTime: "kept" };
    const none = { tokenExpirationDateTime: before, tokenCreationDateTime: "year 1" };
    const left = {
      cleared: { tokenValue: "null", qrCodeContent: "null", qrCodeImage: "null", ...none },
      emptied: { tokenValue: "empty", qrCodeContent: "empty", qrCodeImage: "null", ...none },
      "expired now": { ...kept, tokenExpirationDateTime: "the moment of the revocation", ...creation },
      "expired at 0001-01-01": { ...kept, tokenExpirationDateTime: "year 1", ...creation },
      unchanged: { ...kept, tokenExpirationDateTime: "kept", ...creation },
    };
    assert.deepEqual(result("revocation").fields, left[behaviour.afterRevoke], "afterRevoke");
  }
  assert.equal(result("deletion").again, behaviour.deleteOfMissing);
}
