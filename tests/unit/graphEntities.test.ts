import { parseProfile, parseProfileList } from "../../provider/src/graph/entities";
import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalId, profilePath, type Profile } from "../../provider/src/graph/profile";
import { firstTokenExpiration, isFirstToken } from "../../provider/src/graph/firstToken";

const forWork = { profileType: "androidForWork", profileId: "p1" } as const;
const deviceOwner = { profileType: "androidDeviceOwner", profileId: "p1" } as const;
const qrCodeContent = '{"android.app.extra.PROVISIONING_ADMIN_EXTRAS_BUNDLE":{}}';
const entity = {
  "@odata.context": "https://graph.example/$metadata",
  id: "p1",
  displayName: "Kiosk",
  tokenValue: "ABCDEFGHIJKLMNOPQRST",
  tokenExpirationDateTime: "2026-02-14T12:00:00Z",
  qrCodeContent,
  enrolledDeviceCount: 3,
};
const ownerEntity = {
  ...entity,
  tokenCreationDateTime: "2026-01-15T12:00:00Z",
  enrollmentMode: "corporateOwnedDedicatedDevice",
};
const token = {
  tokenValue: "ABCDEFGHIJKLMNOPQRST",
  tokenExpirationDateTime: "2026-02-14T12:00:00Z",
  qrCodeContent,
};

function faultOf(body: unknown, reference: Parameters<typeof parseProfile>[0] = deviceOwner): string {
  const read = parseProfile(reference, "beta", body);
  assert.ok("fault" in read, JSON.stringify(read));
  return read.fault;
}

function profile(changes: object, reference: Parameters<typeof parseProfile>[0] = deviceOwner): Profile {
  const read = parseProfile(reference, "beta", { ...ownerEntity, ...changes });
  assert.ok(!("fault" in read), JSON.stringify(read));
  return read;
}

describe("parseProfile: whole entities", () => {
  it("reads an androidForWork profile", () => {
    assert.deepEqual(parseProfile(forWork, "v1.0", entity), {
      ...forWork,
      displayName: "Kiosk",
      createdDateTime: "",
      settings: { displayName: "Kiosk" },
      isAosp: false,
      apiVersion: "v1.0",
      token,
    });
  });

  it("reads an androidDeviceOwner profile, with the creation of its token", () => {
    assert.deepEqual(parseProfile(deviceOwner, "beta", ownerEntity), {
      ...deviceOwner,
      displayName: "Kiosk",
      createdDateTime: "",
      enrollmentMode: "corporateOwnedDedicatedDevice",
      settings: { displayName: "Kiosk", enrollmentMode: "corporateOwnedDedicatedDevice" },
      isAosp: false,
      apiVersion: "beta",
      token: { ...token, tokenCreationDateTime: "2026-01-15T12:00:00Z" },
    });
  });

  it("ignores what androidForWork profiles do not have", () => {
    assert.deepEqual(
      parseProfile(forWork, "v1.0", { ...entity, enrollmentMode: 5, tokenCreationDateTime: "soon" }),
      parseProfile(forWork, "v1.0", entity),
    );
  });

  it("an id is enough", () => {
    const bare = { displayName: "", createdDateTime: "", settings: {}, isAosp: false, apiVersion: "beta" };
    assert.deepEqual(parseProfile(forWork, "beta", { id: "p1" }), { ...forWork, ...bare });
    assert.deepEqual(parseProfile(deviceOwner, "beta", { id: "p1" }), { ...deviceOwner, ...bare });
  });

  it("keeps the id of the request", () => {
    assert.equal(profile({ id: "P1" }).profileId, "p1");
  });

  it("reads an entity that comes in value", () => {
    assert.deepEqual(parseProfile(deviceOwner, "beta", { value: ownerEntity }), profile({}));
  });

  it("reads the settings without the token and without empty ones", () => {
    const settings = {
      createdDateTime: "0001-01-01T00:00:00Z",
      description: "Goods in",
      enrollmentMode: 5,
      roleScopeTagIds: [null, "0", null],
      isTeamsDeviceProfile: false,
      wifiSsid: "",
      wifiPassword: "correct horse",
    };
    const read = parseProfile(deviceOwner, "beta", { ...ownerEntity, ...settings }, "settings");
    assert.ok(!("fault" in read));
    assert.equal(read.token, undefined);
    assert.equal(read.enrolledDeviceCount, 3);
    assert.deepEqual(read.settings, {
      displayName: "Kiosk",
      description: "Goods in",
      enrollmentMode: "5",
      roleScopeTagIds: ["0"],
      isTeamsDeviceProfile: false,
    });
    const without = parseProfile(
      deviceOwner,
      "beta",
      { ...ownerEntity, enrolledDeviceCount: null },
      "settings",
    );
    assert.deepEqual(without, { fault: "has no enrolledDeviceCount" }, "which is not no devices");
  });

  it("a list has profiles and its next link", () => {
    const page = parseProfileList("androidDeviceOwner", "beta", {
      value: [{ id: "P1", displayName: null, createdDateTime: "0001-01-01T00:00:00Z", enrollmentMode: 5 }],
      "@odata.nextLink": "https://graph.example/next",
    });
    assert.ok(!("fault" in page));
    const [{ profileId, displayName, createdDateTime, enrollmentMode } = assert.fail()] = page.profiles;
    assert.deepEqual([profileId, displayName, createdDateTime, enrollmentMode], ["P1", "", "", "5"]);
    assert.equal(page.nextLink, "https://graph.example/next");
    assert.deepEqual(parseProfileList("androidForWork", "beta", { value: [{ id: "a/b" }] }), {
      fault: "lists something that has no id",
    });
  });

  it("only the case of a GUID's letters does not matter", () => {
    const guid = "A3F1C1DE-0000-4000-8000-00000000000A";
    assert.equal(canonicalId(guid), guid.toLowerCase());
    assert.equal(canonicalId("Profile-A"), "Profile-A");
  });

  it("names a profile by its kind and id", () => {
    assert.equal(profilePath(forWork), "androidForWorkEnrollmentProfiles/p1");
    assert.equal(profilePath(deviceOwner), "androidDeviceOwnerEnrollmentProfiles/p1");
  });
});

describe("parseProfile: missing values", () => {
  for (const nothing of [undefined, null, ""]) {
    const said = nothing === "" ? "empty" : String(nothing);
    it(`an id that is ${said} is a fault`, () => {
      assert.equal(faultOf({ ...entity, id: nothing }), "has no id");
    });
    it(`a tokenValue that is ${said} is no token`, () => {
      assert.equal(profile({ tokenValue: nothing }).token, undefined);
    });
    it(`a displayName that is ${said} is empty`, () => {
      assert.equal(profile({ displayName: nothing }).displayName, "");
    });
    it(`a qrCodeContent that is ${said} is empty, and the token is there`, () => {
      assert.equal(profile({ qrCodeContent: nothing }).token?.qrCodeContent, "");
    });
    it(`a tokenCreationDateTime that is ${said} is not told`, () => {
      const { token: read } = profile({ tokenCreationDateTime: nothing });
      assert.ok(read !== undefined && !("tokenCreationDateTime" in read));
    });
    it(`an expiration that is ${said} is no token if tokens of the mode expire`, () => {
      assert.equal(profile({ tokenExpirationDateTime: nothing }).token, undefined);
    });
  }
});

describe("parseProfile: wrong types", () => {
  for (const body of [undefined, null, 5, true, "text", [], [entity]]) {
    it(`${Array.isArray(body) ? "a list" : String(body)} is not an object`, () => {
      assert.equal(faultOf(body), "is not an object");
    });
  }

  for (const name of Object.keys(ownerEntity).filter((key) => !/^@|Count$/.test(key))) {
    for (const value of [0, 5, true, false, {}, [], ["text"]]) {
      if (name === "enrollmentMode" && typeof value === "number") continue;
      it(`a ${name} that is ${JSON.stringify(value)} is a fault`, () => {
        const expected = name.endsWith("DateTime")
          ? "a date"
          : name === "enrollmentMode"
            ? "text or number"
            : "text";
        assert.equal(faultOf({ ...ownerEntity, [name]: value }), `has a ${name} that is not ${expected}`);
      });
    }
  }

  for (const name of ["tokenExpirationDateTime", "tokenCreationDateTime"]) {
    for (const value of ["never", "2026-13-45T00:00:00Z", "<html>", "2026-02-14T12:00:00 o'clock"]) {
      it(`a ${name} ${JSON.stringify(value)} is not a date`, () => {
        assert.equal(faultOf({ ...ownerEntity, [name]: value }), `has a ${name} that is not a date`);
      });
    }
  }

  it("no fault shows a value", () => {
    const body = {
      ...ownerEntity,
      tokenValue: ["ABCDEFGHIJKLMNOPQRST"],
      tokenExpirationDateTime: "ABCDEFGH",
    };
    assert.doesNotMatch(faultOf(body), /ABCDEFGH/);
    assert.doesNotMatch(faultOf({ ...body, tokenValue: null }), /ABCDEFGH/);
  });
});

describe("parseProfile: dates", () => {
  const dates: readonly [graph: string, read: string][] = [
    ["2026-02-14T12:00:00Z", "2026-02-14T12:00:00Z"],
    ["2026-02-14T12:00:00.0000000Z", "2026-02-14T12:00:00Z"],
    ["2026-02-14T12:00:00.1234567Z", "2026-02-14T12:00:00.123Z"],
    ["2026-02-14T12:00:00.5Z", "2026-02-14T12:00:00.500Z"],
    ["2026-02-14T12:00:00.25-08:00", "2026-02-14T20:00:00.250Z"],
    ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"],
    ["9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59Z"],
    ["9999-12-31T23:59:59-08:00", "9999-12-31T23:59:59Z"],
    ["9999-12-31T23:59:59+14:00", "9999-12-31T23:59:59Z"],
  ];
  for (const [graph, read] of dates) {
    it(`${graph} is ${read}`, () => {
      const { token: dated } = profile({ tokenExpirationDateTime: graph, tokenCreationDateTime: graph });
      assert.equal(dated?.tokenExpirationDateTime, read);
      assert.equal(dated.tokenCreationDateTime, read);
    });
  }

  for (const yearOne of [
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00.0000000+00:00",
    "0001-01-01T08:00:00+08:00",
    "0001-01-01T00:00:00-08:00",
    "0000-12-31T16:00:00Z",
  ]) {
    it(`${yearOne} is no date`, () => {
      assert.equal(profile({ tokenExpirationDateTime: yearOne }).token, undefined);
      const { token: read } = profile({ tokenCreationDateTime: yearOne });
      assert.ok(read !== undefined && !("tokenCreationDateTime" in read));
    });
  }

  it("one moment reads the same with any offset", () => {
    const offsets = fc.integer({ min: -14 * 60, max: 14 * 60 });
    const moments = fc.date({
      min: new Date("2020-01-01"),
      max: new Date("2090-01-01"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, offsets, (moment, minutes) => {
        const sign = minutes < 0 ? "-" : "+";
        const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, "0");
        const local = new Date(moment.getTime() + minutes * 60_000).toISOString().replace("Z", "");
        const written = `${local}${sign}${two(Math.abs(minutes) / 60)}:${two(minutes % 60)}`;
        assert.deepEqual(
          profile({ tokenExpirationDateTime: written }),
          profile({ tokenExpirationDateTime: moment.toISOString() }),
        );
      }),
    );
  });
});

describe("parseProfile: enrollment modes", () => {
  const modes: readonly [mode: unknown, isAosp: boolean, expires: boolean][] = [
    ["corporateOwnedDedicatedDevice", false, true],
    ["corporateOwnedFullyManaged", false, false],
    ["corporateOwnedWorkProfile", false, false],
    ["corporateOwnedAOSPUserlessDevice", true, true],
    ["corporateOwnedAOSPUserAssociatedDevice", true, true],
    ["5", false, false],
    ["someModeOfTomorrow", false, false],
    [null, false, true],
  ];
  for (const [enrollmentMode, isAosp, expires] of modes) {
    it(`${String(enrollmentMode)}: ${isAosp ? "AOSP" : "GMS"}, tokens ${expires ? "always" : "do not always"} expire`, () => {
      assert.equal(profile({ enrollmentMode }).isAosp, isAosp);
      for (const tokenExpirationDateTime of [null, "0001-01-01T00:00:00Z"]) {
        const { token: endless } = profile({ enrollmentMode, tokenExpirationDateTime });
        assert.equal(endless?.tokenExpirationDateTime, expires ? undefined : "9999-12-31T23:59:59Z");
      }
      const dated = profile({ enrollmentMode });
      assert.equal(dated.token?.tokenExpirationDateTime, "2026-02-14T12:00:00Z");
    });
  }
});

const day = 86_400_000;
const created = "2026-01-15T12:00:30.250Z";
const at = (milliseconds: number) => new Date(Date.parse(created) + milliseconds).toISOString();

describe("the first token of a profile", () => {
  it("is requested to end a day ahead, on the next whole minute", () => {
    assert.equal(firstTokenExpiration(new Date(created)), "2026-01-16T12:01:00Z");
    assert.equal(firstTokenExpiration(new Date("2026-01-15T12:00:00Z")), "2026-01-16T12:00:00Z");
  });

  const end = firstTokenExpiration(new Date(created));
  for (const [title, creation, expiration, isFirst] of [
    ["made with the profile", created, end, true],
    ["made a moment later", at(1500), end, true],
    ["said to be made a moment before the profile", at(-1500), end, true],
    ["made an hour later", at(3_600_000), end, false],
    ["that ends another day", created, "2026-01-17T12:01:00Z", false],
    ["of createToken for a day, issued at once", at(1000), at(1000 + day), false],
    ["without an end", created, "9999-12-31T23:59:59Z", false],
  ] as const) {
    it(`a token ${title} is ${isFirst ? "" : "not "}the first one`, () => {
      const token = { tokenCreationDateTime: creation, tokenExpirationDateTime: expiration };
      assert.equal(isFirstToken({ createdDateTime: created, token }), isFirst);
    });
  }

  it("is not known without a token or without the profile's date", () => {
    assert.equal(isFirstToken({ createdDateTime: created }), false);
    assert.equal(
      isFirstToken({ token: { tokenCreationDateTime: created, tokenExpirationDateTime: end } }),
      false,
    );
    assert.equal(isFirstToken({ createdDateTime: created, token: { tokenExpirationDateTime: end } }), false);
  });
});
