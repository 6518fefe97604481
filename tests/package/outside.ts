import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { Project } from "../engine/project";
import type { Stored } from "../engine/stored";
import { type Manager, managers, pack, run, versionsOf } from "./packed";

/** A program of a user's: its main file, and how it is compiled. */
interface Program {
  readonly file: string;
  readonly text: string;
  readonly options: Readonly<Record<string, string | boolean>>;
}

const typed = `
import * as pulumi from "@pulumi/pulumi";
import { EnrollmentToken, type EnrollmentTokenArgs, IntuneError, secondsIn } from "pulumi-intune-enrollment";

declare const process: { readonly version: string };
const args: EnrollmentTokenArgs = {
  profileId: new pulumi.Config().require("profileId"),
  tokenValidityInSeconds: secondsIn("P30D"),
};
const token = new EnrollmentToken("kiosk", args);
export const node = process.version;
export const value: pulumi.Output<string> = token.tokenValue;
export const isOurs = new Error() instanceof IntuneError;
// @ts-expect-error -- so the types are there, and are not any
export const wrong: pulumi.Output<number> = token.tokenValue;
`;

const untyped = `
const pulumi = require("@pulumi/pulumi");
const { EnrollmentToken, secondsIn } = require("pulumi-intune-enrollment");
const profileId = new pulumi.Config().require("profileId");
const token = new EnrollmentToken("kiosk", { profileId, tokenValidityInSeconds: secondsIn("P30D") });
exports.node = process.version;
exports.value = token.tokenValue;
// @ts-expect-error -- so the types are there, and are not any
const wrong = () => secondsIn(30);
`;

export const programs = {
  nodenext: { file: "index.ts", text: typed, options: { module: "nodenext" } },
  node16: { file: "index.ts", text: typed, options: { module: "node16" } },
  commonjs: { file: "index.ts", text: typed, options: { module: "commonjs", moduleResolution: "bundler" } },
  JavaScript: {
    file: "index.js",
    text: untyped,
    options: { module: "nodenext", allowJs: true, checkJs: true },
  },
} satisfies Record<string, Program>;

/** Forms that are only compiled: Pulumi loads ES modules in a way of its own, and the other's days are over. */
export const typedOnly = {
  esModule: { file: "index.mts", text: typed, options: { module: "nodenext" } },
  olderCompiler: {
    file: "index.ts",
    text: typed,
    options: { module: "commonjs", moduleResolution: "node10", ignoreDeprecations: "6.0" },
  },
} satisfies Record<string, Program>;

/** Writes the program into a folder, with the settings for the compiler that Pulumi and an editor read. */
async function writeProgram({ file, text, options }: Program, folder: string): Promise<void> {
  await writeFile(join(folder, file), text);
  const common = { target: "es2022", strict: true, skipLibCheck: true, noEmit: true, types: [] };
  const settings = { compilerOptions: { ...common, ...options }, files: [file] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(settings));
}

/** The compiler's faults in the program that stands in the folder. */
function faultsIn(folder: string): string[] {
  const path = join(folder, "tsconfig.json");
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as { config: unknown };
  const { fileNames, options, errors } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const found = [...errors, ...ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options))];
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

/** How a project outside the repository is made. */
interface Outside {
  readonly manager: Manager;
  readonly program: keyof typeof programs;
  /** The version of Node.js that it brings along; without one it runs with the repository's. */
  readonly node?: string;
  /** Versions of packages that are not the repository's, Pulumi's SDK among them. */
  readonly versions?: Readonly<Record<string, string>>;
  /** More tests in its folder. */
  readonly more?: (folder: () => string) => void;
}

/** What holds in a project that has the package, whoever installed it. */
export function describeOutside({ manager, program, node, versions = {}, more }: Outside): void {
  const sdk = versions["@pulumi/pulumi"];
  const named = [node && `, with Node.js ${node}`, sdk && `, with Pulumi's SDK ${sdk}`].join("");
  describe(`the package, installed by ${manager} outside the repository${named}`, function () {
    this.timeout(180_000);
    let folder: string;
    let nodeFolder: string;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), `intune-${manager}-`));
      await installIn(folder, manager, {
        ...versions,
        ...(node === undefined ? {} : { [nodePackage]: node }),
      });
      nodeFolder =
        node === undefined ? dirname(process.execPath) : join(folder, "node_modules", nodePackage, "bin");
    });
    after(() => rm(folder, { recursive: true }));
    const evaluate = async (type: string, text: string) => {
      const command = join(nodeFolder, "node");
      return (await run(command, [`--input-type=${type}`, "--eval", text], { cwd: folder })).stdout;
    };

    it("is required and imported by plain JavaScript", async () => {
      const required = `process.stdout.write(String(require("pulumi-intune-enrollment").secondsIn("PT1M")))`;
      const imported = `import { secondsIn } from "pulumi-intune-enrollment"; process.stdout.write(String(secondsIn("PT1M")))`;
      assert.equal(await evaluate("commonjs", required), "60");
      assert.equal(await evaluate("module", imported), "60");
    });

    for (const resource of ["EnrollmentToken", "EnrollmentProfile"]) {
      it(`has the provider that the persisted text of an ${resource} names`, async () => {
        const text = `exports.handler=()=>require("pulumi-intune-enrollment/provider/${resource}")`;
        const hooks = ["configure", "check", "diff", "create", "update", "read", "delete"];
        const script = `const m={exports:{}};new Function("require","exports",${JSON.stringify(text)})(require,m.exports);
        const provider=m.exports.handler();
        console.log(${JSON.stringify(hooks)}.filter((hook)=>typeof provider[hook]==="function").join())`;
        assert.deepEqual((await evaluate("commonjs", script)).trim().split(","), hooks);
      });
    }

    it(`is applied by pulumi up and destroy: a ${program} program`, async () => {
      await writeProgram(programs[program], folder);
      const { outputs, secrets, afterUp, afterDestroy } = await applyAndDestroy(folder, nodeFolder);
      assert.equal(outputs.node, node === undefined ? process.version : `v${node}`);
      assert.ok(secrets.includes("value"));
      assert.deepEqual([afterUp, afterDestroy], [["active"], ["revoked"]]);
    });

    more?.(() => folder);
  });
}

/** A test for each of the programs that the compiler finds no fault in it, where the package is installed. */
export function itTypes(programs: Readonly<Record<string, Program>>): (folder: () => string) => void {
  return (folder) => {
    for (const [name, program] of Object.entries(programs)) {
      it(`types a program: ${name}`, async () => {
        await writeProgram(program, folder());
        assert.deepEqual(faultsIn(folder()), []);
      });
    }
  };
}

/** Node.js as a package; it needs no install script. */
const nodePackage = `node-${process.platform}-${process.arch}`;

async function installIn(
  folder: string,
  manager: Manager,
  versions: Readonly<Record<string, string>>,
): Promise<void> {
  const { tarball } = await pack(folder);
  const dependencies = {
    "pulumi-intune-enrollment": `file:${tarball}`,
    ...(await versionsOf("@pulumi/pulumi", "ts-node", "typescript")),
    ...versions,
  };
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ name: "outside", private: true, dependencies }),
  );
  await managers[manager](folder);
}

/** What came of it: the outputs, and the states of the service's tokens after either step. */
interface Applied {
  readonly outputs: Stored["outputs"];
  readonly secrets: readonly string[];
  readonly afterUp: readonly string[];
  readonly afterDestroy: readonly string[];
}

/** Runs `pulumi up` and `pulumi destroy` in a folder, with the Node.js that lies in another one. */
export async function applyAndDestroy(folder: string, nodeFolder: string): Promise<Applied> {
  // The compiler that the project has checks its program's types, as it does for users.
  const project = await Project.start({ folder, environment: { TS_NODE_TRANSPILE_ONLY: undefined } });
  try {
    project.prependToPath(nodeFolder);
    await project.config({ profileId: project.emulator.addProfile("androidForWork").id });
    const states = () => project.emulator.tokens().map(({ state }) => state);
    await project.up();
    const { outputs, secrets } = await project.outputs();
    const afterUp = states();
    await project.destroy();
    return { outputs, secrets, afterUp, afterDestroy: states() };
  } finally {
    await project.end();
  }
}
