/** Microsoft Graph on this machine, to try a stack without a tenant: `npm run emulator -- --help`. */
import { parseArgs } from "node:util";
import { startEmulator, summary } from "./index";

const usage = `npm run emulator -- [options]

  --port <number>   listen on this port (default: any free one)
  --version-1.0     serve the profiles under v1.0 too, not only under beta
  --throttle        refuse requests above Graph's documented limits
  --help            show this text`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "0" },
      "version-1.0": { type: "boolean", default: false },
      throttle: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  if (!/^\d{1,5}$/.test(values.port)) throw new Error(`--port takes a number, not "${values.port}".`);

  const emulator = await startEmulator({
    port: Number(values.port),
    behaviour: { servedInV1: values["version-1.0"] },
    throttle: values.throttle,
    onRequest: (request) => {
      console.log(summary(request));
    },
  });
  // Two of the first kind, so that every example can be tried.
  const kiosk = emulator.addProfile("androidForWork", { displayName: "Kiosk tablets" });
  const lobby = emulator.addProfile("androidForWork", { displayName: "Lobby tablets" });
  const scanners = emulator.addProfile("androidDeviceOwner", { displayName: "Warehouse scanners" });

  console.log(`Microsoft Graph is emulated at ${emulator.url}

  androidForWork      ${kiosk.id}  ${kiosk.displayName ?? ""}
  androidForWork      ${lobby.id}  ${lobby.displayName ?? ""}
  androidDeviceOwner  ${scanners.id}  ${scanners.displayName ?? ""}

To point a stack at it:

  pulumi config set intune:graphEndpoint ${emulator.url}
  pulumi config set intune:accessToken --secret any-text-will-do
`);

  const stop = (): void => {
    void emulator.close();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 1;
});
