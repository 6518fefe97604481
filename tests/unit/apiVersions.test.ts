import assert from "node:assert/strict";
import { ApiVersions } from "../../provider/src/graph/apiVersions";
import { GraphError } from "../../provider/src/graph/errors";

const refusal = (code: "api-version" | "unavailable" | "not-found") =>
  new GraphError(code, code, { certainlyNotDone: true });

describe("the API version of a Graph root", () => {
  it("is found by one read, while the others wait and then use it", async () => {
    const notices: string[] = [];
    const versions = new ApiVersions(undefined, (notice) => notices.push(notice));
    const sent: string[] = [];
    const send = (version: string) => {
      sent.push(version);
      return version === "beta" ? Promise.resolve(version) : Promise.reject(refusal("api-version"));
    };
    const results = await Promise.all([1, 2, 3].map(() => versions.read(send)));
    assert.deepEqual(results, ["beta", "beta", "beta"]);
    assert.deepEqual(sent, ["v1.0", "beta", "beta", "beta"]);
    assert.equal(notices.length, 1);
  });

  it("is not waited for in turn while Graph is out of reach: the reads after the first fail side by side", async () => {
    const versions = new ApiVersions(undefined, () => undefined);
    const rejections: ((error: Error) => void)[] = [];
    const allSent = Promise.withResolvers<undefined>();
    const send = () =>
      new Promise<never>((_, reject) => {
        if (rejections.push(reject) === 3) allSent.resolve(undefined);
      });
    const reads = Promise.allSettled([1, 2, 3].map(() => versions.read(send)));
    assert.equal(rejections.length, 1);
    rejections[0]?.(refusal("unavailable"));
    await allSent.promise;
    for (const reject of rejections) reject(refusal("unavailable"));
    assert.ok((await reads).every(({ status }) => status === "rejected"));
  });

  it("is known from a read that finds no such profile", async () => {
    const versions = new ApiVersions(undefined, () => undefined);
    await assert.rejects(versions.read(() => Promise.reject(refusal("not-found"))));
    const sent = await versions.read((version) => Promise.resolve(version));
    assert.equal(sent, "v1.0");
  });

  describe("where v1.0 has one set of profiles and lacks another", () => {
    const here = (version: string) => Promise.resolve(version);
    const lacking = (version: string) =>
      version === "beta" ? Promise.resolve(version) : Promise.reject(refusal("api-version"));

    it("is beta once a read has met the set that v1.0 lacks, for all, and is said once", async () => {
      const notices: string[] = [];
      const versions = new ApiVersions(undefined, (notice) => notices.push(notice));
      assert.equal(await versions.read(here), "v1.0");
      assert.deepEqual(await Promise.all([1, 2, 3].map(() => versions.read(lacking))), [
        "beta",
        "beta",
        "beta",
      ]);
      assert.equal(await versions.read(here), "beta");
      assert.equal(notices.length, 1);
    });

    it("stays beta, though a read that began before ends after in v1.0", async () => {
      const versions = new ApiVersions(undefined, () => undefined);
      await versions.read(here);
      const slow = Promise.withResolvers<undefined>();
      const late = versions.read((version) => slow.promise.then(() => version));
      await versions.read(lacking);
      slow.resolve(undefined);
      assert.equal(await late, "v1.0");
      assert.equal(await versions.read(here), "beta");
    });

    it("stays v1.0 where beta lacks the set too", async () => {
      const versions = new ApiVersions(undefined, () => undefined);
      await versions.read(here);
      await assert.rejects(
        versions.read(() => Promise.reject(refusal("api-version"))),
        { code: "api-version" },
      );
      assert.equal(await versions.read(here), "v1.0");
    });
  });

  it("is the pinned one, whatever comes back", async () => {
    const versions = new ApiVersions("v1.0", () => undefined);
    await assert.rejects(
      versions.read(() => Promise.reject(refusal("api-version"))),
      { code: "api-version" },
    );
  });
});
