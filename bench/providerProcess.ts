import { readFile } from "node:fs/promises";
import { providerReference } from "../provider/src/resources/IntuneResource";
import { type Emulator, startEmulator } from "../tests/emulator";
import { ProviderProcess, urnOf, type Values } from "../tests/plugin/client";
import { type Figure, median, rounded, say } from "./figures";
import { noOpProviderText } from "./programs";

const starts = 9;
const createsAtOnce = 16;

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
  const provider = await start(emulator);
  await checked(provider, { profileId: "first", tokenValidityInSeconds: 3600, __provider: text });
  const took = performance.now() - started;
  await provider.end();
  return took;
}

/** In KiB; undefined where the platform does not say. */
async function peak(emulator: Emulator, text: string, count: number): Promise<number | undefined> {
  const provider = await start(emulator);
  const waiting = Array.from({ length: count }, (_, index) => index);
  const worker = async () => {
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      const { id: profileId } = emulator.addProfile("androidForWork");
      // Paced for each tenant: in a tenant of a hundred nothing waits.
      const tenantId = `tenant-${index % Math.ceil(count / 100)}.example`;
      const inputs = await checked(provider, {
        profileId,
        tokenValidityInSeconds: 3600,
        tenantId,
        __provider: text,
      });
      await provider.create(urn, inputs);
      if ((waiting.length + 1) % 250 === 0)
        say(`peak memory: ${waiting.length + 1} of ${count} creates to go`);
    }
  };
  await Promise.all(Array.from({ length: createsAtOnce }, worker));
  const kibibytes = await peakInKibibytes(provider);
  await provider.end();
  return kibibytes;
}

const urn = urnOf("EnrollmentToken", "kiosk");

/** As the engine starts it for dynamic resources. */
async function start({ url }: Emulator): Promise<ProviderProcess> {
  const script = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
  const provider = await ProviderProcess.start(script, "127.0.0.1:0");
  await provider.configure({
    "intune:graphEndpoint": url,
    "intune:accessToken": "bearer-of-the-benchmark",
  });
  return provider;
}

async function checked(provider: ProviderProcess, args: Values): Promise<Values> {
  const { inputs, failures } = await provider.check(urn, args);
  if (Object.keys(failures).length > 0) throw new Error(JSON.stringify(failures));
  return inputs;
}

async function peakInKibibytes({ child }: ProviderProcess): Promise<number | undefined> {
  const status = await readFile(`/proc/${child.pid}/status`, "utf8").catch(() => "");
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes);
}
