// How the tests of signing in drive the provider. `createInOwnProcess` also runs this file in a thread.
import tls from "node:tls";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../../provider/src/clock";
import { readSettings } from "../../provider/src/config/settings";
import { Session } from "../../provider/src/lifecycle/session";
import { EnrollmentTokenProvider } from "../../provider/src/lifecycle/token/provider";
import type { TokenInputs, TokenState } from "../../provider/src/lifecycle/token/state";

/** A stack whose resources on these profiles are created at the same time. */
export interface Work {
  readonly config: Readonly<Record<string, string>>;
  readonly profileIds: readonly string[];
  /** The certificate to trust. */
  readonly certificate: string;
}

/** The states of the resources, or the first error. */
export interface Outcome {
  readonly states: readonly TokenState[];
  readonly error?: string;
}

/** The provider as the engine has it, configured by a stack and this process's environment. */
export function configure(
  config: Readonly<Record<string, string>>,
  notify: (message: string) => void,
): EnrollmentTokenProvider {
  const settings = readSettings((name) => config[name], process.env);
  const session = new Session({ settings, clock: systemClock, notify });
  return new EnrollmentTokenProvider(
    () => session,
    () => undefined,
  );
}

/** Does what `pulumi up` does with a new resource: checks it, which may fail, and creates it. */
export async function create(
  provider: EnrollmentTokenProvider,
  args: Partial<TokenInputs> & Pick<TokenInputs, "profileId">,
): Promise<TokenState> {
  const news = { tokenValidityInSeconds: 3600, ...args, __provider: "text" };
  const checked = await provider.check({}, news);
  const fault = checked.failures?.[0];
  if (fault !== undefined) throw new Error(fault.reason);
  const created = await provider.create({ ...(checked.inputs as TokenInputs), __provider: "text" });
  return created.outs as TokenState;
}

async function run({ config, profileIds }: Work): Promise<Outcome> {
  try {
    const provider = configure(config, () => undefined);
    return { states: await Promise.all(profileIds.map((profileId) => create(provider, { profileId }))) };
  } catch (error) {
    return { states: [], error: error instanceof Error ? error.message : String(error) };
  }
}

if (!isMainThread) {
  const work = workerData as Work;
  tls.setDefaultCACertificates([work.certificate]);
  void run(work).then((outcome) => parentPort?.postMessage(outcome));
}
