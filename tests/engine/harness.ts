import assert from "node:assert/strict";
import { mkdir, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Deployment, OutputMap } from "@pulumi/pulumi/automation";
import { createTemporaryStack, type TemporaryStack } from "../../tools/engine/temporaryStack";
import { type Behaviour, type Emulator, startEmulator } from "../emulator";
import { type Declared, declaredTokens } from "./declared";
import { filesBelow, type Text } from "./files";
import { type Changes, Hearing } from "./hearing";
import { type Stored, storedOf } from "./stored";

const bearer = "bearer-of-the-engine-tests";

export type ResourceType = "EnrollmentToken" | "EnrollmentProfile";

interface PreviewOptions {
  readonly refresh?: boolean;
  /** Folders of policy packs to apply under, and the files that configure them. */
  readonly policyPacks?: string[];
  readonly policyPackConfigs?: string[];
}

interface UpOptions extends PreviewOptions {
  /** URNs of resources to replace although nothing about them changed. */
  readonly replace?: string[];
  readonly continueOnError?: boolean;
}

/** A Pulumi project on disk with one stack, the real engine, and a service of its own. */
export class EngineStack {
  private readonly heard = new Hearing();
  private readonly outputs: () => Promise<OutputMap>;

  constructor(
    readonly emulator: Emulator,
    private readonly project: TemporaryStack,
  ) {
    const { stack } = project;
    this.outputs = stack.outputs.bind(stack);
    // The Automation API asks for the outputs after each `up`, and for the history after each operation, in three
    // processes. Few tests want the outputs, and the last of the engine's events tells what it did.
    stack.outputs = () => Promise.resolve({});
    stack.info = () => Promise.resolve(undefined);
  }

  private get stack() {
    return this.project.stack;
  }

  get folder(): string {
    return this.project.folder;
  }

  /** Leaves the project with the SDK alone. Returns what installs the package again. */
  async uninstallPackage(): Promise<() => Promise<void>> {
    const modules = join(this.folder, "node_modules");
    const installed = await readlink(modules);
    await rm(modules);
    await mkdir(modules);
    await symlink(join(installed, "@pulumi"), join(modules, "@pulumi"));
    return async () => {
      await rm(modules, { recursive: true });
      await symlink(installed, modules);
    };
  }

  /** What a command needs that is given beside this class. */
  get environment(): Readonly<Record<string, string>> {
    return this.stack.workspace.envVars;
  }

  remove(): Promise<void> {
    return this.project.remove();
  }

  /** The program: tokens by name, with their arguments. */
  async declare(tokens: Readonly<Record<string, Declared>>): Promise<void> {
    const entries = Object.entries(tokens).map(([name, token]) => [
      name,
      "args" in token ? token : { args: token },
    ]);
    await writeFile(join(this.folder, "tokens.json"), JSON.stringify(Object.fromEntries(entries)));
    await this.program(declaredTokens);
  }

  async program(javaScript: string): Promise<void> {
    await writeFile(join(this.folder, "index.js"), javaScript);
  }

  async config(name: string, value: string, secret = false): Promise<void> {
    await this.stack.setConfig(name, { value, secret });
  }

  /** Has the engine look for programs there first. */
  prependToPath(folder: string): void {
    const { envVars } = this.stack.workspace;
    envVars.PATH = [folder, envVars.PATH].join(delimiter);
  }

  async preview(options: PreviewOptions = {}): Promise<Changes> {
    const { changeSummary } = await this.stack.preview({ ...this.heard.listeners, ...options });
    return changeSummary;
  }

  async up(options: UpOptions = {}): Promise<{ changes: Changes }> {
    await this.stack.up({ ...this.heard.listeners, showSecrets: false, ...options });
    return { changes: this.heard.changes };
  }

  async upWithOutputs(options: UpOptions = {}): Promise<{ changes: Changes; outputs: OutputMap }> {
    return { ...(await this.up(options)), outputs: await this.outputs() };
  }

  /** An operation that is to fail; returns what the engine said. */
  failing(operation: () => Promise<unknown>): Promise<string> {
    return this.hearing(() => assert.rejects(operation));
  }

  /** What the engine says while it does something. */
  hearing(operation: () => Promise<unknown>): Promise<string> {
    return this.heard.during(operation);
  }

  /** @param target URNs of the resources to refresh; all where none is given */
  async refresh(target: string[] = []): Promise<void> {
    await this.stack.refresh({ ...this.heard.listeners, showSecrets: false, target });
  }

  async destroy({ runProgram = false, continueOnError = false } = {}): Promise<void> {
    const options = { showSecrets: false, runProgram, continueOnError };
    await this.stack.destroy({ ...this.heard.listeners, ...options });
  }

  /** The URN of a resource of the stack. */
  urn(name: string, type: ResourceType = "EnrollmentToken"): string {
    const { name: stack } = this.stack;
    return `urn:pulumi:${stack}::under-test::pulumi-nodejs:dynamic/intune:${type}::${name}`;
  }

  /** The whole state, decrypted. */
  export(): Promise<Deployment> {
    return this.stack.exportStack();
  }

  /** Takes a state over that was exported elsewhere under the same passphrase. */
  import(state: Deployment): Promise<void> {
    return this.stack.importStack(state);
  }

  /** The resources of a type by name, as they stand in state. */
  async stored(type: ResourceType = "EnrollmentToken"): Promise<ReadonlyMap<string, Stored>> {
    return storedOf(type, await this.export());
  }

  /** The token's outputs as they stand in state. */
  async state(name: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    return (await this.stored()).get(name)?.outputs;
  }

  /** An output of the resource, decrypted. */
  async output(name: string, property: string): Promise<unknown> {
    const outputs = await this.outputs();
    return (outputs[name]?.value as Record<string, unknown> | undefined)?.[property];
  }

  /** Everything the engine said since the start. */
  get everythingSaid(): string {
    return this.heard.everything;
  }

  /** All files of project and backend, and all as one text. */
  async everything(): Promise<{ files: readonly Text[]; written: string }> {
    const files = await filesBelow(this.folder);
    return { files, written: files.map(({ text }) => text).join("\n") };
  }

  requests(): string[] {
    const seen = this.emulator.requests.all().map(({ action, method }) => action ?? method);
    this.emulator.requests.clear();
    return seen;
  }

  /** Fails where a token, its QR code or the bearer stands anywhere on disk or in what the engine said. */
  async assertNothingLeaked(): Promise<void> {
    const tokens = this.emulator.tokens();
    const secrets = [bearer, ...tokens.flatMap(({ value, qrCodeContent }) => [value, qrCodeContent])];
    const written = await filesBelow(this.folder);
    if (tokens.length > 0) {
      const found = written.some(({ path }) => path.includes("history"));
      assert.ok(found, "the scan reads the stack's history");
    }
    for (const { path, text } of [...written, { path: "what the engine said", text: this.everythingSaid }]) {
      for (const secret of secrets) {
        const at = text.indexOf(secret);
        // The place tells enough: a secret found is not repeated here either.
        assert.equal(
          at,
          -1,
          `a secret stands in ${path} after "${text.slice(Math.max(0, at - 60), Math.max(at, 0))}"`,
        );
      }
    }
  }
}

const open: EngineStack[] = [];

/**
 * A fresh project outside the repository that has this repository's packages.
 *
 * @param service a service, or how a fresh one without profiles is to behave
 */
export async function startEngineStack(service: Partial<Behaviour> | Emulator = {}): Promise<EngineStack> {
  const project = await createTemporaryStack("under-test");
  await writeFile(join(project.folder, "package.json"), JSON.stringify({ main: "index.js" }));
  const emulator = isEmulator(service)
    ? service
    : await startEmulator({ behaviour: { servedInV1: true, ...service } });
  const stack = new EngineStack(emulator, project);
  open.push(stack);
  await project.stack.setAllConfig({
    "intune:graphEndpoint": { value: emulator.url },
    "intune:accessToken": { value: bearer, secret: true },
  });
  return stack;
}

function isEmulator(service: object): service is Emulator {
  return "url" in service;
}

/** For `afterEach`: looks for secrets, ends the services, and fails on a fault that never came about. */
export async function stopEngineStacks(): Promise<void> {
  for (const stack of open.splice(0)) {
    await stack.emulator.close();
    try {
      await stack.assertNothingLeaked();
      assert.deepEqual(stack.emulator.unusedFaults(), []);
    } finally {
      await stack.remove();
    }
  }
}
