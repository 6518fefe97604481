import { createRequire } from "node:module";
import { join } from "node:path";
import { log } from "@pulumi/pulumi";
import { IntuneError } from "../errors";

/** The module that a resource's `__provider` text loads. The path is part of the persisted format. */
export function providerModule(kind: string): string {
  return `pulumi-intune-enrollment/provider/${kind}`;
}

/** The engine starts the program and the provider in the same folder. The program may change its folder later. */
const startedIn = process.cwd();

/** What was found in this run is not looked up again for each resource. */
const found = new Set<string>();

/**
 * Checks, before a resource is registered, that the engine will find this package. The engine loads it in a process of
 * its own, from the folder of the Pulumi program. A program that has the package only through another package (pnpm), or
 * only in a bundle (esbuild), works up to that point and then fails with Node.js's `Cannot find module`.
 *
 * Only a program that Pulumi's language host started is checked. An inline program of the Automation API cannot know
 * where the engine runs, and a test with mocks has no engine.
 *
 * @param folder where the engine looks
 * @param program the main module of this process
 * @throws {IntuneError} `configuration`: names the folder, and the command that installs the package there
 */
export function checkInstalled(
  kind: string,
  name: string,
  folder: string = startedIn,
  program: string | undefined = process.argv[1],
): void {
  if (program === undefined || !isLanguageHost(program)) return;
  const specifier = providerModule(kind);
  const key = `${folder}\n${specifier}`;
  if (found.has(key)) return;
  // The file need not exist: Node.js looks in node_modules of its folder and of those above.
  const load = createRequire(join(folder, "index.js"));
  try {
    load.resolve(specifier);
  } catch (cause) {
    throw new IntuneError("configuration", adviceFor(kind, name, folder, cause), { cause });
  }
  found.add(key);
  warnOfOtherRelease((load("pulumi-intune-enrollment/package.json") as Manifest).version, folder);
}

interface Manifest {
  readonly version: string;
}

/** With `require`, a bundle holds the version of the release that it was made from. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const ownManifest = require("../../package.json") as Manifest;

/** A component can bring its own release. Then the arguments of one release reach the hooks of another. */
function warnOfOtherRelease(version: string, folder: string): void {
  if (version === ownManifest.version) return;
  void log.warn(
    `The program uses pulumi-intune-enrollment ${ownManifest.version}, and the engine will run ${version}, which is installed in ` +
      `${folder}. Install one version for both: an argument that ${version} does not know is refused.`,
  );
}

/** The script of the SDK that the language host starts, and that then loads the program. */
function isLanguageHost(program: string): boolean {
  return /[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]run([\\/]index(\.js)?)?$/.test(program);
}

function adviceFor(kind: string, name: string, folder: string, cause: unknown): string {
  const isOld = (cause as NodeJS.ErrnoException).code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
  const fault = isOld
    ? `the pulumi-intune-enrollment found from ${folder} is an older release without this resource`
    : `pulumi-intune-enrollment is not installed where the Pulumi engine looks for it, in ${folder}`;
  return (
    `${kind} ${JSON.stringify(name)}: ${fault}. In that folder, run "npm install pulumi-intune-enrollment" ` +
    `("pnpm add" or "yarn add"). It has to be a dependency of the project that Pulumi runs, even if another package ` +
    "or a bundle already contains it: the engine loads it in a process of its own. Nothing was sent."
  );
}
