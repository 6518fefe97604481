import assert from "node:assert/strict";
import { noExpiration, type Profile, type ProfileToken } from "../../provider/src/graph/profile";
import { sight } from "../../provider/src/lifecycle/profile/pending";
import { digestOf, matchesDigest } from "../../provider/src/lifecycle/token/digest";
import { lookUntilClear } from "../../provider/src/lifecycle/token/looks";
import {
  type KnownToken,
  reactions,
  recognise,
  type Sighting,
  type Situation,
  type TokenHistory,
} from "../../provider/src/lifecycle/token/recognise";
import { Progress, waiting } from "../../provider/src/lifecycle/waiting";
import { TestClock } from "../lifecycle/harness";

const now = new Date("2026-01-15T12:00:20Z");

/** A token in state, valid from 11:00 to 13:00; a request at 12:00:00 for an hour, answered at 12:00:05. */
const own = seen("OWN", "2026-01-15T13:00:00Z", "2026-01-15T11:00:00Z");
const request = requestAt("2026-01-15T12:00:00Z", "2026-01-15T12:00:05Z");
const settled: TokenHistory = { own };
const pending: TokenHistory = {
  own,
  previous: [seen("PREVIOUS", "2026-01-15T12:40:00Z", "2026-01-15T11:30:00Z")],
  request,
  earlierRequests: [requestAt("2026-01-15T11:50:00Z", "2026-01-15T11:50:05Z")],
  abandonedRequest: requestAt("2026-01-15T11:40:00Z", "2026-01-15T11:40:05Z"),
};

describe("what a profile shows", () => {
  const cases: readonly [law: string, ProfileToken | undefined, TokenHistory, Sighting][] = [
    ["no token", undefined, settled, "none"],
    ["the value in state", token("OWN", own.tokenExpirationDateTime), settled, "own"],
    ["the value in state, prolonged", token("OWN", "2026-01-15T15:00:00Z"), settled, "own"],
    ["the value in state, ended before its time", token("OWN", "2026-01-15T12:00:20Z"), settled, "withdrawn"],
    ["the value in state, without its end", token("OWN", noExpiration), settled, "withdrawn"],
    [
      "the value in state, while another is pending",
      token("OWN", own.tokenExpirationDateTime),
      pending,
      "own",
    ],
    [
      "the value in state, prolonged, while another is pending",
      token("OWN", "2026-01-15T15:00:00Z"),
      pending,
      "foreign",
    ],
    [
      "the value in state, without its end, while another is pending",
      token("OWN", noExpiration),
      pending,
      "withdrawn",
    ],
    ["the value in state, ending as asked for", token("OWN", "2026-01-15T13:00:02Z"), pending, "answer"],
    [
      "the value in state, revoked, whose request is pending again within ten seconds of its creation",
      token("OWN", "2026-01-15T12:00:03Z", "2026-01-15T11:59:55Z"),
      { ...pending, own: seen("OWN", "2026-01-15T13:00:00Z", "2026-01-15T11:59:55Z") },
      "withdrawn",
    ],
    [
      "the value in state, created since",
      token("OWN", own.tokenExpirationDateTime, "2026-01-15T12:00:02Z"),
      pending,
      "answer",
    ],
    [
      "a token created before the one in state",
      token("X", "2026-01-15T20:00:00Z", "2026-01-15T10:00:00Z"),
      settled,
      "earlier",
    ],
    [
      "a token created before the one in state, ending as asked for",
      token("X", "2026-01-15T13:00:00Z", "2026-01-15T10:59:00Z"),
      { own, request },
      "earlier",
    ],
    ["a token that ended before the one in state", token("X", "2026-01-15T10:59:59Z"), settled, "earlier"],
    ["the token from before the request", token("PREVIOUS", "2026-01-15T12:40:00Z"), pending, "earlier"],
    [
      "a token created before that one",
      token("X", "2026-01-15T20:00:00Z", "2026-01-15T11:29:00Z"),
      pending,
      "earlier",
    ],
    [
      "a token created before the request, that nobody knows",
      token("X", "2026-01-15T20:00:00Z", "2026-01-15T11:59:49Z"),
      pending,
      "earlier",
    ],
    ["a token that ended before the request", token("X", "2026-01-15T11:59:49Z"), pending, "earlier"],
    [
      "a token created while the request was under way",
      token("X", "2026-01-16T00:00:00Z", "2026-01-15T12:00:03Z"),
      pending,
      "answer",
    ],
    [
      "a token created ten seconds before",
      token("X", "2026-01-16T00:00:00Z", "2026-01-15T11:59:50Z"),
      pending,
      "answer",
    ],
    [
      "a token created eleven seconds after",
      token("X", "2026-01-16T00:00:00Z", "2026-01-15T12:00:16Z"),
      pending,
      "foreign",
    ],
    ["a token that ends as asked for", token("X", "2026-01-15T13:00:15Z"), pending, "answer"],
    [
      "a token that ends as asked for, whenever it was created",
      token("X", "2026-01-15T13:00:02Z", "2026-01-01T00:00:00Z"),
      { request },
      "answer",
    ],
    [
      "a token that ends as an earlier request asked",
      token("X", "2026-01-15T12:50:02Z"),
      pending,
      "late answer",
    ],
    [
      "a token that ends as an abandoned request asked",
      token("X", "2026-01-15T12:40:02Z"),
      pending,
      "abandoned",
    ],
    [
      "a token without an end, created while the request was under way",
      token("X", noExpiration, "2026-01-15T12:00:03Z"),
      pending,
      "answer",
    ],
    [
      "a token without an end, created before the request",
      token("X", noExpiration, "2026-01-15T11:59:49Z"),
      pending,
      "earlier",
    ],
    ["another token", token("X", "2026-01-15T20:00:00Z"), settled, "foreign"],
    ["another token, without an end", token("X", noExpiration), pending, "foreign"],
    ["any token, where nothing is known", token("X", "2026-01-15T20:00:00Z"), {}, "foreign"],
  ];
  for (const [law, shown, known, sighting] of cases) {
    it(`${law}: ${sighting}`, async () => {
      assert.equal(await recognise(shown, known, false, now), sighting);
    });
  }

  it("the first token of a profile is nobody's, even close to the request", async () => {
    const first = token("X", "2026-01-16T12:00:00Z", "2026-01-15T11:59:58Z");
    assert.equal(await recognise(first, { request }, true, now), "first");
    assert.equal(await recognise(first, {}, true, now), "first");
  });

  it("a token of one day, requested just after the profile was made, is the answer", async () => {
    const day = { ...request, tokenValidityInSeconds: 86_400 };
    const issued = token("X", "2026-01-16T12:01:00Z", "2026-01-15T12:00:02Z");
    assert.equal(await recognise(issued, { request: day }, true, now), "answer");
  });
});

/** What is done, and after how many looks. Blank: look again. A dash: it cannot be. */
const expected: Readonly<Record<Sighting, Readonly<Record<Situation, string>>>> = {
  gone: row("–", "–", "–", "–", "forget 3", "forget 3", "leave 3", "leave 3"),
  none: row("issue 1", "issue 1", "issue 3", "", "mark 3", "keep 1", "leave 3", ""),
  withdrawn: row("–", "issue 1", "issue 3", "", "mark 3", "keep 1", "revoke 1", ""),
  own: row("–", "issue 1", "keep 1", "", "keep 1", "keep 1", "revoke 1", ""),
  earlier: row("–", "issue 1", "", "", "keep 1", "keep 1", "", ""),
  first: row("issue 1", "issue 1", "", "", "keep 1", "keep 1", "", ""),
  answer: row("–", "take 1", "–", "take 1", "–", "take 1", "revoke 1", "revoke 1"),
  "late answer": row("–", "–", "–", "take at the end 9", "–", "–", "–", "–"),
  abandoned: row("–", "–", "–", "", "–", "–", "–", "–"),
  foreign: row("adopt 1", "adopt 3", "adopt 3", "take 3", "adopt 3", "adopt 3", "leave 3", "leave 3"),
};

describe("what a hook does with what it sees", () => {
  const shows: Readonly<Record<Sighting, Profile | undefined>> = {
    gone: undefined,
    none: profile(undefined),
    withdrawn: profile(token("OWN", "2026-01-15T12:00:10Z")),
    own: profile(token("OWN", own.tokenExpirationDateTime)),
    earlier: profile(token("PREVIOUS", "2026-01-15T12:40:00Z")),
    first: {
      ...profile(token("X", "2026-01-16T12:00:00Z", "2026-01-15T11:59:58Z")),
      createdDateTime: "2026-01-15T11:59:57Z",
    },
    answer: profile(token("X", "2026-01-15T13:00:03Z")),
    "late answer": profile(token("X", "2026-01-15T12:50:03Z")),
    abandoned: profile(token("X", "2026-01-15T12:40:03Z")),
    foreign: profile(token("X", "2026-01-15T20:00:00Z")),
  };

  for (const [sighting, cells] of Object.entries(expected) as [Sighting, Record<Situation, string>][]) {
    for (const [situation, cell] of Object.entries(cells) as [Situation, string][]) {
      it(`${situation}, ${sighting}: ${cell || "look again"}`, async () => {
        const { looks, seen: what } = await watched([shows[sighting]], situation);
        assert.equal(reactions[situation][sighting] === undefined, cell === "–");
        if (cell === "" || cell === "–") assert.equal(what, undefined);
        else assert.equal(`${what?.reaction ?? ""} ${looks}`, cell);
      });
    }
  }

  it("an answer without a QR code is taken after three looks", async () => {
    const bare = profile({ ...token("X", "2026-01-15T13:00:03Z"), qrCodeContent: "" });
    assert.equal((await watched([bare], "waiting")).looks, 3);
  });

  it("what was seen three times is not unseen by late copies between", async () => {
    const { seen: what } = await watched([shows.foreign, shows.earlier], "waiting");
    assert.equal(what?.sighting, "foreign");
  });

  it("what was seen once, before what was known, is not believed", async () => {
    const { seen: what } = await watched(
      [shows.foreign, ...Array<Profile | undefined>(20).fill(shows.earlier)],
      "waiting",
    );
    assert.equal(what, undefined);
  });

  it("one late copy without the token changes nothing on refresh and delete", async () => {
    assert.equal((await watched([shows.none, shows.own], "refresh")).seen?.reaction, "keep");
    assert.equal((await watched([shows.none, shows.own], "delete")).seen?.reaction, "revoke");
  });
});

/** Watches a profile that shows these in turn, again and again. */
async function watched(shown: readonly (Profile | undefined)[], situation: Situation) {
  const clock = new TestClock(now);
  const progress = new Progress(
    clock,
    () => undefined,
    () => "",
  );
  let looks = 0;
  const read = () => Promise.resolve(shown[looks++ % shown.length]);
  const seen = await lookUntilClear(
    { clock, waitFor: waiting(clock, progress, 20) },
    read,
    situation,
    pending,
  );
  return { looks, seen };
}

function profile(shown: ProfileToken | undefined): Profile {
  return {
    profileType: "androidForWork",
    profileId: "p1",
    createdDateTime: "",
    settings: {},
    displayName: "Kiosk",
    isAosp: false,
    apiVersion: "beta",
    ...(shown === undefined ? {} : { token: shown }),
  };
}

function token(
  tokenValue: string,
  tokenExpirationDateTime: string,
  tokenCreationDateTime?: string,
): ProfileToken {
  return {
    tokenValue,
    qrCodeContent: "{}",
    tokenExpirationDateTime,
    ...(tokenCreationDateTime === undefined ? {} : { tokenCreationDateTime }),
  };
}

function seen(value: string, tokenExpirationDateTime: string, tokenCreationDateTime: string): KnownToken {
  return { tokenExpirationDateTime, tokenCreationDateTime, hasValue: (other) => other === value };
}

function requestAt(requestedDateTime: string, answeredDateTime: string) {
  return { requestedDateTime, answeredDateTime, tokenValidityInSeconds: 3600 };
}

function row(
  create: string,
  update: string,
  readBack: string,
  waiting: string,
  refresh: string,
  refreshPending: string,
  deletion: string,
  deletePending: string,
): Record<Situation, string> {
  return {
    create,
    update,
    "read back": readBack,
    waiting,
    refresh,
    "refresh pending": refreshPending,
    delete: deletion,
    "delete pending": deletePending,
  };
}

const pendingCreation = {
  firstRequestedDateTime: "2026-01-15T12:00:00.250Z",
  lastRequestedDateTime: "2026-01-15T12:01:00.750Z",
  knownProfileIds: ["known"],
};
const profileType = "androidForWork";
const ours = {
  profileType,
  profileId: "ours",
  displayName: "Kiosks",
  createdDateTime: "2026-01-15T12:00:30Z",
} as const;
const nobodys = () => false;

describe("a requested profile in a list", () => {
  for (const [createdDateTime, isFound] of [
    ["2026-01-15T12:00:30Z", true],
    ["2026-01-15T11:59:51Z", true],
    ["2026-01-15T11:59:49Z", false],
    ["2026-01-15T12:01:10.1234567Z", true],
    ["2026-01-15T12:01:11Z", false],
    ["2026-01-15T12:16:00Z", false],
    ["", true],
    ["0001-01-01T00:00:00Z", true],
    ["0001-01-01T08:00:00+08:00", true],
  ] as const) {
    it(`created at "${createdDateTime}" is ${isFound ? "it" : "doubtful"}`, () => {
      const listed = { ...ours, createdDateTime };
      const seen = sight([listed], "Kiosks", pendingCreation, nobodys);
      assert.deepEqual(seen, isFound ? { found: listed } : { doubtful: [listed] });
    });
  }

  it("has the name, is new, and is not another resource's", () => {
    const listed = [
      { ...ours, displayName: "kiosks" },
      { ...ours, profileId: "known" },
      { ...ours, profileId: "another's" },
    ];
    const isOwned = ({ profileId }: { readonly profileId: string }) => profileId === "another's";
    assert.equal(sight(listed, "Kiosks", pendingCreation, isOwned), undefined);
    assert.deepEqual(sight([...listed, ours], "Kiosks", pendingCreation, isOwned), { found: ours });
  });

  it("is doubtful if there are two", () => {
    const listed = [ours, { ...ours, profileId: "another" }];
    assert.deepEqual(sight(listed, "Kiosks", pendingCreation, nobodys), { doubtful: listed });
  });
});

describe("digest", () => {
  const token = "XLNTPSZB";

  it("matches its token and no other", async () => {
    const digest = await digestOf(token);
    assert.equal(await matchesDigest(token, digest), true);
    for (const other of ["", "XLNTPSZ", "XLNTPSZC", "xlntpszb", "XLNTPSZB ", digest]) {
      assert.equal(await matchesDigest(other, digest), false, other);
    }
  });

  it("is different each time, so that equal tokens do not look equal", async () => {
    const [one, other] = await Promise.all([digestOf(token), digestOf(token)]);
    assert.notEqual(one, other);
    assert.notEqual(one.split(":")[1], other.split(":")[1]);
    assert.notEqual(one.split(":")[2], other.split(":")[2]);
  });

  it("does not hold the token in any encoding", async () => {
    const digest = await digestOf(token);
    for (const encoding of ["utf8", "base64url", "hex"] as const) {
      assert.ok(!digest.includes(Buffer.from(token).toString(encoding)), encoding);
    }
  });

  it("is short for any token, as it is in state", async () => {
    assert.ok((await digestOf("x".repeat(10_000))).length <= 64);
  });

  it("also exists for no token", async () => {
    assert.equal(await matchesDigest("", await digestOf("")), true);
  });

  it("of an earlier release is still read", async () => {
    const digest = "scrypt:c2FsdHNhbHRzYWx0:XqHpazVVw3RJOrrxtwnPdWedJFa0kpVt";
    assert.equal(await matchesDigest(token, digest), true);
    assert.equal(await matchesDigest("XLNTPSZC", digest), false);
  });

  it("matches nothing if it is malformed, and does not throw", async () => {
    const good = await digestOf(token);
    const [, salt = "", key = ""] = good.split(":");
    const malformed = [
      "",
      token,
      "scrypt",
      `scrypt:${salt}`,
      `scrypt:${salt}:`,
      `scrypt:${salt}:${key.slice(0, -4)}`,
      `scrypt:${salt}:${key}AAAA`,
      `scrypt:${key}:${salt}`,
      `scrypt::${key}`,
      `sha256:${salt}:${key}`,
      `:${salt}:${key}`,
    ];
    for (const digest of malformed) assert.equal(await matchesDigest(token, digest), false, digest);
  });
});
