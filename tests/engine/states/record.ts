/**
 * Records the state that this commit's package writes, for the releases after it to be tried on:
 *
 *     npx ts-node tests/engine/states/record.ts 0.2.0
 *
 * Run it before the version goes up, and commit the file.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startEngineStack } from "../harness";
import { startScene } from "./scene";

async function record(version: string): Promise<void> {
  const { emulator, tokens } = await startScene();
  const stack = await startEngineStack(emulator);
  try {
    // One after the other, because the service numbers its tokens in order.
    const names = Object.keys(tokens);
    for (const index of names.keys()) {
      await stack.declare(Object.fromEntries(Object.entries(tokens).slice(0, index + 1)));
      await stack.up();
    }
    const state = JSON.stringify(await stack.export(), withoutPlaces, 2);
    await writeFile(join(__dirname, `${version}.json`), `${state}\n`);
  } finally {
    await stack.remove();
    await emulator.close();
  }
}

/** Where the program stood on the recording machine is nobody's business. */
function withoutPlaces(name: string, value: unknown): unknown {
  return name === "sourcePosition" || name === "stackTrace" ? undefined : value;
}

const [, , version] = process.argv;
if (version === undefined) throw new Error("Name the version that writes the state, for example 0.2.0.");
void record(version);
