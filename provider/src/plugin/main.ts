/** The executable that the engine starts for each provider of a stack. It answers on the port that it prints. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { systemClock } from "../clock";
import { readSettings } from "../config/settings";
import { Session } from "../lifecycle/session";
import { EngineLink } from "./engineLink";
import { pluginService } from "./service";

/** The same as the SDK's. Large values of a stack pass through here whole. */
const longestMessageInBytes = 400 * 1024 * 1024;

const schema = readFileSync(join(__dirname, "schema.json"), "utf8");
const { version } = JSON.parse(schema) as { version: string };
let engine: EngineLink | undefined;

const server = new Server({ "grpc.max_receive_message_length": longestMessageInBytes });
server.addService(
  ResourceProviderService,
  pluginService({
    version,
    schema: () => schema,
    openSession: (setting, keys) =>
      new Session({
        settings: readSettings(setting, process.env, keys, process.env.PULUMI_PROJECT),
        clock: systemClock,
        notify: (message) => {
          say(message);
        },
      }),
    say,
    attach,
  }),
);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});

// Flags may come first.
const address = process.argv.slice(2).findLast((argument) => !argument.startsWith("-"));
if (address !== undefined) attach(address);

// The engine waits five seconds after this signal, so that requests under way can end.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    server.tryShutdown(() => {
      process.exit(0);
    });
  });
}

function attach(engineAddress: string): void {
  engine = new EngineLink(engineAddress);
  void engine.ended().then(() => {
    process.exit(0);
  });
}

function say(message: string, urn = ""): void {
  if (engine === undefined) process.stderr.write(`intune: ${message}\n`);
  else engine.say(message, urn);
}
