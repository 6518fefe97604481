import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { version } from "../../provider/package.json";
import { shortenedStacks, withStack } from "../../provider/src/resources/callStacks";
import { EnrollmentProfile } from "../../provider/src/resources/EnrollmentProfile";
import { EnrollmentToken } from "../../provider/src/resources/EnrollmentToken";
import { checkInstalled } from "../../provider/src/resources/installed";

const languageHost = "/project/node_modules/@pulumi/pulumi/cmd/run/index.js";

describe("checkInstalled", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "intune-installed-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Installs a release with the modules that it exports. */
  async function install(where: string, modules: string[], release = version): Promise<void> {
    const at = join(where, "node_modules/pulumi-intune-enrollment");
    await mkdir(at, { recursive: true });
    const paths = ["package.json", ...modules].map((module) => [`./${module}`, "./package.json"]);
    const manifest = { version: release, exports: Object.fromEntries(paths) as object };
    await writeFile(join(at, "package.json"), JSON.stringify(manifest));
  }

  const check = (program?: string) => () => {
    checkInstalled("EnrollmentToken", "kiosk", folder, program);
  };

  it("names the folder, the resource and the command if the package is missing", () => {
    assert.throws(check(languageHost), (error: Error & { code: string }) => {
      assert.equal(error.code, "configuration");
      assert.ok(
        error.message.startsWith('EnrollmentToken "kiosk": pulumi-intune-enrollment is not installed where'),
      );
      assert.ok(
        error.message.includes(`in ${folder}. In that folder, run "npm install pulumi-intune-enrollment"`),
      );
      return true;
    });
  });

  it("accepts a folder above, as Node.js does", async () => {
    await install(folder, ["provider/EnrollmentToken"]);
    checkInstalled("EnrollmentToken", "kiosk", join(folder, "stacks/dev"), languageHost);
  });

  it("warns once about another release than the program's", async () => {
    await install(folder, ["provider/EnrollmentToken"], "9.9.9");
    const said: unknown[] = [];
    const { warn } = console;
    console.warn = (text: unknown) => said.push(text);
    try {
      check(languageHost)();
      check(languageHost)();
    } finally {
      console.warn = warn;
    }
    const start = `warning: [runtime] The program uses pulumi-intune-enrollment ${version}, and the engine will run 9.9.9`;
    assert.deepEqual(
      said.map((text) => String(text).startsWith(start)),
      [true],
    );
  });

  it("names a release that does not have the resource", async () => {
    await install(folder, []);
    assert.throws(check(languageHost), /is an older release without this resource/);
  });

  for (const [what, program] of [
    ["an inline program", "/project/deploy.js"],
    ["a test runner", "/project/node_modules/mocha/bin/mocha.js"],
    ["a file of that name elsewhere", "/project/src/cmd/run/index.js"],
  ] as const) {
    it(`does not check ${what}`, check(program));
  }

  for (const program of [
    "/p/node_modules/.pnpm/@pulumi+pulumi@3.270.0/node_modules/@pulumi/pulumi/cmd/run/index.js",
    "/p/node_modules/@pulumi/pulumi/cmd/run",
    "C:\\p\\node_modules\\@pulumi\\pulumi\\cmd\\run\\index.js",
  ]) {
    it(`knows Pulumi's language host by ${program}`, () => {
      assert.throws(check(program), /is not installed/);
    });
  }
});

const args = { profileId: "p1", tokenValidityInSeconds: 3600 };

/** As the SDK looks the position in the program up. */
function callStack(): readonly string[] {
  Error.stackTraceLimit = Infinity;
  const [message, ...frames] = new Error("here").stack?.split("\n") ?? [];
  assert.equal(message, "Error: here");
  return frames;
}

/** With call stacks written by this, or by Node itself. */
function written<Result>(
  prepare: (typeof Error)["prepareStackTrace"] | undefined,
  work: () => Result,
): Result {
  const before = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  assert.ok(before, "these tests are TypeScript");
  if (prepare === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
  else Error.prepareStackTrace = prepare;
  try {
    return work();
  } finally {
    Object.defineProperty(Error, "prepareStackTrace", before);
  }
}

/** How many call stacks are written out, and so mapped to their sources, while the work is done. */
function stacksWritten(work: () => void): number {
  let count = 0;
  const prepare = (error: Error, frames: NodeJS.CallSite[]) => {
    if (frames.length > 0) count++;
    return String(error);
  };
  written(prepare, work);
  return count;
}

describe("call stacks while a resource is declared", () => {
  const { stackTraceLimit } = Error;
  const stacks = shortenedStacks("base.ts");
  beforeEach(() =>
    pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
      call: () => ({}),
    }),
  );
  afterEach(() => {
    stacks.restore();
    Error.stackTraceLimit = stackTraceLimit;
  });

  it("are written for fewer places than the token has properties", () => {
    const count = stacksWritten(() => new EnrollmentToken("kiosk", args));
    assert.ok(count > 0, "the position in the program");
    assert.ok(count < 18, `${count} call stacks`);
  });

  for (const [how, run] of [
    ["mapped to their sources", <Result>(work: () => Result) => work()],
    ["of plain JavaScript", <Result>(work: () => Result) => written(undefined, work)],
  ] as const) {
    it(`keep the program's own frames, as they are without it (${how})`, () => {
      const whole = run(callStack).filter((frame) => frame.includes(__filename));
      const own = run(() => {
        stacks.shorten();
        const frames = callStack();
        stacks.restore();
        return frames;
      });
      assert.match(own.at(-1) ?? "", new RegExp(`${__filename}:\\d+:\\d+\\)$`));
      assert.ok(own.length > whole.length, "the frames between");
      assert.ok(own.every((frame) => !frame.includes("node_modules")));
    });
  }

  for (const [file, declare] of [
    ["EnrollmentToken.ts", () => new EnrollmentToken("kiosk", args)],
    ["EnrollmentProfile.ts", () => new EnrollmentProfile("kiosk", { displayName: "Kiosk" })],
  ] as const) {
    it(`lead to the program, not to the base class (${file})`, () => {
      const found: string[][] = [];
      const prepare = (error: Error, frames: NodeJS.CallSite[]) => {
        found.push(frames.map((frame) => frame.getFileName() ?? ""));
        return String(error);
      };
      written<unknown>(prepare, declare);
      // The SDK leaves out the frames up to the fifth, which is that of the resource's own class.
      const [own] = found.filter((files) => files.at(-1) === __filename);
      assert.equal(basename(own?.[4] ?? ""), file);
      assert.equal(own?.[5], __filename);
    });
  }

  for (const level of ["resource", "stack"] as const) {
    it(`are whole in a transformation of the ${level}`, async () => {
      const limits: number[] = [];
      const stack = (): string => new Error("here").stack ?? "";
      const texts: string[] = [];
      const transformation: pulumi.ResourceTransformation = ({ type }) => {
        if (type === "pulumi:pulumi:Stack") return undefined;
        limits.push(Error.stackTraceLimit);
        texts.push(stack());
        return undefined;
      };
      Error.stackTraceLimit = 50;
      const declare = () =>
        new EnrollmentToken("kiosk", args, level === "resource" ? { transformations: [transformation] } : {});
      if (level === "resource") declare();
      else {
        await pulumi.runtime.runInPulumiStack(() => {
          pulumi.runtime.registerStackTransformation(transformation);
          return Promise.resolve({ urn: declare().urn });
        });
      }
      assert.deepEqual(limits, [50]);
      assert.match(texts[0] ?? "", /\n {4}at .*\n/);
    });
  }

  it("are as before after a declaration or a refusal", () => {
    const before = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
    const thrown = new Error("no more tokens");
    const refuse: pulumi.ResourceTransformation = () => {
      throw thrown;
    };
    const { stack } = thrown;
    Error.stackTraceLimit = 7;
    new EnrollmentToken("kiosk", args);
    assert.throws(() => new EnrollmentToken("", args), /name/);
    assert.throws(() => new EnrollmentToken("kiosk", args, { transformations: [refuse] }), thrown);
    assert.equal(thrown.stack, stack);
    assert.equal(Error.stackTraceLimit, 7);
    assert.deepEqual(Object.getOwnPropertyDescriptor(Error, "prepareStackTrace"), before);
    written(undefined, () => {
      new EnrollmentToken("kiosk", args);
      assert.equal("prepareStackTrace" in Error, false);
    });
  });

  const provider = { isNone: true } as unknown as pulumi.ProviderResource;
  for (const [kind, declare] of [
    ["token without a name", () => new EnrollmentToken("", { profileId: "p1", tokenValidityInSeconds: 60 })],
    ["profile without a name", () => new EnrollmentProfile("", { displayName: "Kiosk" })],
    [
      "profile with a provider that is none",
      () => new EnrollmentProfile("kiosk", { displayName: "Kiosk" }, { provider }),
    ],
  ] as const) {
    it(`what the SDK throws for a ${kind} says where it is declared`, () => {
      assert.throws(declare, ({ message, stack = "" }: Error) => {
        assert.ok(stack.includes(`Error: ${message}\n`), stack);
        assert.ok(stack.includes(__filename), stack);
        return true;
      });
    });
  }

  it("an error that has a call stack keeps it", () => {
    const error = new Error("thrown");
    const { stack } = error;
    assert.equal(withStack(error), error);
    assert.equal(error.stack, stack);
    assert.equal(withStack("no error"), "no error");
  });
});
