import { setInterval } from "node:timers";
import { systemClock } from "../provider/src/clock";
import { Session } from "../provider/src/lifecycle/session";
import { checkToken } from "../provider/src/lifecycle/token/arguments";
import type { TokenInputs } from "../provider/src/lifecycle/token/state";
import { endScenes, startScene } from "../tests/auth/harness";
import { startEmulator } from "../tests/emulator";
import { Run } from "../tests/lifecycle/harness";
import { type Figure, rounded, say } from "./figures";

/** Graph's limit, and ours under it; time runs so many times faster. */
const limit = 100;
const interval = { graph: 20_000, ours: 20_500 };
const createsAtOnce = 16;

/** Creates under the documented throttle: as long as the limit needs, and nobody is turned away. */
export async function pacing(count: number, scale: number): Promise<readonly Figure[]> {
  const windowInMilliseconds = interval.graph / scale;
  const emulator = await startEmulator({
    behaviour: { servedInV1: true },
    throttle: { windowInMilliseconds, requests: 1000, writes: limit },
  });
  const writeLimit = { limit, interval: interval.ours / scale };
  const config = { graphEndpoint: emulator.url, accessToken: "bearer-of-the-benchmark" };
  const provider = new Run(config, systemClock, {
    makeSession: (options) => new Session({ ...options, notify: say, writeLimit }),
  }).tokens();
  const waiting = Array.from({ length: count }, () => emulator.addProfile("androidForWork").id);
  const bound = (Math.ceil(count / limit) - 1) * windowInMilliseconds;
  let done = 0;
  let failed = 0;
  const progress = setInterval(() => {
    say(`pacing: ${done} of ${count} tokens issued`);
  }, 5000);
  const started = performance.now();
  const worker = async () => {
    for (let profileId = waiting.pop(); profileId !== undefined; profileId = waiting.pop()) {
      const { inputs } = checkToken({}, { profileId, tokenValidityInSeconds: 3600 });
      await provider.create({ ...(inputs as unknown as TokenInputs), __provider: "" }).catch(() => failed++);
      done++;
    }
  };
  await Promise.all(Array.from({ length: createsAtOnce }, worker));
  const makespan = performance.now() - started;
  clearInterval(progress);
  const writes = emulator.requests.all({ action: "createToken" });
  const refused = emulator.requests.count({ status: 429 });
  await emulator.close();
  const section = `${count} creates under the throttle, time ${scale}× as fast`;
  return [
    {
      section,
      what: "makespan against the limit's own bound",
      value: rounded(makespan / bound, 3),
      unit: "×",
      goal: { atMost: 1.05 },
    },
    { section, what: "failed", value: failed, unit: "resources", goal: { exactly: 0 } },
    {
      section,
      what: "429s received, of all writes",
      value: rounded((100 * refused) / writes.length),
      unit: "%",
      goal: { atMost: 1 },
    },
    {
      section,
      what: "most writes that reached the service in one window",
      value: mostWithin(
        writes.map(({ at }) => at.getTime()),
        windowInMilliseconds,
      ),
      unit: "requests",
      goal: { atMost: limit },
    },
  ];
}

/** Repetitions counted like any other. */
function mostWithin(times: readonly number[], window: number): number {
  let most = 0;
  for (let first = 0, last = 0; last < times.length; last++) {
    while ((times[last] ?? 0) - (times[first] ?? 0) >= window) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

const secret = "secret-of-the-benchmark";

/** A run's sign-ins at Microsoft Entra, with an application's secret, in a process of its own as the engine has it. */
export async function signIns(count: number): Promise<readonly Figure[]> {
  try {
    const scene = await startScene({ app: { secrets: [secret] }, config: { clientSecret: secret } });
    await scene.issueInOwnProcess({}, count);
    const section = `${count} tokens`;
    return [
      {
        section,
        what: "sign-ins per run",
        value: scene.entra.signIns.length,
        unit: "sign-ins",
        goal: { exactly: 1 },
      },
      {
        section,
        what: "tokens issued by them",
        value: scene.issued,
        unit: "resources",
        goal: { exactly: count },
      },
    ];
  } finally {
    await endScenes();
  }
}
