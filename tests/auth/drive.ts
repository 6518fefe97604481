import { systemClock } from "../../provider/src/clock";
import { readSettings } from "../../provider/src/config/settings";
import { Session } from "../../provider/src/lifecycle/session";
import { EnrollmentTokenProvider } from "../../provider/src/lifecycle/token/provider";
import type { TokenInputs, TokenState } from "../../provider/src/lifecycle/token/state";

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

/** What `pulumi up` does with a new resource; fails with the first of what the preview finds, if anything. */
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
