import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { TokenState } from "../../provider/src/lifecycle/token/state";
import { loopbackTls } from "../entra";

/** A stack with resources on these profiles, to be created at the same time. */
export interface Work {
  readonly config: Readonly<Record<string, string>>;
  readonly profileIds: readonly string[];
  /** The certificate to trust. */
  readonly certificate: string;
}

/** What became of it. */
export interface Outcome {
  readonly states: readonly TokenState[];
  readonly error?: string;
}

/**
 * Creates tokens in a thread with an environment and modules of its own: MSAL decides once for all which managed
 * identity endpoint a process has.
 */
export async function createInOwnProcess(
  work: Omit<Work, "certificate">,
  environment: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const worker = new Worker(join(__dirname, "worker.ts"), {
    execArgv: ["--require", "ts-node/register"],
    env: { PATH: process.env.PATH, ...environment },
    workerData: { ...work, certificate: loopbackTls.cert } satisfies Work,
  });
  try {
    const [outcome] = (await once(worker, "message")) as [Outcome];
    return outcome;
  } finally {
    await worker.terminate();
  }
}
