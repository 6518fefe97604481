/** The process of the SDK that serves all dynamic resources of a run. */
import type { ConfigureRequest } from "@pulumi/pulumi/dynamic";
import { systemClock } from "../clock";
import { readSettings, type SettingName } from "../config/settings";
import type { Host } from "./engine";
import { Session } from "./session";

/** The engine shows what this process writes to stderr, under the stack. */
export const dynamicHost: Host = {
  notify: (message) => {
    process.stderr.write(`intune: ${message}\n`);
  },
  // The SDK reads `id`, `properties` and `reasons` from the error. The `__provider` of the inputs has to be in state, too.
  partlyMade: (error, inputs) => {
    const { __provider } = inputs as { readonly __provider?: string };
    return Object.assign(error, { properties: { ...error.properties, __provider } });
  },
};

interface Configured {
  readonly get: (name: SettingName) => string | undefined;
  /** All keys of the stack's configuration. */
  readonly keys: readonly string[];
  readonly projectName?: string | undefined;
}

let configured: Configured = { get: () => undefined, keys: [] };
let session: Session | undefined;

/**
 * Keeps the stack's configuration for {@link processSession}. It never waits and never fails, because the SDK calls
 * other hooks while `configure` waits, and also after it has failed.
 */
export function configureProcess({ config }: ConfigureRequest): void {
  configured = { get: (name) => config.get(`intune:${name}`), ...sdkFieldsOf(config) };
}

/**
 * The session of this process, which serves all resources of a run.
 *
 * @throws {IntuneError} `configuration` if the configuration cannot be used: every hook fails with it
 */
export function processSession(): Session {
  session ??= new Session({
    settings: readSettings(configured.get, process.env, configured.keys, configured.projectName),
    clock: systemClock,
    notify: dynamicHost.notify,
  });
  return session;
}

/**
 * The keys of the configuration, to find misspelled ones, and the project's name. The SDK keeps them in fields that its
 * types do not show; if a release lacks them, no key is reported.
 */
function sdkFieldsOf(config: ConfigureRequest["config"]): Pick<Configured, "keys" | "projectName"> {
  const { rawConfig, projectName } = config as {
    readonly rawConfig?: unknown;
    readonly projectName?: unknown;
  };
  const keys = typeof rawConfig === "object" && rawConfig !== null ? Object.keys(rawConfig) : [];
  return { keys, projectName: typeof projectName === "string" ? projectName : undefined };
}
