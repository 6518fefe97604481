import { IntuneError } from "../errors";
import { environmentVariables } from "./environmentVariables";
import { type EnvironmentName, environments } from "./environments";
import { type Given, givenAs, parseAll, type Parsed } from "./parse";
import { signInParsers } from "./signInSettings";
import { tenants } from "./tenants";
import { boolean, environmentName, graphRoot, oneOf, seconds, text, url } from "./values";

/**
 * Every setting in the `intune:` configuration namespace, and how its text is read. Each also comes from the
 * environment: `intune:clientId`, then `ARM_CLIENT_ID`, then `AZURE_CLIENT_ID`.
 */
const parsers = {
  /** Microsoft Entra tenant: an id or a domain name. */
  tenantId: text,
  ...signInParsers,
  /** Secret. Sign-in settings of single tenants, in JSON: they take the place of those above. */
  tenants,
  /** `public` (default), `usgovernment`, `dod` or `china`. */
  environment: environmentName,
  /** `v1.0` or `beta`; pins the version and turns the fallback off. Default: v1.0, and beta where v1.0 lacks the resource. */
  apiVersion: oneOf("v1.0", "beta"),
  /** Graph's root without the version; `https:`, or `http:` to a loopback address. Default: the environment's. */
  graphEndpoint: graphRoot,
  /** Microsoft Entra's authority. Default: the environment's. */
  authorityHost: url,
  /** Do not ask Microsoft whether the authority is known: for disconnected clouds. Default false. */
  disableInstanceDiscovery: boolean,
  /** Seconds until one request to Graph, or to whoever signs in, is given up. Default 30. */
  requestTimeoutInSeconds: seconds,
  /** Seconds to wait for a new token to become readable. Default 60. */
  propagationTimeoutInSeconds: seconds,
  /** Say which credential was chosen, and why. Also PULUMI_INTUNE_DEBUG=1. Default false. */
  debug: boolean,
} as const;

/** A setting's name in the `intune:` namespace. */
export type SettingName = keyof typeof parsers;

/** The settings of one run, with defaults applied. */
export type Settings = Parsed<typeof parsers> & {
  readonly environment: EnvironmentName;
  readonly graphEndpoint: string;
  readonly authorityHost: string;
  readonly requestTimeoutInSeconds: number;
  readonly propagationTimeoutInSeconds: number;
  /** Where each setting that is given came from, for example `ARM_CLIENT_ID`. */
  readonly sources: Readonly<Partial<Record<SettingName, string>>>;
};

/** The names of all settings, in the order of the documentation. */
export const settingNames = Object.keys(parsers) as SettingName[];

/**
 * Reads and checks all settings at once.
 *
 * @param config the value of `intune:<name>` in the stack's configuration, if any
 * @param environment the process's environment variables
 * @throws {IntuneError} `configuration`, naming every faulty setting, where it came from and what is allowed
 */
export function readSettings(
  config: (name: SettingName) => string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const { values, sources, faults } = parseAll(parsers, (name) => givenSetting(name, config, environment));
  if (faults.length > 0) {
    throw new IntuneError(
      "configuration",
      `The provider's configuration cannot be used: ${faults.join("; ")}.`,
    );
  }
  const cloud = environments[values.environment ?? "public"];
  return {
    environment: "public",
    graphEndpoint: cloud.graphEndpoint,
    authorityHost: cloud.authorityHost,
    requestTimeoutInSeconds: 30,
    propagationTimeoutInSeconds: 60,
    ...values,
    sources,
  };
}

/** The text of a setting and where it comes from: the configuration, or else the environment. */
export function givenSetting(
  name: SettingName,
  config: (name: SettingName) => string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Given | undefined {
  return [
    givenAs(`intune:${name}`, config(name)),
    ...environmentVariables(name).map((variable) => givenAs(variable, environment[variable])),
  ].find((given) => given !== undefined);
}
