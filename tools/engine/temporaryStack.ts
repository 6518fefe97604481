import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation";
import { resolveEngine } from "./resolveEngine";

const repository = resolve(__dirname, "../..");

/** A Pulumi project of its own in a temporary folder, with a stack whose state lies in the same folder. */
export interface TemporaryStack {
  readonly folder: string;
  readonly stack: Stack;
  remove(): Promise<void>;
}

let found: ReturnType<typeof findEngine> | undefined;

/** Once a process: looking asks the engine for its version, and so does the Automation API. */
async function findEngine() {
  const { environment } = await resolveEngine();
  // The Automation API starts whatever `pulumi` is on its own process's PATH.
  Object.assign(process.env, environment);
  return { environment, pulumiCommand: await PulumiCommand.get() };
}

/**
 * Copies a program out of the repository and makes a stack of it. Nothing is written in the checkout, no account is
 * needed, and the program finds the repository's packages.
 *
 * @param program the folder with the program; none for a project whose program is still to be written
 */
export async function createTemporaryStack(name: string, program?: string): Promise<TemporaryStack> {
  found ??= findEngine();
  const { environment, pulumiCommand } = await found;
  const folder = await mkdtemp(join(tmpdir(), `intune-${name}-`));
  if (program !== undefined) await cp(join(repository, program), folder, { recursive: true });
  // A program that a test writes is JavaScript, which needs no compiler loaded.
  const runtime = { name: "nodejs", options: { typescript: program !== undefined } };
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  const workspace = await LocalWorkspace.create({
    workDir: folder,
    pulumiCommand,
    projectSettings: { name, runtime },
    envVars: {
      // As a variable, which goes before one that the machine has; and without the files of attributes, whose writing a
      // killed engine can leave half done (docs/state-backends.md).
      PULUMI_BACKEND_URL: `file://${folder}?metadata=skip`,
      PULUMI_CONFIG_PASSPHRASE: "only for this temporary stack",
      ...environment,
    },
  });
  const stack = await Stack.create("dev", workspace);
  return { folder, stack, remove: () => rm(folder, { recursive: true }) };
}
