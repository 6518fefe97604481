import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What `pulumi version` prints. */
export async function askVersion(command: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await run(command, ["version"], {
    env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  return stdout.trim();
}
