import assert from "node:assert/strict";
import { afw, deviceOwner, scenes } from "./harness";
import type { EnrollmentProfile } from "./index";

describe("the emulator's lists", () => {
  const start = scenes();
  const names = (value: unknown) => (value as EnrollmentProfile[]).map(({ displayName }) => displayName);

  it("a list has the profiles of its own set, with the token fields empty", async () => {
    const { emulator, call } = await start();
    const { id } = emulator.addProfile("androidForWork", { displayName: "A" });
    emulator.addProfile("androidDeviceOwner", { displayName: "B" });
    const { value } = emulator.issueToken(id, 60);
    const { json, text: body } = await call("GET", afw);

    const listed = (json.value as EnrollmentProfile[]).map(
      ({ displayName, tokenValue, qrCodeContent, qrCodeImage }) => [
        ...[displayName, tokenValue, qrCodeContent, qrCodeImage],
      ],
    );
    assert.deepEqual(listed, [["A", "", "", null]]);
    assert.equal("@odata.nextLink" in json || body.includes(value), false);
  });

  it("@odata.nextLink leads through all pages and keeps the other options", async () => {
    const { emulator, call } = await start({ pageSize: 2 });
    for (const displayName of ["A", "B", "C", "D", "E"])
      emulator.addProfile("androidForWork", { displayName });
    const pages = [];
    let next: string | undefined = `${afw}?$select=displayName`;
    while (next !== undefined) {
      const { json } = await call("GET", next);
      pages.push(json.value);
      next = json["@odata.nextLink"] as string | undefined;
      assert.ok(next === undefined || next.startsWith(`${emulator.url}/beta/`));
    }
    assert.deepEqual(pages, [
      [{ displayName: "A" }, { displayName: "B" }],
      [{ displayName: "C" }, { displayName: "D" }],
      [{ displayName: "E" }],
    ]);
  });

  it("$top asks for a smaller page", async () => {
    const { emulator, call } = await start();
    for (const displayName of ["A", "B"]) emulator.addProfile("androidForWork", { displayName });
    const { json } = await call("GET", `${afw}?$top=1`);
    assert.deepEqual(names(json.value), ["A"]);
    assert.equal(typeof json["@odata.nextLink"], "string");
  });

  it("$filter finds a displayName, quotes doubled", async () => {
    const { emulator, call } = await start();
    for (const displayName of ["Bob's", "Alice's"]) emulator.addProfile("androidForWork", { displayName });
    const { json } = await call("GET", `${afw}?$filter=${encodeURIComponent("displayName eq 'Bob''s'")}`);
    assert.deepEqual(names(json.value), ["Bob's"]);
  });

  it("$filter finds the tokens that live past a date", async () => {
    const { emulator, call, clock } = await start();
    for (const [displayName, seconds] of [
      ["short", 60],
      ["long", 120],
    ] as const) {
      emulator.issueToken(emulator.addProfile("androidDeviceOwner", { displayName }).id, seconds);
    }
    emulator.addProfile("androidDeviceOwner", { displayName: "without a token" });
    const date = new Date(clock.at.getTime() + 60_000).toISOString();
    const { json } = await call("GET", `${deviceOwner}?$filter=tokenExpirationDateTime gt ${date}`);
    assert.deepEqual(names(json.value), ["long"]);
  });
});
