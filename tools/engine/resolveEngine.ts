import { delimiter, join } from "node:path";
import { cachedEngine, cachedIn, makeCachedEngine, type Say } from "./cache";
import { ENGINE_VERSION, type FoundEngine, pathEngine } from "./find";
import { findGo, goBuild, install, readPins } from "./make";
import { repository } from "../repository";

const NODE_MODULES = join(repository, "node_modules");

export interface Engine extends FoundEngine {
  /**
   * True if the language host is the old one, which is all that can be built with Go. It passes a program's calls on to
   * the engine, and does not know those that came later: resource hooks and stack transforms.
   */
  readonly hasOldHost: boolean;
  /** What to add to a process's environment so that the engine finds its plugins and the repository's Node.js. */
  readonly environment: {
    readonly PATH: string;
    readonly PULUMI_SKIP_UPDATE_CHECK: "true";
    readonly NODE_COMPILE_CACHE: string;
  };
}

/** No way led to an engine. `errors` keeps why, in the order in which the ways were tried. */
export class EngineNotFoundError extends AggregateError {
  override readonly name = "EngineNotFoundError";
}

/**
 * The Pulumi engine to run: the user's own, a cached one, or one made now: downloaded in seconds, or built in about five
 * minutes. Each way costs more than the one before, and is tried only if that failed.
 *
 * Rejects with an EngineNotFoundError if no way leads to one.
 *
 * @param options.environment where PATH and the cache are looked up; default the process's own
 * @param options.say shows a line of progress; default on stderr
 * @param options.download puts an engine into a folder's `bin`; default by Pulumi's own installer
 */
export async function resolveEngine(
  options: {
    readonly environment?: NodeJS.ProcessEnv;
    readonly say?: Say;
    readonly download?: (folder: string, say: Say) => Promise<void>;
  } = {},
): Promise<Engine> {
  const { environment = process.env, say = sayOnStderr, download = install } = options;
  const { installed, built } = cachedIn(environment, await readPins());
  const using = { environment, say };
  const found = await firstOf([
    ["pulumi on PATH", () => pathEngine(environment)],
    ["the cache, downloaded", () => cachedEngine(installed, environment)],
    ["the cache, built", () => cachedEngine(built, environment)],
    [
      "Pulumi's own installer",
      () => makeCachedEngine(installed, "install", using, (folder) => download(folder, say)),
    ],
    [
      "a build with Go",
      async () => {
        await findGo(environment);
        return makeCachedEngine(built, "go", using, (folder) => goBuild(folder, environment, say));
      },
    ],
  ]);
  const { binDirectory } = found;
  // Within a process that has it on PATH already, the built engine is found there.
  const hasOldHost = binDirectory === join(built, "bin");
  return { ...found, hasOldHost, environment: engineEnvironment(binDirectory, environment.PATH) };
}

async function firstOf(
  ways: readonly (readonly [name: string, find: () => Promise<FoundEngine>])[],
): Promise<FoundEngine> {
  const failures: { name: string; error: unknown }[] = [];
  for (const [name, find] of ways) {
    try {
      return await find();
    } catch (error) {
      failures.push({ name, error });
    }
  }
  throw new EngineNotFoundError(
    failures.map(({ error }) => error),
    [
      `There is no Pulumi engine to run. Tried, in this order:`,
      ...failures.map(({ name, error }, index) => `  ${index + 1}. ${name}: ${reason(error)}`),
      `Install Pulumi ${ENGINE_VERSION} or newer (https://www.pulumi.com/docs/install/) so that \`pulumi\` is on PATH,`,
      `or install Go (https://go.dev/dl/), with which this repository builds the engine itself. Then run this again.`,
    ].join("\n"),
  );
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().replaceAll("\n", "\n     ");
}

/**
 * The engine's language host and launcher run `node` from PATH. The repository's own Node.js therefore comes first, even
 * before the engine's folder: where a package manager put `pulumi`, an older `node` often lies beside it.
 *
 * Each command of the engine starts Node.js afresh, twice. The compile cache spares it from compiling the same packages
 * again, and goes with the packages when they are installed anew.
 */
function engineEnvironment(binDirectory: string, path: string | undefined): Engine["environment"] {
  const rest = (path ?? "").split(delimiter).filter((folder) => folder !== "");
  return {
    PATH: [...new Set([join(NODE_MODULES, ".bin"), binDirectory, ...rest])].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    NODE_COMPILE_CACHE: join(NODE_MODULES, ".cache/node"),
  };
}

function sayOnStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
