import { SemVer } from "semver";
import { withProgress, type Progress } from "./progress";
import { ENGINE_VERSION } from "./version";

/** Has the Automation API download the engine into the folder's `bin`. */
export async function install(folder: string, progress: Progress): Promise<void> {
  const what = `Downloading Pulumi ${ENGINE_VERSION} with its own installer`;
  progress.say(what);
  await withProgress(what, progress, async () => {
    // Loading the SDK takes a second, which only this last way has to spend.
    const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
    await PulumiCommand.install({ root: folder, version: new SemVer(ENGINE_VERSION) });
  });
}
