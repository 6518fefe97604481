import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import * as rpc from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { providerReference } from "../provider/src/resources/IntuneResource";
import { type Emulator, startEmulator } from "../tests/emulator";
import { repository } from "../tools/repository";
import { type Figure, median, rounded, say } from "./figures";
import { noOpProviderText } from "./programs";

const starts = 9;
const createsAtOnce = 16;
type Inputs = Readonly<Record<string, string | number>>;

/** The process that runs a dynamic provider, asked as the engine asks it: until its first answer, and at its largest. */
export async function providerProcess(count: number): Promise<readonly Figure[]> {
  const emulator = await startEmulator({ behaviour: { servedInV1: true } });
  try {
    const texts = { ours: providerReference("EnrollmentToken"), noOp: noOpProviderText };
    const times = { ours: [] as number[], noOp: [] as number[] };
    for (let start = 1; start <= starts; start++) {
      say(`first answer of a provider process: start ${start} of ${starts}`);
      times.noOp.push(await firstAnswer(emulator, texts.noOp));
      times.ours.push(await firstAnswer(emulator, texts.ours));
    }
    const memory = {
      ours: await peak(emulator, texts.ours, count),
      noOp: await peak(emulator, texts.noOp, count),
    };
    const section = "provider process";
    return [
      {
        section,
        what: "time to the first answer, against a no-op's",
        value: rounded(median(times.ours) / median(times.noOp)),
        unit: "×",
        goal: { atMost: 1.3 },
      },
      ...(memory.ours === undefined || memory.noOp === undefined
        ? []
        : [
            {
              section,
              what: `peak memory after ${count} creates, against a no-op's`,
              value: rounded(memory.ours / memory.noOp),
              unit: "×",
              goal: { atMost: 1.25 },
            } as const,
            {
              section,
              what: `peak memory after ${count} creates`,
              value: Math.round(memory.ours / 1024),
              unit: "MiB",
            } as const,
          ]),
      { section, what: "__provider", value: texts.ours.length, unit: "bytes", goal: { atMost: 128 } },
    ];
  } finally {
    await emulator.close();
  }
}

async function firstAnswer(emulator: Emulator, text: string): Promise<number> {
  const started = performance.now();
  const process = await Provider.start(emulator);
  await process.check({ profileId: "first", tokenValidityInSeconds: 3600, __provider: text });
  const took = performance.now() - started;
  await process.end();
  return took;
}

/** In KiB; undefined where the platform does not say. */
async function peak(emulator: Emulator, text: string, count: number): Promise<number | undefined> {
  const process = await Provider.start(emulator);
  const waiting = Array.from({ length: count }, (_, index) => index);
  const worker = async () => {
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      const { id: profileId } = emulator.addProfile("androidForWork");
      // Paced for each tenant: in a tenant of a hundred nothing waits.
      const tenantId = `tenant-${index % Math.ceil(count / 100)}.example`;
      const inputs = await process.check({
        profileId,
        tokenValidityInSeconds: 3600,
        tenantId,
        __provider: text,
      });
      await process.create(inputs);
      if ((waiting.length + 1) % 250 === 0)
        say(`peak memory: ${waiting.length + 1} of ${count} creates to go`);
    }
  };
  await Promise.all(Array.from({ length: createsAtOnce }, worker));
  const kibibytes = await process.peakInKibibytes();
  await process.end();
  return kibibytes;
}

/** A provider process as the engine starts it, and the calls that are needed here. */
class Provider {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: rpc.ResourceProviderClient,
  ) {}

  static async start({ url }: Emulator): Promise<Provider> {
    const script = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
    const child = spawn(process.execPath, [script, "127.0.0.1:0"], {
      cwd: repository,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [port] = (await once(createInterface(child.stdout), "line")) as [string];
    const client = new rpc.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    const provider = new Provider(child, client);
    const request = new messages.ConfigureRequest();
    request.setArgs(
      Struct.fromJavaScript({ "intune:graphEndpoint": url, "intune:accessToken": "bearer-of-the-benchmark" }),
    );
    await answer<messages.ConfigureResponse>((done) => client.configure(request, done));
    return provider;
  }

  async check(inputs: Inputs): Promise<Inputs> {
    const request = new messages.CheckRequest();
    request.setOlds(Struct.fromJavaScript({}));
    request.setNews(Struct.fromJavaScript(inputs));
    const checked = await answer<messages.CheckResponse>((done) => this.client.check(request, done));
    if (checked.getFailuresList().length > 0) throw new Error(checked.getFailuresList().join("; "));
    return checked.getInputs()?.toJavaScript() as Inputs;
  }

  async create(inputs: Inputs): Promise<void> {
    const request = new messages.CreateRequest();
    request.setProperties(Struct.fromJavaScript(inputs));
    await answer<messages.CreateResponse>((done) => this.client.create(request, done));
  }

  async peakInKibibytes(): Promise<number | undefined> {
    const status = await readFile(`/proc/${this.child.pid}/status`, "utf8").catch(() => "");
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
    return kibibytes === undefined ? undefined : Number(kibibytes);
  }

  async end(): Promise<void> {
    this.client.close();
    const ended = once(this.child, "exit");
    this.child.kill();
    await ended;
  }
}

function answer<Message>(
  call: (done: (error: ServiceError | null, message: Message) => void) => unknown,
): Promise<Message> {
  return new Promise((resolve, reject) => {
    call((error, message) => {
      if (error) reject(error);
      else resolve(message);
    });
  });
}
