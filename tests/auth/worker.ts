// Runs in a thread that `createInOwnProcess` starts.
import tls from "node:tls";
import { parentPort, workerData } from "node:worker_threads";
import { configure, create } from "./drive";
import type { Outcome, Work } from "./ownProcess";

const { config, profileIds, certificate } = workerData as Work;
tls.setDefaultCACertificates([certificate]);

async function run(): Promise<Outcome> {
  try {
    const provider = configure(config, () => undefined);
    return { states: await Promise.all(profileIds.map((profileId) => create(provider, { profileId }))) };
  } catch (error) {
    return { states: [], error: error instanceof Error ? error.message : String(error) };
  }
}

void run().then((outcome) => parentPort?.postMessage(outcome));
