import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { EnrollmentTokenArgs } from "pulumi-intune-enrollment";
import { parse, stringify } from "yaml";
import { type Behaviour, type Emulator, startEmulator } from "../emulator";
import { repository } from "../../tools/repository";
import { Run } from "./run";
import { accessToken, emptyStack, type Host, host, passphrase, repositoryEngine, variablesIn } from "./setUp";
import { type Exported, filesBelow, type ResourceType, type Stored, storedOf, type Text } from "./stored";

/** Declares what `tokens.json` beside it says, so that a test changes a stack by changing data. */
const declaredTokens = `
const { EnrollmentToken } = require("pulumi-intune-enrollment");
for (const [name, { args, opts }] of Object.entries(require("./tokens.json"))) {
  exports[name] = new EnrollmentToken(name, args, opts);
}
`;

type Plain = { [Name in keyof EnrollmentTokenArgs]: Exclude<EnrollmentTokenArgs[Name], { apply: unknown }> };

/** A token as a test declares it: its arguments, with its options or without. */
export type Declared =
  Plain | { readonly args: Plain; readonly opts: { readonly deleteBeforeReplace: boolean } };

/** What the engine did, counted by its own words: create, update, same, replace, delete and so on. */
type Changes = Readonly<Record<string, number>>;

interface Options {
  /** The service, or how a fresh one without profiles is to behave. */
  readonly service?: Partial<Behaviour> | Emulator;
  /** A folder of the repository whose program is copied; default: one in JavaScript that declares `tokens.json`. */
  readonly example?: string;
  /** A folder that is there, with its packages and program, in place of a temporary one. */
  readonly folder?: string;
  /** Settings of the stack. */
  readonly config?: Readonly<Record<string, string>>;
  /** True for a folder without a stack and its settings, as a reader has it who begins. */
  readonly isBare?: boolean;
  /** What runs the hooks; default: what INTUNE_TEST_HOST says. */
  readonly host?: Host;
  /** Variables for all its commands. */
  readonly environment?: NodeJS.ProcessEnv;
}

const commandsThatAsk = ["up", "refresh", "destroy"];
const commandsWithEvents = ["preview", ...commandsThatAsk];

/**
 * A Pulumi project on disk with one stack, the real engine, and a service of its own. Nothing is written in the
 * repository, no account is needed, and the program finds the repository's packages.
 */
export class Project {
  private readonly runs: Run[] = [];
  private heard = "";

  private constructor(
    readonly emulator: Emulator,
    readonly folder: string,
    private readonly events: string,
    private readonly isTemporary: boolean,
    private readonly host: Host,
    private variables: NodeJS.ProcessEnv,
  ) {}

  static async start(options: Options = {}): Promise<Project> {
    const { service = {}, example, config = {}, isBare = false, host: own = host } = options;
    const emulator =
      "url" in service ? service : await startEmulator({ behaviour: { servedInV1: true, ...service } });
    const engine = await repositoryEngine();
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "intune-")));
    const events = await mkdtemp(join(tmpdir(), "intune-events-"));
    const project = new Project(emulator, folder, events, options.folder === undefined, own, {
      ...variablesIn(folder, engine),
      ...own.environment,
      ...options.environment,
    });
    open.push(project);
    if (example !== undefined) await cp(join(repository, example), folder, { recursive: true });
    if (project.isTemporary) await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
    if (isBare) return project;
    await cp(await emptyStack(), folder, { recursive: true });
    const isOurs = project.isTemporary && example === undefined;
    if (isOurs) await project.write("package.json", JSON.stringify({ main: "index.js" }));
    // A program that a test writes is JavaScript, which needs no compiler loaded.
    const runtime = { name: "nodejs", options: { typescript: !isOurs } };
    await project.write("Pulumi.yaml", stringify({ name: "under-test", runtime, ...own.project }));
    await project.config({ "intune:graphEndpoint": emulator.url, ...config });
    return project;
  }

  // The program and its settings.

  /** Declares tokens by their names, in place of all declared before. */
  async declare(tokens: Readonly<Record<string, Declared>>): Promise<void> {
    const entries = Object.entries(tokens).map(([name, token]) => [
      name,
      "args" in token ? token : { args: token },
    ]);
    await this.write("tokens.json", JSON.stringify(Object.fromEntries(entries)));
    await this.program(declaredTokens);
  }

  program(javaScript: string): Promise<void> {
    return this.write("index.js", javaScript);
  }

  write(name: string, text: string): Promise<void> {
    return writeFile(join(this.folder, name), text);
  }

  read(name: string): Promise<string> {
    return readFile(join(this.folder, name), "utf8");
  }

  /** Sets values in the clear; those without a namespace are the project's own. */
  async config(values: Readonly<Record<string, string>>): Promise<void> {
    const settings = parse(await this.read("Pulumi.dev.yaml")) as { config?: Record<string, unknown> };
    const named = Object.entries(values).map(([name, value]) => [
      name.includes(":") ? name : `under-test:${name}`,
      value,
    ]);
    const all = { ...settings.config, ...(Object.fromEntries(named) as Record<string, string>) };
    await this.write("Pulumi.dev.yaml", stringify({ ...settings, config: all }));
  }

  async secretConfig(name: string, value: string): Promise<void> {
    await this.run("config", "set", "--secret", name, value, "--stack", "dev");
  }

  /** Sets variables for the commands to come. */
  setEnvironment(more: NodeJS.ProcessEnv): void {
    this.variables = { ...this.variables, ...more };
  }

  /** Has the engine look for programs there first. */
  prependToPath(folder: string): void {
    this.setEnvironment({ PATH: [folder, this.variables.PATH].join(delimiter) });
  }

  // What the engine does.

  preview(...args: readonly string[]): Promise<Changes> {
    return this.changesOf("preview", args);
  }

  up(...args: readonly string[]): Promise<Changes> {
    return this.changesOf("up", args);
  }

  refresh(...args: readonly string[]): Promise<Changes> {
    return this.changesOf("refresh", args);
  }

  destroy(...args: readonly string[]): Promise<Changes> {
    return this.changesOf("destroy", args);
  }

  /** Runs a command that has to succeed; resolves with what the engine said. */
  run(command: string, ...args: readonly string[]): Promise<string> {
    return this.start(command, ...args).succeeds();
  }

  /** Starts a command of the engine. `up`, `refresh` and `destroy` neither preview nor ask. */
  start(command: string, ...args: readonly string[]): Run {
    return this.startIn(this.folder, command, ...args);
  }

  /** As {@link start}, in a copy of the project. */
  startIn(cwd: string, command: string, ...args: readonly string[]): Run {
    const flags = [
      "--non-interactive",
      ...(commandsWithEvents.includes(command) ? ["--stack", "dev"] : []),
      ...(commandsThatAsk.includes(command) ? ["--yes", "--skip-preview"] : []),
    ];
    return this.remember(new Run(["pulumi", command, ...args, ...flags], { cwd, env: this.environment }));
  }

  /** Runs command lines in a shell, with a secret to read where they ask for one. */
  shell(lines: string, more: NodeJS.ProcessEnv = {}): Promise<string> {
    const env = { ...this.environment, ...more };
    return this.remember(
      new Run(["bash", "-c", lines], { cwd: this.folder, env, input: `${passphrase}\n` }),
    ).succeeds();
  }

  /** An operation that has to fail; returns what the engine said. */
  failing(operation: () => Promise<unknown>): Promise<string> {
    return this.hearing(() => assert.rejects(operation));
  }

  /** What the engine says during an operation. */
  async hearing(operation: () => Promise<unknown>): Promise<string> {
    const before = this.everythingSaid.length;
    await operation();
    return this.everythingSaid.slice(before);
  }

  /** Everything the engine said since the start, in text and in events. */
  get everythingSaid(): string {
    return this.heard;
  }

  // What is in state.

  /** The whole state, decrypted. */
  async export(): Promise<Exported> {
    const command = ["pulumi", "stack", "export", "--show-secrets", "--stack", "dev"];
    const run = new Run(command, { cwd: this.folder, env: this.environment });
    return JSON.parse(await run.succeeds()) as Exported;
  }

  /** Takes a state over that was exported elsewhere. */
  async import(state: object): Promise<void> {
    const file = join(this.events, "import.json");
    await writeFile(file, JSON.stringify(state));
    await this.run("stack", "import", "--stack", "dev", "--file", file);
  }

  /** Takes the stack and its state to another backend, as docs/state-backends.md says. */
  async moveTo(backend: NodeJS.ProcessEnv): Promise<void> {
    const state = await this.export();
    this.setEnvironment(backend);
    await this.run("stack", "init", "dev");
    await this.import(state);
  }

  /** The resources of a type by name. */
  async stored(type: ResourceType = "EnrollmentToken"): Promise<ReadonlyMap<string, Stored>> {
    return storedOf(type, await this.export());
  }

  /** The token's outputs. */
  async state(name: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    return (await this.stored()).get(name)?.outputs;
  }

  /** The stack's outputs, decrypted, and which of them are secret. */
  async outputs(): Promise<Stored> {
    const [stack] = storedOf("Stack", await this.export()).values();
    return stack ?? assert.fail("the stack has no outputs");
  }

  urn(name: string, type: ResourceType = "EnrollmentToken"): string {
    return `urn:pulumi:dev::under-test::${this.host.typeOf(type)}::${name}`;
  }

  // What happened outside.

  /** Requests since the last call, as `GET`, `createToken` and so on. */
  requests(): string[] {
    const seen = this.emulator.requests.all().map(({ action, method }) => action ?? method);
    this.emulator.requests.clear();
    return seen;
  }

  /** All files of project and state. */
  files(): Promise<readonly Text[]> {
    return filesBelow(this.folder);
  }

  /** Fails if a token, its QR code or the access token stands anywhere on disk or in what the engine said. */
  async assertNothingLeaked(): Promise<void> {
    const tokens = this.emulator.tokens().flatMap(({ value, qrCodeContent }) => [value, qrCodeContent]);
    await this.assertNowhere([accessToken, ...tokens]);
  }

  /** Fails if a text stands on disk, but for the program and its data, or in what the engine said. */
  async assertNowhere(secrets: readonly string[]): Promise<void> {
    const written = (await this.files()).filter(
      ({ path }) => !programs.has(path.slice(dirname(path).length + 1)),
    );
    for (const { path, text } of [...written, { path: "what the engine said", text: this.everythingSaid }]) {
      for (const secret of secrets) {
        const at = text.indexOf(secret);
        // The place tells enough: a secret found is not repeated here either.
        const before = text.slice(Math.max(0, at - 60), Math.max(at, 0));
        assert.equal(at, -1, `a secret stands in ${path} after "${before}"`);
      }
    }
  }

  /** Ends all that was started, and removes the project and its service. */
  async end(): Promise<void> {
    if (open.includes(this)) open.splice(open.indexOf(this), 1);
    for (const run of this.runs) await run.clear();
    await this.emulator.close();
    await rm(this.events, { recursive: true });
    if (this.isTemporary) await rm(this.folder, { recursive: true });
  }

  /** What its commands run with. */
  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.variables };
  }

  private remember(run: Run): Run {
    this.runs.push(run);
    void run.ended().then(() => (this.heard += run.said));
    return run;
  }

  private async changesOf(command: string, args: readonly string[]): Promise<Changes> {
    const log = join(this.events, `${this.runs.length}.json`);
    const run = this.start(command, ...args, "--event-log", log);
    await run.ended();
    const lines = (await readFile(log, "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
    const events = lines
      .map((line) => JSON.parse(line) as EngineEvent)
      .filter((event) => !isDebugEvent(event));
    this.heard += events.map((event) => `${JSON.stringify(event)}\n`).join("");
    await run.succeeds();
    return events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {};
  }
}

/** The texts of the program, whose arguments may stand there in the clear. */
const programs = new Set(["index.js", "tokens.json"]);

/** Pulumi's own debug log holds every secret of every resource, which `--debug` warns of; it is not ours to mend. */
export function isDebugEvent({ diagnosticEvent }: EngineEvent): boolean {
  return (diagnosticEvent?.severity as string | undefined) === "debug";
}

const open: Project[] = [];

/** For `afterEach`: looks for secrets, ends the services, and fails on a fault that never came about. */
export async function endProjects(): Promise<void> {
  for (const project of [...open]) {
    try {
      await project.assertNothingLeaked();
      assert.deepEqual(project.emulator.unusedFaults(), []);
    } finally {
      await project.end();
    }
  }
}
