import { rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { type Engine, resolveEngine } from "../../tools/engine/resolveEngine";
import { repository } from "../../tools/repository";
import { Run } from "./run";
import type { ResourceType } from "./stored";

export const passphrase = "only for this temporary stack";

export const accessToken = "access-token-of-the-engine-tests";

/** How the resources of a program under test reach their provider. */
export interface Host {
  /** What the engine's processes need in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the project's file has besides. */
  readonly project: object;
  /** The type of a resource, as it stands in URNs. */
  readonly typeOf: (resource: ResourceType) => string;
}

export const pluginFolder = join(repository, "provider/dist/plugin");

export const hosts = {
  "dynamic resource": {
    environment: {},
    project: {},
    typeOf: (resource) => `pulumi-nodejs:dynamic/intune:${resource}`,
  },
  // The same programs: before they begin, the SDK is changed so that their resources have the plugin's types.
  plugin: {
    environment: { NODE_OPTIONS: `--require ${join(__dirname, "overPlugin.cjs")}` },
    project: { plugins: { providers: [{ name: "intune", path: pluginFolder }] } },
    typeOf: (resource) => `intune:index:${resource}`,
  },
} as const satisfies Readonly<Record<string, Host>>;

const chosen = process.env.INTUNE_TEST_HOST;

/** The host of the tests that try one alone: what INTUNE_TEST_HOST names. */
export const host = hostNamed(chosen ?? "dynamic resource");

/** The hosts of the tests that try each: both, unless INTUNE_TEST_HOST names one. */
export const hostsUnderTest: Readonly<Record<string, Host>> =
  chosen === undefined ? hosts : { [chosen]: host };

function hostNamed(name: string): Host {
  const found = (hosts as Readonly<Record<string, Host>>)[name];
  if (found !== undefined) return found;
  throw new Error(`INTUNE_TEST_HOST is "${name}", expected one of: ${Object.keys(hosts).join(", ")}.`);
}

let found: Promise<Engine> | undefined;

/** Once a process: looking asks the engine for its version. */
export function repositoryEngine(): Promise<Engine> {
  return (found ??= resolveEngine());
}

/** Skips the test, and says why in its title, where the engine's language host does not know what the test needs. */
export async function needsNewHost(test: Mocha.Context): Promise<void> {
  if (!(await repositoryEngine()).hasOldHost) return;
  if (test.test !== undefined) test.test.title += " (skipped: the language host that Go builds is too old)";
  test.skip();
}

export function variablesIn(folder: string, { environment }: Engine): NodeJS.ProcessEnv {
  return {
    // As a variable, which goes before one that the machine has; and without the files of attributes, whose writing a
    // killed engine can leave half done (docs/state-backends.md).
    PULUMI_BACKEND_URL: `file://${folder}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    // For `--event-log`.
    PULUMI_DEBUG_COMMANDS: "true",
    // The programs find the repository's packages, and the engine would look for the plugin of each: without a network for
    // more than two seconds in every command.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // Types are checked by the compiler, once, and not in every run of a program.
    TS_NODE_TRANSPILE_ONLY: "true",
    ...environment,
  };
}

let made: Promise<string> | undefined;

/**
 * The settings and the state of a stack without resources, as the engine writes them: made once a process, and copied
 * for each project, which saves two runs of the engine each.
 */
export function emptyStack(): Promise<string> {
  return (made ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), "intune-template-"));
    process.once("exit", () => {
      rmSync(folder, { recursive: true, force: true });
    });
    await writeFile(join(folder, "Pulumi.yaml"), stringify({ name: "under-test", runtime: "nodejs" }));
    const env = { ...process.env, ...variablesIn(folder, await repositoryEngine()) };
    await new Run(["pulumi", "stack", "init", "dev"], { cwd: folder, env }).succeeds();
    const secret = ["--secret", `intune:accessToken=${accessToken}`];
    await new Run(["pulumi", "config", "set-all", ...secret], { cwd: folder, env }).succeeds();
    await rm(join(folder, "Pulumi.yaml"));
    return folder;
  })());
}
