import { createInterface } from "node:readline/promises";
import { type Clock, systemClock } from "../clock";
import type { WriteLimit } from "../lifecycle/session";

/** What a command gets from the process that runs it. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the Pulumi project is, for `--stack`. */
  readonly folder: string;
  readonly clock: Clock;
  /** Writes a result to stdout. */
  readonly print: (text: string) => void;
  /** Writes a message for the person to stderr. */
  readonly notify: (message: string) => void;
  /** Asks a yes-or-no question; undefined if nobody can answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** Default: Graph's documented limit. */
  readonly writeLimit?: WriteLimit;
}

/** 0: success; 1: there are findings, or it failed; 2: wrong usage; 130: interrupted. */
export type ExitStatus = 0 | 1 | 2 | 130;

/** The process's own terminal. */
export function processTerminal(interrupt: AbortController): Terminal {
  const { env, stdin, stdout, stderr } = process;
  const interrupted = interrupt.signal;
  return {
    environment: env,
    folder: process.cwd(),
    clock: systemClock,
    print: (text) => stdout.write(`${text}\n`),
    notify: (message) => stderr.write(`${message}\n`),
    confirm:
      stdin.isTTY && stderr.isTTY
        ? async (question) => {
            const lines = createInterface({ input: stdin, output: stderr });
            // While a line is read, Ctrl-C is a character, not a signal.
            lines.on("SIGINT", () => {
              interrupt.abort();
            });
            try {
              return /^y(es)?$/i.test((await lines.question(question, { signal: interrupted })).trim());
            } finally {
              lines.close();
            }
          }
        : undefined,
    interrupted,
  };
}

/** Waits for the work, but throws the signal's reason as soon as the person interrupts. The work itself continues. */
export async function unlessInterrupted<Result>(
  work: Promise<Result>,
  interrupted: AbortSignal,
): Promise<Result> {
  interrupted.throwIfAborted();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = () => {
    reject(interrupted.reason as Error);
  };
  interrupted.addEventListener("abort", stop);
  try {
    return await Promise.race([work, stopped]);
  } finally {
    interrupted.removeEventListener("abort", stop);
  }
}
