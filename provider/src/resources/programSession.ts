import { Config, getProject, log, type Resource, runtime } from "@pulumi/pulumi";
import { systemClock } from "../clock";
import { givenSetting, readSettings, secretSettings } from "../config/settings";
import { Session } from "../lifecycle/session";

const sessions = new WeakMap<Resource, Session>();
const warnedAbout = new WeakSet<Resource>();

/**
 * The session of look-ups. They run in the program, and the provider runs in another process, so each run has a second
 * session, with the same configuration, sign-in and pacing.
 *
 * @throws {IntuneError} `configuration`
 */
function programSession(): Session {
  const stack = runtime.getStackResource();
  const existing = stack && sessions.get(stack);
  if (existing !== undefined) return existing;
  const config = new Config("intune");
  const keys = Object.keys(runtime.allConfig());
  const session = new Session({
    settings: readSettings((name) => config.get(name), process.env, keys, getProject()),
    clock: systemClock,
    notify: (message) => void log.info(message),
  });
  if (stack !== undefined) sessions.set(stack, session);
  return session;
}

/**
 * Looks something up in Microsoft Graph. In a test with `setMocks` there is no tenant to ask: the mocks' `call` answers
 * for `intune:index:getEnrollmentProfile` and the like, as it does for the functions of every Pulumi provider.
 *
 * @param name the function's name in the package
 * @param args its arguments
 * @param ask what asks Graph, in the session of the program
 */
export async function lookUp<Result extends object>(
  name: string,
  args: object,
  ask: (session: Session) => Promise<Result>,
): Promise<Result> {
  if (isMocked()) return (await runtime.invoke(`intune:index:${name}`, args)) as Result;
  return ask(programSession());
}

function isMocked(): boolean {
  // The SDK has no function for this. With mocks, its connection to the engine is an object that holds them.
  const monitor: object | undefined = runtime.getMonitor();
  return monitor !== undefined && "mocks" in monitor;
}

/** `intune:tenantId`: the tenant of resources that do not set `tenantId`. */
export function configuredTenantId(): string | undefined {
  const config = new Config("intune");
  return givenSetting("tenantId", (name) => config.get(name), process.env)?.value;
}

/** Warns, once a run, about each secret that stands in the stack's configuration in plain text. */
export function warnOfPlainTextSecrets(): void {
  const stack = runtime.getStackResource();
  if (stack === undefined || warnedAbout.has(stack)) return;
  warnedAbout.add(stack);
  const config = runtime.allConfig();
  for (const key of secretSettings.map((name) => `intune:${name}`)) {
    if ((config[key] ?? "").trim() === "" || isConfigSecret(key) !== false) continue;
    void log.warn(
      `${key} is a secret and stands in the stack's configuration in plain text: run \`pulumi config set --secret ${key}\`, ` +
        "and replace the secret itself if the file has left this machine.",
    );
  }
}

/** The SDK's types do not show this function. Undefined if this SDK does not have it. */
function isConfigSecret(key: string): boolean | undefined {
  return (runtime as { isConfigSecret?: (key: string) => boolean }).isConfigSecret?.(key);
}
