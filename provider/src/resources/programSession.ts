import { Config, log, type Resource, runtime } from "@pulumi/pulumi";
import { systemClock } from "../clock";
import { givenSetting, readSettings } from "../config/settings";
import { Session } from "../lifecycle/session";

const sessions = new WeakMap<Resource, Session>();

/**
 * The session of look-ups, which run in the program: the same configuration, sign-in and pacing as in the provider,
 * which is a process of its own. One a run.
 *
 * @throws {IntuneError} `configuration`
 */
export function programSession(): Session {
  const stack = runtime.getStackResource();
  const known = stack && sessions.get(stack);
  if (known !== undefined) return known;
  const config = new Config("intune");
  const session = new Session({
    settings: readSettings((name) => config.get(name), process.env),
    clock: systemClock,
    notify: (message) => void log.info(message),
  });
  if (stack !== undefined) sessions.set(stack, session);
  return session;
}

/** `intune:tenantId`, the tenant of what names none. */
export function configuredTenantId(): string | undefined {
  const config = new Config("intune");
  return givenSetting("tenantId", (name) => config.get(name), process.env)?.value;
}
