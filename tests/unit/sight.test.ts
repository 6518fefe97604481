import assert from "node:assert/strict";
import { sight } from "../../provider/src/lifecycle/profile/pending";

const pending = {
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

describe("a profile that was asked for, in a list", () => {
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
      const seen = sight([listed], "Kiosks", pending, nobodys);
      assert.deepEqual(seen, isFound ? { found: listed } : { doubtful: [listed] });
    });
  }

  it("is none that has another name, was there before, or is another resource's", () => {
    const listed = [
      { ...ours, displayName: "kiosks" },
      { ...ours, profileId: "known" },
      { ...ours, profileId: "another's" },
    ];
    const isOwned = ({ profileId }: { readonly profileId: string }) => profileId === "another's";
    assert.equal(sight(listed, "Kiosks", pending, isOwned), undefined);
    assert.deepEqual(sight([...listed, ours], "Kiosks", pending, isOwned), { found: ours });
  });

  it("is doubtful where there are two", () => {
    const listed = [ours, { ...ours, profileId: "another" }];
    assert.deepEqual(sight(listed, "Kiosks", pending, nobodys), { doubtful: listed });
  });
});
