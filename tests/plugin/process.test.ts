import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type sendUnaryData, Server, type ServerUnaryCall } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { type LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { repository } from "../../tools/repository";
import { type Emulator, startEmulator } from "../emulator";
import { pluginFolder } from "../engine/setUp";
import { listen, ProviderProcess, secret, urnOf, type Values } from "./client";

const kiosk = urnOf("EnrollmentToken", "kiosk");

/** As much of an engine as a plugin speaks to. */
class Engine {
  private readonly heard = new EventEmitter();
  /** The first that it is told. */
  readonly told = once(this.heard, "log") as Promise<[LogRequest]>;
  private readonly server = new Server();

  async listen(): Promise<string> {
    const log = (call: ServerUnaryCall<LogRequest, Empty>, done: sendUnaryData<Empty>) => {
      this.heard.emit("log", call.request);
      done(null, new Empty());
    };
    this.server.addService(EngineService, { log });
    return listen(this.server);
  }

  end(): void {
    this.server.forceShutdown();
  }
}

describe("the executable of the plugin", function () {
  this.timeout(30_000);
  let emulator: Emulator;
  let engine: Engine;
  let plugin: ProviderProcess;
  let inputs: Values;

  beforeEach(async () => {
    emulator = await startEmulator({ behaviour: { servedInV1: true } });
    engine = new Engine();
    plugin = await ProviderProcess.start(join(pluginFolder, "pulumi-resource-intune"), await engine.listen());
    await plugin.configure({ graphEndpoint: emulator.url, accessToken: secret("access-token-of-the-test") });
    const { id: profileId } = emulator.addProfile("androidForWork");
    ({ inputs } = await plugin.check(kiosk, { profileId, tokenValidityInSeconds: 1800 }));
  });
  afterEach(async () => {
    await plugin.end();
    engine.end();
    await emulator.close();
  });

  it("tells its version and its schema", async () => {
    const info = await plugin.call<PluginInfo>((done) => plugin.client.getPluginInfo(new Empty(), done));
    const { version } = JSON.parse(await readFile(join(repository, "provider/package.json"), "utf8")) as {
      version: string;
    };
    assert.equal(info.getVersion(), version);
    const answer = await plugin.call<proto.GetSchemaResponse>((done) =>
      plugin.client.getSchema(new proto.GetSchemaRequest(), done),
    );
    assert.equal((JSON.parse(answer.getSchema()) as { version: string }).version, version);
  });

  it("speaks by the engine's log, at the resource that it is about", async () => {
    const [warning] = await engine.told;
    assert.equal(warning.getSeverity(), LogSeverity.WARNING);
    assert.match(warning.getMessage(), /^tokenValidityInSeconds 1800 /);
    assert.equal(warning.getUrn(), kiosk);
  });

  it("ends with its engine", async () => {
    const ended = once(plugin.child, "exit");
    engine.end();
    assert.deepEqual(await ended, [0, null]);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`lets a request under way end after ${signal}`, async () => {
      const hold = emulator.hold({ action: "createToken" }, { commit: "after" });
      const creating = plugin.create(kiosk, inputs);
      await hold.arrived;
      const ended = once(plugin.child, "exit");
      plugin.child.kill(signal);
      hold.release();
      const [, props] = await creating;
      assert.deepEqual(props.tokenValue, secret(emulator.tokens()[0]?.value));
      plugin.client.close();
      assert.deepEqual(await ended, [0, null]);
    });
  }

  it("has the licences of what it is made of beside it", async () => {
    const licences = await readFile(join(pluginFolder, "LICENSES-OF-OTHERS.txt"), "utf8");
    for (const name of [
      "@azure/identity",
      "@grpc/grpc-js",
      "@pulumi/pulumi",
      "google-protobuf",
      "got",
      "uqr",
    ]) {
      assert.match(licences, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)\n\n\\S`, "m"), name);
    }
  });
});
