/** Providers as the engine sees them: over gRPC, on loopback. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { credentials, Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { readSettings } from "../../provider/src/config/settings";
import { Session } from "../../provider/src/lifecycle/session";
import { pluginService } from "../../provider/src/plugin/service";
import { repository } from "../../tools/repository";
import type { Emulator } from "../emulator";
import type { TestClock } from "../lifecycle/harness";

export type Values = Readonly<Record<string, unknown>>;

/** What marks a secret on its way, by the protocol. */
export const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

/** A resource that the engine is to keep as partly made, as it stands in the details of an error. */
export interface PartlyMade {
  readonly id: string;
  readonly properties: Values;
  readonly reasons: readonly string[];
}

/** Has a server listen, and resolves with its address. */
export async function listen(server: Server): Promise<string> {
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return `127.0.0.1:${port}`;
}

/** The calls of the engine, with plain values in place of messages. */
class PluginClient {
  readonly client: ResourceProviderClient;

  constructor(address: string) {
    this.client = new ResourceProviderClient(address, credentials.createInsecure());
  }

  async configure(config: Values): Promise<proto.ConfigureResponse> {
    const request = new proto.ConfigureRequest();
    request.setArgs(struct(config));
    return this.call((done) => this.client.configure(request, done));
  }

  async check(urn: string, news: Values, olds: Values = {}): Promise<{ inputs: Values; failures: Values }> {
    const request = new proto.CheckRequest();
    request.setUrn(urn);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const response = await this.call<proto.CheckResponse>((done) => this.client.check(request, done));
    return { inputs: values(response.getInputs()), failures: failuresOf(response) };
  }

  async diff(urn: string, olds: Values, news: Values): Promise<proto.DiffResponse> {
    const request = new proto.DiffRequest();
    request.setUrn(urn);
    request.setId("id");
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    return this.call((done) => this.client.diff(request, done));
  }

  async create(
    urn: string,
    inputs: Values,
    { preview = false, timeout = 0 } = {},
  ): Promise<[string, Values]> {
    const request = new proto.CreateRequest();
    request.setUrn(urn);
    request.setProperties(struct(inputs));
    request.setPreview(preview);
    request.setTimeout(timeout);
    const response = await this.call<proto.CreateResponse>((done) => this.client.create(request, done));
    return [response.getId(), values(response.getProperties())];
  }

  async update(urn: string, olds: Values, news: Values, preview = false): Promise<Values> {
    const request = new proto.UpdateRequest();
    request.setUrn(urn);
    request.setId("id");
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    request.setPreview(preview);
    const response = await this.call<proto.UpdateResponse>((done) => this.client.update(request, done));
    return values(response.getProperties());
  }

  async read(urn: string, id: string, olds?: Values): Promise<{ id: string; props: Values; inputs: Values }> {
    const request = new proto.ReadRequest();
    request.setUrn(urn);
    request.setId(id);
    if (olds !== undefined) request.setProperties(struct(olds));
    const response = await this.call<proto.ReadResponse>((done) => this.client.read(request, done));
    return {
      id: response.getId(),
      props: values(response.getProperties()),
      inputs: values(response.getInputs()),
    };
  }

  async delete(urn: string, id: string, olds: Values): Promise<void> {
    const request = new proto.DeleteRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setProperties(struct(olds));
    await this.call((done) => this.client.delete(request, done));
  }

  async invoke(name: string, args: Values): Promise<Values> {
    const request = new proto.InvokeRequest();
    request.setTok(`intune:index:${name}`);
    request.setArgs(struct(args));
    const response = await this.call<proto.InvokeResponse>((done) => this.client.invoke(request, done));
    return values(response.getReturn());
  }

  call<Response>(
    send: (done: (error: ServiceError | null, response: Response) => void) => unknown,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      send((error, response) => {
        if (error === null) resolve(response);
        else reject(error);
      });
    });
  }
}

/** A provider in a process of its own, which first says its port. */
export class ProviderProcess extends PluginClient {
  private constructor(
    address: string,
    readonly child: ChildProcess,
  ) {
    super(address);
  }

  static async start(script: string, ...args: readonly string[]): Promise<ProviderProcess> {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: repository,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [port] = (await once(createInterface(child.stdout), "line")) as [string];
    return new ProviderProcess(`127.0.0.1:${port}`, child);
  }

  async end(): Promise<void> {
    this.client.close();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await ended;
  }
}

/** The plugin within this process, before a service of the test's and with a clock of the test's. */
export class TestPlugin extends PluginClient {
  readonly notices: { readonly message: string; readonly urn: string }[] = [];

  private constructor(
    address: string,
    readonly clock: TestClock,
    private readonly server: Server,
  ) {
    super(address);
  }

  static async start(emulator: Emulator, clock: TestClock): Promise<TestPlugin> {
    const server = new Server();
    const plugin = new TestPlugin(await listen(server), clock, server);
    plugin.serve();
    await plugin.configure({ graphEndpoint: emulator.url, accessToken: secret("bearer-of-the-test") });
    return plugin;
  }

  private serve(): void {
    const { clock } = this;
    const say = (message: string, urn: string) => {
      this.notices.push({ message, urn });
    };
    const notify = (message: string) => {
      say(message, "");
    };
    const service = pluginService({
      version: "1.2.3",
      schema: () => "{}",
      openSession: (setting, keys) =>
        new Session({ settings: readSettings(setting, {}, keys), clock, notify }),
      say,
      attach: () => undefined,
    });
    this.server.addService(ResourceProviderService, service);
  }

  stop(): void {
    this.client.close();
    this.server.forceShutdown();
  }
}

export function urnOf(type: "EnrollmentToken" | "EnrollmentProfile", name: string): string {
  return `urn:pulumi:dev::under-test::intune:index:${type}::${name}`;
}

/** What the engine is told to keep as partly made. */
export function partlyMadeOf(error: unknown): PartlyMade | undefined {
  const [bytes] = (error as ServiceError).metadata.get("grpc-status-details-bin");
  if (!(bytes instanceof Buffer)) return undefined;
  const [detail] = Status.deserializeBinary(bytes).getDetailsList();
  const unpacked = detail?.unpack(
    (message) => proto.ErrorResourceInitFailed.deserializeBinary(message),
    "pulumirpc.ErrorResourceInitFailed",
  );
  if (!unpacked) return undefined;
  return {
    id: unpacked.getId(),
    properties: values(unpacked.getProperties()),
    reasons: unpacked.getReasonsList(),
  };
}

function struct(plain: Values): Struct {
  return Struct.fromJavaScript(plain as Record<string, JavaScriptValue>);
}

function values(sent: Struct | undefined): Values {
  return sent?.toJavaScript() ?? {};
}

function failuresOf(response: proto.CheckResponse): Values {
  return Object.fromEntries(
    response.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()]),
  );
}
