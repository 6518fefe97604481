import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EnrollmentTokenArgs } from "pulumi-intune-enrollment";
import { createTemporaryStack, type TemporaryStack } from "../../tools/engine/temporaryStack";
import { type Behaviour, type Emulator, startEmulator } from "../emulator";
import type { Backend } from "./backends/backend";
import { EngineRun } from "./engineRun";

const program = `
const { EnrollmentToken } = require("pulumi-intune-enrollment");
for (const [name, args] of Object.entries(require("./tokens.json"))) new EnrollmentToken(name, args);
`;

const stack = "dev";

/** Plain arguments, as JSON has them. */
export type Args = {
  [Name in keyof EnrollmentTokenArgs]: Exclude<EnrollmentTokenArgs[Name], { apply: unknown }>;
};

/** A resource as it stands in state, decrypted. */
export interface StoredToken {
  readonly name: string;
  readonly tokenValue: string | undefined;
  readonly pending: boolean;
}

interface Exported {
  readonly deployment: {
    readonly resources?: readonly { readonly urn: string; readonly outputs?: Record<string, unknown> }[];
    readonly pending_operations?: readonly { readonly type: string; readonly resource: { urn: string } }[];
  };
}

/** A project with one stack, a service of its own, and the engine as a command that can be interrupted. */
export class Project {
  private readonly runs: EngineRun[] = [];

  private constructor(
    readonly emulator: Emulator,
    private readonly temporary: TemporaryStack,
    private environment: Readonly<Record<string, string>>,
  ) {}

  static async start(
    options: {
      readonly behaviour?: Partial<Behaviour>;
      readonly config?: Readonly<Record<string, string>>;
      /** The program; by default one that declares what {@link declare} says. */
      readonly program?: string;
    } = {},
  ): Promise<Project> {
    const temporary = await createTemporaryStack("reliability");
    const emulator = await startEmulator({ behaviour: { servedInV1: true, ...options.behaviour } });
    const { folder, stack: workspaceStack } = temporary;
    const config = { graphEndpoint: emulator.url, apiVersion: "v1.0", ...options.config };
    await workspaceStack.setAllConfig({
      ...Object.fromEntries(Object.entries(config).map(([name, value]) => [`intune:${name}`, { value }])),
      "intune:accessToken": { value: "bearer-of-the-reliability-tests", secret: true },
    });
    await writeFile(join(folder, "package.json"), JSON.stringify({ main: "index.js" }));
    await writeFile(join(folder, "index.js"), options.program ?? program);
    return new Project(emulator, temporary, workspaceStack.workspace.envVars);
  }

  get folder(): string {
    return this.temporary.folder;
  }

  async declare(tokens: Readonly<Record<string, Args>>): Promise<void> {
    await writeFile(join(this.folder, "tokens.json"), JSON.stringify(tokens));
  }

  /** Starts a command of the engine. `up`, `refresh` and `destroy` neither preview nor ask. */
  start(command: string, ...args: string[]): EngineRun {
    return this.startIn(this.folder, command, ...args);
  }

  /** As {@link start}, in a copy of the project. */
  startIn(cwd: string, command: string, ...args: string[]): EngineRun {
    const changes = ["up", "refresh", "destroy"].includes(command);
    const env = { ...process.env, ...this.environment };
    const run = new EngineRun(
      [command, ...(changes ? ["--yes", "--skip-preview", "--stack", stack] : []), ...args],
      { cwd, env },
    );
    this.runs.push(run);
    return run;
  }

  /** Runs a command that has to succeed; resolves with what the engine said. */
  async run(command: string, ...args: string[]): Promise<string> {
    const run = this.start(command, ...args);
    const code = await run.ended();
    if (code !== 0) throw new Error(`pulumi ${command} ended with ${code}:\n${run.everythingSaid}`);
    return run.everythingSaid;
  }

  /** Takes the stack and its state to another backend, as RELIABILITY.md says. */
  async moveTo(backend: Pick<Backend, "url" | "environment">): Promise<void> {
    const state = join(this.folder, "state.json");
    await this.run("stack", "export", "--stack", stack, "--file", state);
    this.environment = { ...this.environment, ...backend.environment, PULUMI_BACKEND_URL: backend.url };
    await this.run("stack", "init", stack);
    await this.run("stack", "import", "--stack", stack, "--file", state);
  }

  async stored(): Promise<{ tokens: readonly StoredToken[]; pendingOperations: readonly string[] }> {
    const path = join(this.folder, "exported.json");
    await this.run("stack", "export", "--stack", stack, "--show-secrets", "--file", path);
    const { deployment } = await readExported(path);
    await rm(path);
    const { resources = [], pending_operations: pending = [] } = deployment;
    const tokens = resources.filter(({ urn }) => urn.includes("EnrollmentToken::"));
    return {
      tokens: tokens.map(({ urn, outputs = {} }) => ({
        name: nameIn(urn),
        tokenValue: plain(outputs.tokenValue),
        pending: outputs.pendingIssue !== undefined,
      })),
      pendingOperations: pending.map(({ type, resource }) => `${type} ${nameIn(resource.urn)}`).sort(),
    };
  }

  /** Ends all that was started, and removes the folder. */
  async remove(): Promise<void> {
    for (const run of this.runs) await run.clear();
    await this.emulator.close();
    await this.temporary.remove();
  }
}

async function readExported(path: string): Promise<Exported> {
  return JSON.parse(await readFile(path, "utf8")) as Exported;
}

function nameIn(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** A secret output holds its value as JSON in `plaintext`. */
function plain(output: unknown): string | undefined {
  if (typeof output === "string") return output;
  const { plaintext } = (output ?? {}) as { plaintext?: string };
  return plaintext === undefined ? undefined : (JSON.parse(plaintext) as string);
}
