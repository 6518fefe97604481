import { resolveEngine } from "../tools/engine/resolveEngine";

/** Before all tests: if the engine has to be downloaded or built, no single test waits for it. */
export async function mochaGlobalSetup(): Promise<void> {
  await resolveEngine();
}
