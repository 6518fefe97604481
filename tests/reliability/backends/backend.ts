import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** Where stacks of several machines keep their state, for the length of a test. */
export interface Backend {
  /** What `pulumi login` takes. */
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Resolves with the first match in what a server says; rejects with all it said where it ends before. */
export async function saysOnceReady(server: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  let said = "";
  return new Promise((resolve, reject) => {
    const hear = (text: string) => {
      said += text;
      const match = pattern.exec(said);
      if (match) resolve(match);
    };
    server.stdout?.setEncoding("utf8").on("data", hear);
    server.stderr?.setEncoding("utf8").on("data", hear);
    server.once("error", reject);
    server.once("exit", () => {
      reject(new Error(`The server ended: ${said}`));
    });
  });
}

export async function end(server: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill(signal);
  await ended;
}
