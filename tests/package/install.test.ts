import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";
import { resolveEngine } from "../../tools/engine/resolveEngine";
import { startEmulator } from "../emulator";
import { describeOutside } from "./outside";
import { repository } from "./packed";

describeOutside("npm", (folder) => {
  it("issues and revokes a token with pulumi up and destroy", async () => {
    const emulator = await startEmulator({ behaviour: { servedInV1: true } });
    try {
      for (const file of ["index.ts", "tsconfig.json"]) {
        await cp(join(repository, "examples/kiosk", file), join(folder(), file));
      }
      const { environment } = await resolveEngine();
      Object.assign(process.env, environment);
      const { id: profileId } = emulator.addProfile("androidForWork");
      const workspace = await LocalWorkspace.create({
        workDir: folder(),
        projectSettings: { name: "outside", runtime: "nodejs", backend: { url: `file://${folder()}` } },
        envVars: { PULUMI_CONFIG_PASSPHRASE: "only for this test", ...environment },
      });
      const stack = await Stack.create("dev", workspace);
      await stack.setAllConfig({
        "intune:graphEndpoint": { value: emulator.url },
        "intune:accessToken": { value: "a-bearer", secret: true },
        "outside:profileId": { value: profileId },
      });
      await stack.up();
      assert.equal(emulator.tokens(profileId)[0]?.state, "active");
      await stack.destroy();
      assert.equal(emulator.tokens(profileId)[0]?.state, "revoked");
    } finally {
      await emulator.close();
    }
  });
});
