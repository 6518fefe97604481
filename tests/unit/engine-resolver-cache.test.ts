import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { access, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildOnce } from "../../tools/engine/buildOnce";
import { withLock } from "../../tools/engine/lock";

const isWhole = async (folder: string): Promise<boolean> => {
  try {
    await access(join(folder, "engine"));
    return true;
  } catch {
    return false;
  }
};
const build = (folder: string): Promise<void> => writeFile(join(folder, "engine"), "new");
const neverWaits = (): never => assert.fail("waited for a lock that nobody holds");
const options = { isWhole, build, waiting: neverWaits, pollInMilliseconds: 1 };

describe("engine resolver: building into the cache", () => {
  let cache: string;
  let folder: string;
  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), "engine-cache-"));
    folder = join(cache, "key");
  });
  afterEach(() => rm(cache, { recursive: true }));

  it("builds what is not there, and leaves nothing else behind", async () => {
    assert.equal(await buildOnce(folder, options), "built");
    assert.deepEqual(await readdir(cache), ["key"]);
    assert.deepEqual(await readdir(folder), ["engine"]);
  });

  it("makes the folders above", async () => {
    assert.equal(await buildOnce(join(cache, "some", "where", "key"), options), "built");
  });

  it("does not build what is there", async () => {
    await buildOnce(folder, options);
    const buildAgain = () => assert.fail("built again");
    assert.equal(await buildOnce(folder, { ...options, build: buildAgain }), "found");
  });

  it("shows the folder only when it is whole", async () => {
    const watchedBuild = async (partial: string): Promise<void> => {
      await build(partial);
      await assert.rejects(access(folder), { code: "ENOENT" });
    };
    assert.equal(await buildOnce(folder, { ...options, build: watchedBuild }), "built");
  });

  it("builds once for two who ask at once; the second waits", async () => {
    const events = new EventEmitter();
    let builds = 0;
    const slowBuild = async (partial: string): Promise<void> => {
      builds += 1;
      const mayEnd = once(events, "end");
      events.emit("begun");
      await mayEnd;
      await build(partial);
    };
    const begun = once(events, "begun");
    const first = buildOnce(folder, { ...options, build: slowBuild });
    await begun;

    const waits = once(events, "waits");
    const second = buildOnce(folder, {
      ...options,
      build: slowBuild,
      waiting: (wait) => {
        events.emit("waits");
        return wait();
      },
    });
    await waits;
    events.emit("end");

    assert.deepEqual(await Promise.all([first, second]), ["built", "found"]);
    assert.equal(builds, 1);
  });

  it("has the one who waited build where the first one failed", async () => {
    const events = new EventEmitter();
    const failingBuild = async (): Promise<void> => {
      const mayEnd = once(events, "end");
      events.emit("begun");
      await mayEnd;
      throw new Error("no space");
    };
    const begun = once(events, "begun");
    const first = assert.rejects(buildOnce(folder, { ...options, build: failingBuild }), /no space/);
    await begun;
    const second = buildOnce(folder, {
      ...options,
      waiting: (wait) => {
        events.emit("end");
        return wait();
      },
    });
    await first;
    assert.equal(await second, "built");
  });

  const failures: readonly (readonly [
    title: string,
    build: (folder: string) => Promise<void>,
    error: RegExp,
  ])[] = [
    [
      "that fails half-way",
      async (partial) => {
        await writeFile(join(partial, "half"), "");
        throw new Error("no space");
      },
      /^Error: no space$/,
    ],
    ["that makes too little", (partial) => writeFile(join(partial, "half"), ""), /did not make everything/],
  ];
  for (const [title, failingBuild, error] of failures) {
    it(`leaves nothing of a build ${title}, and can build after it`, async () => {
      await assert.rejects(buildOnce(folder, { ...options, build: failingBuild }), error);
      assert.deepEqual(await readdir(cache), []);
      assert.equal(await buildOnce(folder, options), "built");
    });
  }

  it("replaces a folder that is not whole", async () => {
    await mkdir(folder);
    await writeFile(join(folder, "leftover"), "");
    assert.equal(await buildOnce(folder, options), "built");
    assert.deepEqual(await readdir(folder), ["engine"]);
  });

  it("takes over the lock and removes the half build of a process that died", async () => {
    await mkdir(`${folder}.partial-dead`);
    await mkdir(`${folder}.lock`);
    const longAgo = new Date(0);
    await utimes(`${folder}.lock`, longAgo, longAgo);
    assert.equal(await buildOnce(folder, options), "built");
    assert.deepEqual(await readdir(cache), ["key"]);
  });

  it("leaves other keys alone", async () => {
    const other = join(cache, "key-of-another-version");
    await mkdir(other);
    await build(other);
    await mkdir(`${other}.partial-abc`);
    await buildOnce(folder, options);
    assert.equal(await readFile(join(other, "engine"), "utf8"), "new");
    assert.deepEqual((await readdir(cache)).length, 3);
  });

  it("fails where no lock can be made, instead of waiting for it", async () => {
    const lock = { path: join(cache, "absent", "key.lock"), waiting: neverWaits, pollInMilliseconds: 1 };
    await assert.rejects(
      withLock(lock, () => assert.fail("worked without the lock")),
      { code: "ENOENT" },
    );
  });
});
