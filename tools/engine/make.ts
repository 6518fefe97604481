/** Making an engine that is not there: with Pulumi's own installer, or from pinned Go modules. */
import { execFile } from "node:child_process";
import { access, copyFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { SemVer } from "semver";
import { cacheFolder, hashOf, makeOnce, type Say, withProgress } from "./cache";
import { ENGINE_VERSION, executables, findExecutable, foldersOf, type Executables } from "./find";

const INSTALLER = "https://get.pulumi.com";
const NETWORK_TIMEOUT_IN_MILLISECONDS = 5000;

/** Has Pulumi's own installer download the engine into the folder's `bin`. Fails within seconds without a network. */
export async function install(folder: string, say: Say): Promise<void> {
  try {
    const signal = AbortSignal.timeout(NETWORK_TIMEOUT_IN_MILLISECONDS);
    await fetch(`${INSTALLER}/install.sh`, { method: "HEAD", signal });
  } catch (error) {
    throw new Error(`${INSTALLER} cannot be reached.`, { cause: error });
  }
  await withProgress(`Downloading Pulumi ${ENGINE_VERSION} with its own installer`, say, async () => {
    // Loading the SDK takes a second, which only this way has to spend.
    const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
    await PulumiCommand.install({ root: folder, version: new SemVer(ENGINE_VERSION) });
  });
}

interface GoModule {
  /** The folder, beside this file, of the go.mod and go.sum that pin the build. */
  readonly folder: string;
  readonly package: string;
  readonly makes: keyof Executables;
  readonly linkerFlags: string;
}

/**
 * Two modules, because the two programs need one Go module in two versions. The SDK's module held the Node.js language
 * host up to 3.68; the module it moved to cannot be had from the module proxy. The host of 3.68 runs today's SDK under
 * the pinned engine, but for what Engine.hasOldHost says.
 */
const goModules: readonly GoModule[] = [
  {
    folder: "language-nodejs",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    makes: "languageHost",
    linkerFlags: "-s -w",
  },
  {
    folder: "pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    makes: "engine",
    // The version is not in the source: what is linked in here is what `pulumi version` answers.
    linkerFlags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${ENGINE_VERSION}`,
  },
];

/** Everything that decides what the build with Go makes. */
export async function readPins(): Promise<readonly string[]> {
  const files = goModules.flatMap(({ folder }) => [
    join(__dirname, folder, "go.mod"),
    join(__dirname, folder, "go.sum"),
  ]);
  const contents = [...files, launcherOfSdk()].map((file) => readFile(file, "utf8"));
  return [JSON.stringify(goModules), ...(await Promise.all(contents))];
}

/** What the go command says last is why it failed; before that it lists downloads. */
const LINES_OF_A_FAILURE = 15;

/** Builds the engine and its language host from the pinned modules into the folder's `bin`. */
export async function goBuild(folder: string, environment: NodeJS.ProcessEnv, say: Say): Promise<void> {
  const names = executables();
  const binDirectory = join(folder, "bin");
  await mkdir(binDirectory);
  const go = await findGo(environment);
  say(`Building Pulumi ${ENGINE_VERSION} from pinned Go modules.`);
  say("This takes about five minutes and is done once.");
  for (const [index, module] of goModules.entries()) {
    const name = names[module.makes];
    await withProgress(`Building ${name} (${index + 1} of ${goModules.length})`, say, () =>
      buildModule(go, module, join(binDirectory, name), environment),
    );
  }
  await copyFile(launcherOfSdk(), join(binDirectory, names.launcher));
}

/** The language hosts of programs that are not in Node.js. */
const languageHosts = {
  yaml: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
  go: "github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go",
} as const;

/** The folder with the host of a language, for PATH. The first time it takes minutes where Go has to build it. */
export async function languageHostFolder(language: keyof typeof languageHosts): Promise<string> {
  const name = `pulumi-language-${language}${process.platform === "win32" ? ".exe" : ""}`;
  const onPath = await findExecutable(name, foldersOf(process.env.PATH));
  if (onPath !== undefined) return dirname(onPath);
  const module = { folder: `language-${language}`, package: languageHosts[language], linkerFlags: "-s -w" };
  const pins = ["go.mod", "go.sum"].map((file) => readFile(join(__dirname, module.folder, file), "utf8"));
  const hash = hashOf([JSON.stringify(module), ...(await Promise.all(pins))]);
  const key = `${process.platform}-${process.arch}-${hash}`;
  const folder = join(cacheFolder(process.env), module.folder, key);
  const say = (line: string) => {
    process.stderr.write(`${line}\n`);
  };
  const mustBeThere = (place: string) => access(join(place, "bin", name));
  await makeOnce(folder, say, mustBeThere, async (partial) => {
    await mkdir(join(partial, "bin"));
    const file = join(partial, "bin", name);
    const go = await findGo(process.env);
    await withProgress(`Building ${name}`, say, () => buildModule(go, module, file, process.env));
  });
  return join(folder, "bin");
}

/** Builds one program from a pinned module. */
async function buildModule(
  go: string,
  module: Pick<GoModule, "folder" | "package" | "linkerFlags">,
  file: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  // A workspace around this checkout would override the pins; C code would tie the cache to one system's libraries.
  const env = { ...environment, GOWORK: "off", CGO_ENABLED: "0" };
  const flags = ["-mod=readonly", "-buildvcs=false", "-trimpath", "-ldflags", module.linkerFlags];
  const args = ["build", ...flags, "-o", file, module.package];
  try {
    await promisify(execFile)(go, args, { cwd: join(__dirname, module.folder), env, maxBuffer: Infinity });
  } catch (error) {
    throw new Error(`\`go build\` of ${module.package} failed:\n${lastLines(error)}`, { cause: error });
  }
}

export async function findGo({ PATH }: NodeJS.ProcessEnv): Promise<string> {
  const go = await findExecutable(process.platform === "win32" ? "go.exe" : "go", foldersOf(PATH));
  if (go === undefined) throw new Error("There is no `go` on PATH.");
  return go;
}

/** The launcher of dynamic providers, as the SDK this repository has installed brings it. */
function launcherOfSdk(): string {
  return join(dirname(require.resolve("@pulumi/pulumi/package.json")), executables().launcher);
}

function lastLines(error: unknown): string {
  const output = error instanceof Error && "stderr" in error ? error.stderr : undefined;
  const text = typeof output === "string" && output.trim() !== "" ? output : String(error);
  return text.trim().split("\n").slice(-LINES_OF_A_FAILURE).join("\n");
}
