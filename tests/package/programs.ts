import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";

const typed = `
import * as pulumi from "@pulumi/pulumi";
import { EnrollmentToken, type EnrollmentTokenArgs, IntuneError, secondsIn } from "pulumi-intune-enrollment";

const args: EnrollmentTokenArgs = { profileId: "an-id", tokenValidityInSeconds: secondsIn("P30D") };
const token = new EnrollmentToken("kiosk", args);
export const value: pulumi.Output<string> = token.tokenValue;
export const isOurs = (error: unknown) => error instanceof IntuneError && error.code === "forbidden";
// @ts-expect-error -- so the types are there, and are not any
export const wrong: pulumi.Output<number> = token.tokenValue;
`;

const untyped = `
const { EnrollmentToken, secondsIn } = require("pulumi-intune-enrollment");
/** @param {string} profileId */
exports.declare = (profileId) =>
  new EnrollmentToken("kiosk", { profileId, tokenValidityInSeconds: secondsIn("P30D") }).tokenValue;
// @ts-expect-error -- so the types are there, and are not any
exports.wrong = () => secondsIn(30);
`;

/** A program of a user's, and how it is compiled. */
interface Form {
  readonly file: string;
  readonly text: string;
  readonly options: ts.CompilerOptions;
}

export const forms: Readonly<Record<string, Form>> = {
  nodenext: { file: "nodenext.ts", text: typed, options: { module: ts.ModuleKind.NodeNext } },
  "nodenext, as an ES module": {
    file: "esm.mts",
    text: typed,
    options: { module: ts.ModuleKind.NodeNext },
  },
  node16: { file: "node16.ts", text: typed, options: { module: ts.ModuleKind.Node16 } },
  commonjs: { file: "commonjs.ts", text: typed, options: { module: ts.ModuleKind.CommonJS } },
  "commonjs, resolved as older compilers do": {
    file: "node10.ts",
    text: typed,
    options: {
      module: ts.ModuleKind.CommonJS,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- programs that are older than its end
      moduleResolution: ts.ModuleResolutionKind.Node10,
      ignoreDeprecations: "6.0",
    },
  },
  JavaScript: {
    file: "plain.js",
    text: untyped,
    options: { module: ts.ModuleKind.NodeNext, allowJs: true, checkJs: true },
  },
};

/** The compiler's faults in a program that stands in the folder. */
export async function faultsOf({ file, text, options }: Form, folder: string): Promise<string[]> {
  const path = join(folder, file);
  await writeFile(path, text);
  const program = ts.createProgram([path], {
    target: ts.ScriptTarget.ES2022,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
    ...options,
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}
