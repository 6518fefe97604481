import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";

/** A program of a user's: its main file, and how it is compiled. */
export interface Program {
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
export async function writeProgram({ file, text, options }: Program, folder: string): Promise<void> {
  await writeFile(join(folder, file), text);
  const common = { target: "es2022", strict: true, skipLibCheck: true, noEmit: true, types: [] };
  const settings = { compilerOptions: { ...common, ...options }, files: [file] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(settings));
}

/** The compiler's faults in the program that stands in the folder. */
export function faultsIn(folder: string): string[] {
  const path = join(folder, "tsconfig.json");
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as { config: unknown };
  const { fileNames, options, errors } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const found = [...errors, ...ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options))];
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}
