import { resolveEngine } from "../tools/engine/resolveEngine";

/** Before all tests: where the engine has to be built first, that takes minutes, which no single test waits for. */
export async function mochaGlobalSetup(): Promise<void> {
  await resolveEngine();
}
