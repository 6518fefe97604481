import assert from "node:assert/strict";
import { digestOf, matchesDigest } from "../../provider/src/lifecycle/token/digest";

const token = "XLNTPSZB";

describe("digest", () => {
  it("matches its token, and no other", async () => {
    const digest = await digestOf(token);
    assert.equal(await matchesDigest(token, digest), true);
    for (const other of ["", "XLNTPSZ", "XLNTPSZC", "xlntpszb", "XLNTPSZB ", digest]) {
      assert.equal(await matchesDigest(other, digest), false, other);
    }
  });

  it("is another one each time, so that equal tokens do not look equal", async () => {
    const [one, other] = await Promise.all([digestOf(token), digestOf(token)]);
    assert.notEqual(one, other);
    assert.notEqual(one.split(":")[1], other.split(":")[1]);
    assert.notEqual(one.split(":")[2], other.split(":")[2]);
  });

  it("does not hold the token, in any writing", async () => {
    const digest = await digestOf(token);
    for (const encoding of ["utf8", "base64url", "hex"] as const) {
      assert.ok(!digest.includes(Buffer.from(token).toString(encoding)), encoding);
    }
  });

  it("is short, whatever the token: it stands in state", async () => {
    assert.ok((await digestOf("x".repeat(10_000))).length <= 64);
  });

  it("of no token is one too", async () => {
    assert.equal(await matchesDigest("", await digestOf("")), true);
  });

  it("written by an earlier release is still read", async () => {
    const digest = "scrypt:c2FsdHNhbHRzYWx0:XqHpazVVw3RJOrrxtwnPdWedJFa0kpVt";
    assert.equal(await matchesDigest(token, digest), true);
    assert.equal(await matchesDigest("XLNTPSZC", digest), false);
  });

  it("that is malformed matches nothing, and does not throw", async () => {
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
