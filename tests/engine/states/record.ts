/**
 * Records the state that this commit's package writes, for the releases after it to be tried on:
 *
 *     npx ts-node tests/engine/states/record.ts 0.2.0
 *
 * Run it before the version goes up, and commit the files.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Emulator } from "../../emulator";
import { allKinds } from "../kinds";
import { Project } from "../project";
import { profileProgram, startProfileService, startScene } from "./scene";

async function recordTokens(version: string): Promise<void> {
  const { emulator, tokens } = await startScene();
  await record(version, emulator, Object.keys(tokens).length, (project, count) =>
    project.declare(Object.fromEntries(Object.entries(tokens).slice(0, count))),
  );
}

async function recordProfiles(version: string): Promise<void> {
  await record(`${version}-profiles`, await startProfileService(), allKinds.length, (project, count) =>
    project.program(profileProgram(count)),
  );
}

/** @param declare writes the program with so many of all resources */
async function record(
  name: string,
  emulator: Emulator,
  all: number,
  declare: (project: Project, count: number) => Promise<void>,
): Promise<void> {
  const project = await Project.start({ service: emulator });
  try {
    // One after the other, because the service numbers its profiles and tokens in order.
    for (let count = 1; count <= all; count++) {
      await declare(project, count);
      await project.up();
    }
    const state = JSON.stringify(await project.export(), withoutPlaces, 2);
    await writeFile(join(__dirname, `${name}.json`), `${state}\n`);
  } finally {
    await project.end();
  }
}

/** Where the program stood on the recording machine is nobody's business. */
function withoutPlaces(name: string, value: unknown): unknown {
  return name === "sourcePosition" || name === "stackTrace" ? undefined : value;
}

const [, , version] = process.argv;
if (version === undefined) throw new Error("Name the version that writes the state, for example 0.2.0.");
void recordTokens(version).then(() => recordProfiles(version));
