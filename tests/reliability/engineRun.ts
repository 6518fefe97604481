import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { descendantsOf, endAtOnce, type ProcessInfo } from "./processes";

/** The processes of a run that a test may end. */
export type Part = "engine" | "language host" | "provider";

const commands: Readonly<Record<Exclude<Part, "engine">, RegExp>> = {
  "language host": /^\S*pulumi-language-nodejs /,
  provider: /^\S*node .*dynamic-provider/,
};

/** One command of the engine, under way, in a process group of its own as a terminal would give it. */
export class EngineRun {
  private said = "";
  private readonly child: ChildProcess;
  private readonly over: Promise<number | null>;
  private readonly left = new Map<number, ProcessInfo>();

  constructor(
    readonly args: readonly string[],
    options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  ) {
    this.child = spawn("pulumi", [...args, "--non-interactive"], {
      ...options,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => (this.said += text));
    }
    this.over = once(this.child, "close").then(([code]) => code as number | null);
  }

  /** All that the engine has said so far. */
  get everythingSaid(): string {
    return this.said;
  }

  /** Resolves once the engine has said something that matches, and rejects where it ended before. */
  async says(pattern: RegExp): Promise<void> {
    const ended = this.over.then(() => "ended" as const);
    while (!pattern.test(this.said)) {
      const heard = [this.child.stdout, this.child.stderr].map((stream) => stream && once(stream, "data"));
      if ((await Promise.race([ended, ...heard])) === "ended" && !pattern.test(this.said)) {
        throw new Error(`The engine ended without saying ${String(pattern)}:\n${this.said}`);
      }
    }
  }

  /** kill -9, and nothing else ended with it. */
  async kill(part: Part): Promise<void> {
    const family = await this.remember();
    const victim =
      part === "engine" ? this.pid : family.find(({ command }) => commands[part].test(command))?.pid;
    if (victim === undefined) {
      throw new Error(`There is no ${part} among ${family.map(({ command }) => command).join("; ")}`);
    }
    endAtOnce(victim);
  }

  /** Ctrl-C: a terminal sends it to the whole group. */
  interrupt(): void {
    process.kill(-this.pid, "SIGINT");
  }

  /** Resolves with the exit code; null where the engine was killed. */
  async ended(): Promise<number | null> {
    return this.over;
  }

  /** Ends what outlived the engine. */
  async clear(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      await this.remember();
      endAtOnce(this.pid);
    }
    for (const { pid } of this.left.values()) endAtOnce(pid);
    this.left.clear();
    await this.over;
  }

  private async remember(): Promise<readonly ProcessInfo[]> {
    const family = await descendantsOf(this.pid);
    for (const process of family) this.left.set(process.pid, process);
    return family;
  }

  private get pid(): number {
    if (this.child.pid === undefined) throw new Error("The engine was not started.");
    return this.child.pid;
  }
}
