import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { cacheFolder } from "../../tools/engine/cacheFolder";
import { engineEnvironment } from "../../tools/engine/environment";
import { executables, foldersOf } from "../../tools/engine/executables";
import { EngineNotFoundError, firstEngine } from "../../tools/engine/firstEngine";
import { directoryOf, goModules } from "../../tools/engine/goModules";
import { objectionTo } from "../../tools/engine/pathEngine";
import type { EngineSource, FoundEngine } from "../../tools/engine/types";
import { ENGINE_VERSION, isNewEnough, versionIn } from "../../tools/engine/version";

describe("engine resolver: the version", () => {
  const cases: readonly (readonly [answer: string, version: string | undefined, newEnough: boolean])[] = [
    ["v3.250.0", "3.250.0", true],
    ["v3.250.0\n", "3.250.0", true],
    ["3.250.1", "3.250.1", true],
    ["v3.1000.0", "3.1000.0", true],
    ["v3.251.0-alpha.1", "3.251.0-alpha.1", true],
    ["v3.250.0-alpha.1", "3.250.0-alpha.1", false],
    ["v3.249.9", "3.249.9", false],
    ["v3.99.0", "3.99.0", false],
    ["v2.300.0", "2.300.0", false],
    ["v4.0.0", "4.0.0", false],
    ["v4.0.0-alpha.1", "4.0.0-alpha.1", false],
    ["", undefined, false],
    ["pulumi: not set up", undefined, false],
  ];
  for (const [answer, version, newEnough] of cases) {
    it(`${JSON.stringify(answer)} is ${version ?? "no version"}, ${newEnough ? "" : "not "}new enough`, () => {
      assert.equal(versionIn(answer), version);
      if (version !== undefined) assert.equal(isNewEnough(version), newEnough);
    });
  }

  it("is the one that the Go module pins", () => {
    const engine = goModules.find((module) => module.makes === "engine");
    assert.ok(engine);
    const pins = readFileSync(join(directoryOf(engine), "go.mod"), "utf8");
    assert.match(
      pins,
      new RegExp(`github\\.com/pulumi/pulumi/pkg/v3 v${ENGINE_VERSION.replaceAll(".", "\\.")}\\s`),
    );
    assert.ok(engine.linkerFlags.endsWith(`=v${ENGINE_VERSION}`), engine.linkerFlags);
  });
});

describe("engine resolver: the engine on PATH", () => {
  const command = "/opt/bin/pulumi";
  const cases: readonly (readonly [
    title: string,
    facts: [string, string[]],
    objection: RegExp | undefined,
  ])[] = [
    ["is taken if new enough and complete", ["v3.260.0", []], undefined],
    [
      "is refused if too old",
      ["v3.100.0", []],
      /is version 3\.100\.0; 3\.250\.0 or a newer version 3 is needed/,
    ],
    ["is refused if it names no version", ["dev", []], /answered "dev".*no version/],
    [
      "is refused without a language host",
      ["v3.260.0", ["pulumi-language-nodejs"]],
      /no pulumi-language-nodejs /,
    ],
    ["is refused for every part it lacks", ["v3.260.0", ["one", "two"]], /has no one and no two beside it/],
  ];
  for (const [title, [answer, missing], objection] of cases) {
    it(title, () => {
      const actual = objectionTo({ command, answer, missing });
      if (objection === undefined) assert.equal(actual, undefined);
      else assert.match(actual ?? "", objection);
    });
  }

  it("is looked for in the absolute folders of PATH alone", () => {
    const absolute = [resolve("/one"), resolve("/two")];
    assert.deepEqual(
      foldersOf(["", absolute[0], ".", "node_modules", absolute[1]].join(delimiter)),
      absolute,
    );
    assert.deepEqual(foldersOf(undefined), []);
  });

  it("has the platform's own file names", () => {
    assert.deepEqual(Object.values(executables("linux")), Object.values(executables("darwin")));
    assert.deepEqual(executables("win32"), {
      engine: "pulumi.exe",
      languageHost: "pulumi-language-nodejs.exe",
      launcher: "pulumi-resource-pulumi-nodejs.cmd",
    });
  });
});

describe("engine resolver: the cache folder", () => {
  const base = {
    environment: {},
    homeDirectory: "/home/me",
    platform: "linux",
    arch: "x64",
    pins: ["a", "b"],
  } as const;
  const home = join("/home/me", ".cache", "pulumi-intune-enrollment", "engine");

  it("lies in ~/.cache and names version, platform and processor", () => {
    assert.match(cacheFolder(base).slice(home.length + 1), /^v3\.250\.0-linux-x64-[0-9a-f]{12}$/);
    assert.ok(cacheFolder(base).startsWith(home));
  });

  const places: readonly (readonly [configured: string, start: string])[] = [
    [resolve("/caches"), join(resolve("/caches"), "pulumi-intune-enrollment", "engine")],
    ["relative", home],
    ["", home],
  ];
  for (const [configured, start] of places) {
    it(`starts with ${start} for XDG_CACHE_HOME=${JSON.stringify(configured)}`, () => {
      const folder = cacheFolder({ ...base, environment: { XDG_CACHE_HOME: configured } });
      assert.ok(folder.startsWith(start), folder);
    });
  }

  const changes = [
    { platform: "darwin" },
    { arch: "arm64" },
    { pins: ["a", "c"] },
    { pins: ["ab", ""] },
  ] as const;
  for (const change of changes) {
    it(`is another one for ${JSON.stringify(change)}`, () => {
      assert.notEqual(cacheFolder({ ...base, ...change }), cacheFolder(base));
    });
  }
});

describe("engine resolver: the order", () => {
  const asked: string[] = [];
  const found: FoundEngine = {
    binDirectory: "/b",
    command: "/b/pulumi",
    version: "3.250.0",
    source: "cache",
  };
  const has = (name: string): EngineSource => ({
    name,
    find: () => {
      asked.push(name);
      return Promise.resolve(found);
    },
  });
  const lacks = (name: string, error: Error): EngineSource => ({
    name,
    find: () => {
      asked.push(name);
      return Promise.reject(error);
    },
  });
  beforeEach(() => {
    asked.length = 0;
  });

  it("ends with the first source that has an engine", async () => {
    assert.equal(await firstEngine([lacks("one", new Error("no")), has("two"), has("three")]), found);
    assert.deepEqual(asked, ["one", "two"]);
  });

  it("says what was tried, why each failed and what to install where none has one", async () => {
    const errors = [new Error("is too old"), new Error("go said:\nno space")];
    const sources = [
      lacks("the first", new Error("is too old")),
      lacks("the second", new Error("go said:\nno space")),
    ];
    await assert.rejects(firstEngine(sources), (error: unknown) => {
      assert.ok(error instanceof EngineNotFoundError);
      assert.deepEqual(error.errors, errors);
      assert.match(error.message, /1\. the first: is too old\n {2}2\. the second: go said:\n {5}no space\n/);
      assert.match(error.message, /Install Pulumi 3\.250\.0 or newer .*,\nor install Go /);
      return true;
    });
    assert.deepEqual(asked, ["the first", "the second"]);
  });
});

describe("engine resolver: the environment", () => {
  const from = { nodeModules: "/repo", binDirectory: "/engine/bin" };

  it("puts the repository's Node.js first, then the engine, then what was there", () => {
    const path = ["/usr/bin", "", "/engine/bin", "/bin"].join(delimiter);
    assert.deepEqual(engineEnvironment({ ...from, path }), {
      PATH: ["/repo/.bin", "/engine/bin", "/usr/bin", "/bin"].join(delimiter),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      NODE_COMPILE_CACHE: "/repo/.cache/node",
    });
  });

  it("needs no PATH to begin with", () => {
    const { PATH } = engineEnvironment({ ...from, path: undefined });
    assert.equal(PATH, ["/repo/.bin", "/engine/bin"].join(delimiter));
  });
});
