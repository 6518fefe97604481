import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Project } from "../engine/project";
import { startEmulator } from "../emulator";

/** The profile that the programs in the documents name. */
export const profileId = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

/**
 * A project as a reader has it when the commands of a page begin, with the real engine and an emulated Graph.
 *
 * @param program the text of the program, or the folder in the repository that holds it
 * @param stack the stack that the page speaks of
 */
export async function startReader(
  program: { readonly text: string } | { readonly folder: string },
  stack: string,
): Promise<Project> {
  const service = await startEmulator({ behaviour: { servedInV1: true } });
  service.addProfile("androidForWork", { id: profileId, displayName: "Kiosks blue" });
  service.addProfile("androidForWork", { displayName: "Kiosks green" });
  const project = await Project.start({
    service,
    isBare: true,
    ...("folder" in program ? { example: program.folder } : {}),
    environment: {
      // One that the machine has goes before what `pulumi login` says.
      PULUMI_BACKEND_URL: undefined,
      PULUMI_SKIP_CONFIRMATIONS: "true",
      PULUMI_OPTION_SKIP_PREVIEW: "true",
      ARM_GRAPH_ENDPOINT: service.url,
      ARM_ACCESS_TOKEN: "stands-in-for-a-sign-in",
    },
  });
  if ("text" in program) {
    await project.write("Pulumi.yaml", "name: enrollment\nruntime: nodejs\n");
    await project.write("package.json", JSON.stringify({ main: "index.ts" }));
    await project.write("tsconfig.json", JSON.stringify({ compilerOptions: { module: "nodenext" } }));
    await project.write("index.ts", program.text);
  }
  project.setEnvironment({ PULUMI_HOME: join(project.folder, ".home") });
  for (const name of [".state", ".elsewhere"]) await mkdir(join(project.folder, name));
  await project.shell(`pulumi login file://${project.folder}/.state`);
  await project.shell(`pulumi stack init ${stack}`);
  await project.shell(`pulumi config set-all --plaintext profileId=${profileId} --plaintext quarter=2`);
  return project;
}

/** Another place for state. */
export function elsewhere({ folder }: Project): string {
  return `file://${join(folder, ".elsewhere")}`;
}
