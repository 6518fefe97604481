import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Executables } from "./executables";
import { directoryOf, goModules } from "./goModules";
import { withProgress, type Progress } from "./progress";

const run = promisify(execFile);

/** What the go command says last is why it failed; before that it lists downloads. */
const LINES_OF_A_FAILURE = 15;

/** Builds the engine and its language host from the pinned modules into the folder. */
export async function goBuild(
  binDirectory: string,
  using: {
    readonly go: string;
    readonly names: Executables;
    readonly environment: NodeJS.ProcessEnv;
    readonly progress: Progress;
  },
): Promise<void> {
  // A workspace around this checkout would override the pins; C code would tie the cache to one system's libraries.
  const environment = { ...using.environment, GOWORK: "off", CGO_ENABLED: "0" };
  for (const [index, module] of goModules.entries()) {
    const name = using.names[module.makes];
    const what = `Building ${name} (${index + 1} of ${goModules.length})`;
    using.progress.say(what);
    await withProgress(what, using.progress, async () => {
      const output = join(binDirectory, name);
      const flags = ["-mod=readonly", "-buildvcs=false", "-trimpath", "-ldflags", module.linkerFlags];
      try {
        await run(using.go, ["build", ...flags, "-o", output, module.package], {
          cwd: directoryOf(module),
          env: environment,
          maxBuffer: Infinity,
        });
      } catch (error) {
        throw new Error(`\`go build\` of ${module.package} failed:\n${lastLines(error)}`, { cause: error });
      }
    });
  }
}

function lastLines(error: unknown): string {
  const output = error instanceof Error && "stderr" in error ? error.stderr : undefined;
  const text = typeof output === "string" && output.trim() !== "" ? output : String(error);
  return text.trim().split("\n").slice(-LINES_OF_A_FAILURE).join("\n");
}
