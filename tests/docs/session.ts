import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { resolveEngine } from "../../tools/engine/resolveEngine";
import { type Emulator, startEmulator } from "../emulator";
import { repository } from "./documents";

/** The profile that the programs in the documents name. */
export const profileId = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

/** The reader's only secret: what is asked for twice has to be the same. */
const passphrase = "only for this test";

/** A project as a reader has it when the commands of a page begin, with the real engine and an emulated Graph. */
export class Session {
  private constructor(
    readonly emulator: Emulator,
    private readonly root: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /**
   * @param program the text of the program, or the folder in the repository that holds it
   * @param stack the stack that the page speaks of
   */
  static async start(program: { readonly text: string } | { readonly folder: string }, stack: string) {
    const emulator = await startEmulator({ behaviour: { servedInV1: true } });
    emulator.addProfile("androidForWork", { id: profileId, displayName: "Kiosks blue" });
    emulator.addProfile("androidForWork", { displayName: "Kiosks green" });
    const root = await mkdtemp(join(tmpdir(), "intune-commands-"));
    const { environment } = await resolveEngine();
    const session = new Session(emulator, root, {
      ...process.env,
      ...environment,
      PULUMI_HOME: join(root, "home"),
      // One that the machine has goes before what `pulumi login` says.
      PULUMI_BACKEND_URL: undefined,
      PULUMI_CONFIG_PASSPHRASE: passphrase,
      PULUMI_SKIP_CONFIRMATIONS: "true",
      PULUMI_OPTION_SKIP_PREVIEW: "true",
      // Types are checked by typescript.test.ts.
      TS_NODE_TRANSPILE_ONLY: "true",
      ARM_GRAPH_ENDPOINT: emulator.url,
      ARM_ACCESS_TOKEN: "stands-in-for-a-sign-in",
    });
    await mkdir(session.folder);
    await symlink(join(repository, "node_modules"), join(session.folder, "node_modules"));
    if ("folder" in program) {
      await cp(join(repository, program.folder), session.folder, { recursive: true });
    } else {
      await session.write("Pulumi.yaml", "name: enrollment\nruntime: nodejs\n");
      await session.write("package.json", JSON.stringify({ main: "index.ts" }));
      await session.write("tsconfig.json", JSON.stringify({ compilerOptions: { module: "nodenext" } }));
      await session.write("index.ts", program.text);
    }
    for (const name of ["state", "elsewhere"]) await mkdir(join(root, name));
    await session.run(`pulumi login file://${root}/state`);
    await session.run(`pulumi stack init ${stack}`);
    await session.run(`pulumi config set-all --plaintext profileId=${profileId} --plaintext quarter=2`);
    return session;
  }

  private get folder(): string {
    return join(this.root, "project");
  }

  /** Another place for state. */
  get elsewhere(): string {
    return `file://${join(this.root, "elsewhere")}`;
  }

  /**
   * Runs commands in a shell, with a secret to read where they ask for one; rejects where they fail.
   *
   * @param more environment variables besides those of every command
   * @returns all that was shown
   */
  async run(line: string, more: NodeJS.ProcessEnv = {}): Promise<string> {
    const environment = { ...this.environment, ...more };
    const shell = spawn("bash", ["-c", line], { cwd: this.folder, env: environment });
    shell.stdin.end(`${passphrase}\n`);
    const [stdout, stderr, [code]] = await Promise.all([
      text(shell.stdout),
      text(shell.stderr),
      once(shell, "close") as Promise<[number]>,
    ]);
    if (code !== 0) throw new Error(`\`${line}\` ended with ${code}:\n${stdout}${stderr}`);
    return stdout + stderr;
  }

  /** A file that a command wrote into the project's folder. */
  read(name: string): Promise<string> {
    return readFile(join(this.folder, name), "utf8");
  }

  async end(): Promise<void> {
    await this.emulator.close();
    await rm(this.root, { recursive: true });
  }

  private write(name: string, content: string): Promise<void> {
    return writeFile(join(this.folder, name), content);
  }
}
