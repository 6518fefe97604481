import { nearestName } from "../didYouMean";
import { IntuneError } from "../errors";
import { type CloudName, clouds } from "./clouds";
import { type Given, givenAs, parseAll, type Parsed, setting } from "./parse";
import { signInSettings, tenants } from "./signIn";
import { boolean, cloud, graphRoot, oneOf, seconds, tenant, url } from "./values";

/**
 * Every setting in the `intune:` configuration namespace, in the order of the documentation, which is generated from
 * this table.
 */
export const settingsTable = {
  tenantId: setting(
    tenant,
    "The id or a domain name of the Microsoft Entra tenant. A resource may set its own.",
    ["ARM_TENANT_ID", "AZURE_TENANT_ID"],
  ),
  ...signInSettings,
  tenants: setting(
    tenants,
    "Sign-in settings for single tenants, in place of those above; see [sign-in.md](sign-in.md#many-tenants).",
    ["ARM_TENANTS"],
    { secret: true },
  ),
  environment: setting(
    cloud,
    "The cloud; see [sign-in.md](sign-in.md#clouds) for its addresses.",
    ["ARM_ENVIRONMENT"],
    { fallback: "public" },
  ),
  apiVersion: setting(
    oneOf("version", ["v1.0", "beta"]),
    "The only version of Graph to use. Turns off the fallback.",
    ["ARM_API_VERSION"],
    { byDefault: "v1.0, or beta if v1.0 lacks the resource" },
  ),
  graphEndpoint: setting(
    graphRoot,
    "Graph's root without the version. `http:` is allowed for a loopback address only.",
    ["ARM_GRAPH_ENDPOINT"],
    { byDefault: "the cloud's" },
  ),
  authorityHost: setting(
    url,
    "Microsoft Entra's authority.",
    ["ARM_AUTHORITY_HOST", "AZURE_AUTHORITY_HOST"],
    {
      byDefault: "the cloud's",
    },
  ),
  disableInstanceDiscovery: setting(
    boolean,
    "For disconnected clouds: do not ask Microsoft whether it knows the authority.",
    ["ARM_DISABLE_INSTANCE_DISCOVERY"],
    { byDefault: "false" },
  ),
  requestTimeoutInSeconds: setting(
    seconds,
    "The time after which one request, to Graph or for signing in, is given up.",
    ["ARM_REQUEST_TIMEOUT_IN_SECONDS"],
    { fallback: 30 },
  ),
  propagationTimeoutInSeconds: setting(
    seconds,
    "How long to wait for a new token to become readable.",
    ["ARM_PROPAGATION_TIMEOUT_IN_SECONDS"],
    { fallback: 60 },
  ),
  longestWaitInSeconds: setting(
    seconds,
    "The longest wait that Graph may ask for (`Retry-After`) before one request is repeated. If it asks for more, the request is given up.",
    ["ARM_LONGEST_WAIT_IN_SECONDS"],
    { fallback: 600 },
  ),
  debug: setting(boolean, "Shows which credential was chosen, and why.", ["PULUMI_INTUNE_DEBUG"], {
    byDefault: "false",
  }),
} as const;

/** A setting's name in the `intune:` namespace. */
export type SettingName = keyof typeof settingsTable;

/** The names of all settings, in the order of the documentation. */
export const settingNames = Object.keys(settingsTable) as SettingName[];

/** The settings that no message may repeat. */
export const secretSettings = settingNames.filter((name) => settingsTable[name].secret);

/** The settings of one run, with defaults applied. */
export type Settings = Parsed<typeof settingsTable> & {
  readonly environment: CloudName;
  readonly graphEndpoint: string;
  readonly authorityHost: string;
  readonly oidcAudience: string;
  readonly requestTimeoutInSeconds: number;
  readonly propagationTimeoutInSeconds: number;
  readonly longestWaitInSeconds: number;
  /** Where each given setting came from, for example `ARM_CLIENT_ID`. */
  readonly sources: Readonly<Partial<Record<SettingName, string>>>;
  /** Microsoft providers that the stack also configures, for example `azuread`. */
  readonly otherProviders: readonly string[];
};

/**
 * Reads and checks all settings at once.
 *
 * @param config the value of `intune:<name>` in the stack's configuration, if any
 * @param environment the process's environment variables
 * @param keys all keys of the stack's configuration, with their namespaces: a key in `intune:` that is not a setting is
 *   a fault
 * @param projectName the Pulumi project. In a project that is called `intune` itself, its own keys have the same
 *   namespace, so no key is a fault
 * @throws {IntuneError} `configuration`, naming every faulty setting, its source, and the allowed values
 */
export function readSettings(
  config: (name: SettingName) => string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  keys: readonly string[] = [],
  projectName?: string,
): Settings {
  const { values, sources, faults } = parseAll(settingsTable, (name) =>
    givenSetting(name, config, environment),
  );
  const all = [...(projectName === "intune" ? [] : unknownKeys(keys)), ...faults];
  if (all.length > 0) {
    throw new IntuneError("configuration", `The provider's configuration cannot be used: ${all.join("; ")}.`);
  }
  const environmentName = values.environment ?? "public";
  const { graphEndpoint, authorityHost, oidcAudience } = clouds[environmentName];
  return {
    ...(defaults as Fallbacks),
    graphEndpoint,
    authorityHost,
    oidcAudience,
    ...values,
    sources,
    otherProviders: otherProviders(keys),
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
    ...settingsTable[name].variables.map((variable) => givenAs(variable, environment[variable])),
  ].find((given) => given !== undefined);
}

type Fallbacks = Pick<
  Settings,
  "environment" | "requestTimeoutInSeconds" | "propagationTimeoutInSeconds" | "longestWaitInSeconds"
>;

const defaults = Object.fromEntries(
  settingNames
    .map((name) => [name, settingsTable[name].fallback] as const)
    .filter(([, fallback]) => fallback !== undefined),
) as object;

const namespace = "intune:";

function unknownKeys(keys: readonly string[]): string[] {
  return keys
    .filter((key) => key.startsWith(namespace))
    .map((key) => key.slice(namespace.length))
    .filter((name) => !Object.hasOwn(settingsTable, name))
    .map((name) => {
      const meant = nearestName(name, settingNames);
      const advice =
        meant === undefined ? "docs/configuration.md lists them all" : `did you mean intune:${meant}?`;
      return `intune:${name} is not a setting of this provider (${advice})`;
    });
}

function otherProviders(keys: readonly string[]): string[] {
  return ["azuread", "azure-native", "azure"].filter((other) =>
    keys.some((key) => key.startsWith(`${other}:`)),
  );
}
