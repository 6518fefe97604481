import type { ConfigureRequest } from "@pulumi/pulumi/dynamic";
import { systemClock } from "../clock";
import { readSettings, type SettingName } from "../config/settings";
import { Session } from "./session";

let configured: ((name: SettingName) => string | undefined) | undefined;
let session: Session | undefined;

/**
 * Keeps the stack's configuration for {@link processSession}. It does no more, and does it at once: the SDK lets
 * other hooks in while `configure` waits, and again after it has failed.
 */
export function configureProcess({ config }: ConfigureRequest): void {
  configured = (name) => config.get(`intune:${name}`);
}

/**
 * The session of this process, which serves all resources of a run.
 *
 * @throws {IntuneError} `configuration`, from every hook alike, until the configuration is mended
 */
export function processSession(): Session {
  session ??= new Session({
    settings: readSettings(configured ?? (() => undefined), process.env),
    clock: systemClock,
    notify: (message) => {
      // Under a stack, the engine shows what the provider writes here.
      process.stderr.write(`intune: ${message}\n`);
    },
  });
  return session;
}
