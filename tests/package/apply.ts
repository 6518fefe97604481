import { delimiter } from "node:path";
import { LocalWorkspace, type OutputMap, Stack } from "@pulumi/pulumi/automation";
import { resolveEngine } from "../../tools/engine/resolveEngine";
import { startEmulator } from "../emulator";

/** What came of it: the outputs, and the states of the service's tokens after either step. */
interface Applied {
  readonly outputs: OutputMap;
  readonly afterUp: readonly string[];
  readonly afterDestroy: readonly string[];
}

/** Runs `pulumi up` and `pulumi destroy` in a folder, with the Node.js that lies in another one. */
export async function applyAndDestroy(folder: string, nodeFolder: string): Promise<Applied> {
  const emulator = await startEmulator({ behaviour: { servedInV1: true } });
  const states = () => emulator.tokens().map(({ state }) => state);
  try {
    const { environment } = await resolveEngine();
    Object.assign(process.env, environment);
    const workspace = await LocalWorkspace.create({
      workDir: folder,
      projectSettings: { name: "outside", runtime: "nodejs" },
      envVars: {
        ...environment,
        PATH: `${nodeFolder}${delimiter}${environment.PATH}`,
        PULUMI_BACKEND_URL: `file://${folder}`,
        PULUMI_CONFIG_PASSPHRASE: "only for this test",
      },
    });
    const stack = await Stack.createOrSelect("dev", workspace);
    await stack.setAllConfig({
      "intune:graphEndpoint": { value: emulator.url },
      "intune:accessToken": { value: "a-bearer", secret: true },
      "outside:profileId": { value: emulator.addProfile("androidForWork").id },
    });
    const { outputs } = await stack.up();
    const afterUp = states();
    await stack.destroy();
    return { outputs, afterUp, afterDestroy: states() };
  } finally {
    await emulator.close();
  }
}
