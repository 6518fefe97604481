import { cp, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(__dirname, "../..");

/**
 * Copies a policy pack out of the repository. The engine has a pack in `runtime: nodejs` run by the language host, and
 * the host that the repository can build is too old for that. For a runtime without a host it starts a launcher by name,
 * as it did for Node.js before: so the copy names such a runtime, and the launcher starts the SDK's own runner.
 *
 * @returns the folder of the copy, which has to be on PATH for the launcher's sake
 */
export async function copyPolicyPack(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "intune-policy-"));
  await cp(join(repository, source), folder, { recursive: true });
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  const project = join(folder, "PulumiPolicy.yaml");
  const text = await readFile(project, "utf8");
  await writeFile(project, text.replace(/^runtime: nodejs$/m, "runtime: node"));
  const launcher = join(folder, "pulumi-analyzer-policy-node");
  const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  await writeFile(launcher, `#!/bin/sh\nexec node "${runner}" "$@"\n`, { mode: 0o755 });
  return folder;
}
