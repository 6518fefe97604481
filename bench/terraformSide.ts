import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Emulator, startEmulator } from "../tests/emulator";
import { executables, findExecutable, foldersOf } from "../tools/engine/find";
import { script, terraformConfiguration } from "./scripts";
import type { Operation, Side } from "./side";

const run = promisify(execFile);

/** As many at once as the provider's side has, so that the engines differ and not their settings. */
const atOnce = "-parallelism=16";
const commands: Readonly<Record<Operation, readonly string[]>> = {
  up: ["apply", "-auto-approve", atOnce],
  "no-change up": ["apply", "-auto-approve", atOnce],
  refresh: ["apply", "-refresh-only", "-auto-approve", atOnce],
  destroy: ["destroy", "-auto-approve", atOnce],
};

/** The first Terraform-compatible program on PATH. */
export async function findTerraform(): Promise<string | undefined> {
  const { engine } = executables(process.platform);
  const ending = engine.slice("pulumi".length);
  const folders = foldersOf(process.env.PATH);
  return (
    (await findExecutable(`tofu${ending}`, folders)) ?? (await findExecutable(`terraform${ending}`, folders))
  );
}

/** terraform_data with a local-exec of the script for each token. */
export class TerraformSide implements Side {
  private constructor(
    readonly what: string,
    readonly emulator: Emulator,
    private readonly program: string,
    private readonly folder: string,
  ) {}

  static async start(count: number, what: string, program: string): Promise<TerraformSide> {
    const folder = await mkdtemp(join(tmpdir(), "intune-terraform-"));
    const emulator = await startEmulator({ behaviour: { servedInV1: true } });
    const profiles = Array.from({ length: count }, () => emulator.addProfile("androidForWork").id);
    await writeFile(join(folder, "token.sh"), script);
    await writeFile(join(folder, "main.tf"), terraformConfiguration);
    await writeFile(
      join(folder, "terraform.tfvars.json"),
      JSON.stringify({ endpoint: emulator.url, profiles }),
    );
    const side = new TerraformSide(what, emulator, program, folder);
    await side.ask("init");
    return side;
  }

  async run(operation: Operation): Promise<void> {
    await this.ask(...commands[operation]);
  }

  async remove(): Promise<void> {
    await this.emulator.close();
    await rm(this.folder, { recursive: true });
  }

  private async ask(...args: readonly string[]): Promise<void> {
    const env = { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
    await run(this.program, [...args, "-input=false", "-no-color"], {
      cwd: this.folder,
      env,
      maxBuffer: Infinity,
    });
  }
}
