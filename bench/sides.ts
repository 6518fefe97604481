import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Emulator, startEmulator } from "../tests/emulator";
import { type Declared, Project } from "../tests/engine/project";
import { type Host, hosts } from "../tests/engine/setUp";
import { executables, findExecutable, foldersOf } from "../tools/engine/find";
import { script, terraformConfiguration } from "./programs";

export const operations = ["up", "no-change up", "refresh", "destroy"] as const;
export type Operation = (typeof operations)[number];

/** One way to have so many tokens, or resources in their place, on its way through the operations. */
export interface Side {
  readonly what: string;
  readonly emulator: Emulator;
  run(operation: Operation): Promise<void>;
  remove(): Promise<void>;
}

/** Bytes of a resource in the state file, on average. */
export interface StateSize {
  readonly whole: number;
  readonly inputsAndOutputs: number;
  readonly provider: number;
}

/** Writes are paced for each tenant: with so many resources a tenant, nothing has to wait. */
const resourcesPerTenant = 100;

/** A side that Pulumi runs. */
export class PulumiSide implements Side {
  private constructor(
    private readonly project: Project,
    readonly what: string,
  ) {}

  /**
   * @param program declares what `tokens.json` says; by default EnrollmentTokens
   * @param files what lies beside it, by name
   * @param host what runs the hooks of EnrollmentTokens
   */
  static async start(
    count: number,
    what: string,
    program?: string,
    files: Readonly<Record<string, string>> = {},
    host: Host = hosts["dynamic resource"],
  ): Promise<PulumiSide> {
    const project = await Project.start({ config: { "intune:apiVersion": "v1.0" }, host });
    const tokens = declared(project, count);
    await project.declare(tokens);
    if (program !== undefined) {
      await project.program(program);
      await project.write("tokens.json", JSON.stringify(tokens));
    }
    for (const [name, text] of Object.entries(files)) await project.write(name, text);
    return new PulumiSide(project, what);
  }

  get emulator(): Emulator {
    return this.project.emulator;
  }

  async run(operation: Operation): Promise<void> {
    await this.project.run(operation === "no-change up" ? "up" : operation);
  }

  async stateSize(): Promise<StateSize> {
    const state = await this.project.read(".pulumi/stacks/under-test/dev.json");
    const { checkpoint } = JSON.parse(state) as Stored;
    const resources = checkpoint.latest.resources.filter(({ type }) => !type.startsWith("pulumi:"));
    const average = (size: (resource: StoredResource) => number) =>
      Math.round(resources.reduce((sum, resource) => sum + size(resource), 0) / resources.length);
    const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
    return {
      whole: average(bytes),
      inputsAndOutputs: average(({ inputs, outputs }) => bytes(inputs) + bytes(outputs)),
      provider: average(({ inputs }) => String(inputs.__provider).length),
    };
  }

  remove(): Promise<void> {
    return this.project.end();
  }
}

function declared({ emulator }: Project, count: number): Record<string, Declared> {
  const entries = Array.from({ length: count }, (_, index): [string, Declared] => {
    const tenantId = `tenant-${Math.floor(index / resourcesPerTenant)}.example`;
    const tenant = count > resourcesPerTenant ? { tenantId } : {};
    const { id: profileId } = emulator.addProfile("androidForWork");
    return [`kiosk-${index}`, { profileId, tokenValidityInSeconds: 864_000, ...tenant }];
  });
  return Object.fromEntries(entries);
}

interface Stored {
  readonly checkpoint: { readonly latest: { readonly resources: readonly StoredResource[] } };
}

interface StoredResource {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

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
    await promisify(execFile)(this.program, [...args, "-input=false", "-no-color"], {
      cwd: this.folder,
      env,
      maxBuffer: Infinity,
    });
  }
}
