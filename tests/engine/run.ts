import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";

/** The processes of a run that a test may end. */
export type Part = "engine" | "language host" | "provider";

const commands: Readonly<Record<Exclude<Part, "engine">, RegExp>> = {
  "language host": /^\S*pulumi-language-nodejs /,
  provider: /^\S*node .*dynamic-provider/,
};

/** A command under way, in a process group of its own as a terminal would give it. */
export class Run {
  private text = "";
  private readonly child: ChildProcess;
  private readonly over: Promise<number | null>;
  private readonly left = new Set<number>();

  /**
   * @param options.input what the command reads; nothing by default
   */
  constructor(
    private readonly command: readonly string[],
    options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly input?: string },
  ) {
    const [file = "", ...args] = command;
    const { cwd, env, input } = options;
    this.child = spawn(file, args, { cwd, env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
    this.child.stdin?.on("error", () => undefined).end(input);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => (this.text += text));
    }
    this.over = once(this.child, "close").then(([code]) => code as number | null);
  }

  /** All that was shown so far. */
  get said(): string {
    return this.text;
  }

  /** Resolves with the exit code; null if the engine was killed. */
  ended(): Promise<number | null> {
    return this.over;
  }

  /** Resolves with what was shown, and rejects with it where the command fails. */
  async succeeds(): Promise<string> {
    const code = await this.over;
    if (code !== 0) throw new Error(`\`${this.command.join(" ")}\` ended with ${code}:\n${this.text}`);
    return this.text;
  }

  /** Resolves once something was shown that matches, and rejects if the command ended before. */
  async says(pattern: RegExp): Promise<void> {
    const ended = this.over.then(() => "ended" as const);
    while (!pattern.test(this.text)) {
      const heard = [this.child.stdout, this.child.stderr].map((stream) => stream && once(stream, "data"));
      if ((await Promise.race([ended, ...heard])) === "ended" && !pattern.test(this.text)) {
        throw new Error(`The command ended without saying ${String(pattern)}:\n${this.text}`);
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

  /** Ends what outlived the command. */
  async clear(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      await this.remember();
      endAtOnce(this.pid);
    }
    for (const pid of this.left) endAtOnce(pid);
    this.left.clear();
    await this.over;
  }

  private async remember(): Promise<readonly ProcessInfo[]> {
    const family = await descendantsOf(this.pid);
    for (const { pid } of family) this.left.add(pid);
    return family;
  }

  private get pid(): number {
    if (this.child.pid === undefined) throw new Error(`${this.command[0]} was not started.`);
    return this.child.pid;
  }
}

interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** The processes below one of ours, nearest first. Only these are ever ended, each by its id. */
async function descendantsOf(pid: number): Promise<readonly ProcessInfo[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,args="], {
    maxBuffer: 2 ** 26,
  });
  const all = stdout.split("\n").flatMap((line): ProcessInfo[] => {
    const [, id, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return id === undefined ? [] : [{ pid: Number(id), parent: Number(parent), command }];
  });
  const found: ProcessInfo[] = [];
  const parents = [pid];
  for (let parent = parents.shift(); parent !== undefined; parent = parents.shift()) {
    const children = all.filter((process) => process.parent === parent);
    found.push(...children);
    parents.push(...children.map((child) => child.pid));
  }
  return found;
}

function endAtOnce(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
