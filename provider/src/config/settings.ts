import { IntuneError } from "../errors";
import { type EnvironmentName, environments } from "./environments";
import {
  boolean,
  environmentName,
  type Fault,
  graphRoot,
  isFault,
  oneOf,
  seconds,
  text,
  url,
} from "./values";

/**
 * Every setting in the `intune:` configuration namespace, and how its text is read. Each also comes from the
 * environment: `intune:clientId`, then `ARM_CLIENT_ID`, then `AZURE_CLIENT_ID`.
 */
const parsers = {
  /** Microsoft Entra tenant: an id or a domain name. */
  tenantId: text,
  /** Application (client) id of the app registration or user-assigned identity. */
  clientId: text,
  /** Secret. A client secret of the app registration. */
  clientSecret: text,
  /** Secret. The certificate itself: PEM text, or PKCS#12 in base64. */
  clientCertificate: text,
  /** Path of a PEM or PKCS#12 file with certificate and private key. */
  clientCertificatePath: text,
  /** Secret. Password of the certificate's private key. */
  clientCertificatePassword: text,
  /** Secret. An OIDC token to exchange (federated credential). */
  oidcToken: text,
  /** Path of a file that holds the OIDC token; it is read afresh for each exchange. */
  oidcTokenFilePath: text,
  /** GitHub's (or a compatible) endpoint that issues OIDC tokens. */
  oidcRequestUrl: text,
  /** Secret. The bearer for `oidcRequestUrl`. */
  oidcRequestToken: text,
  /** Azure Pipelines: id of the service connection to sign in as. */
  adoPipelineServiceConnectionId: text,
  /** Sign in by OIDC federation. Default false. */
  useOidc: boolean,
  /** Sign in with the machine's managed identity. Default false. */
  useMsi: boolean,
  /** Sign in with the Azure CLI's account. Default false. */
  useCli: boolean,
  /** Secret. A bearer for Microsoft Graph, used as it is; it cannot be renewed. */
  accessToken: text,
  /** Pins the kind of credential, by the names of `credentialKinds`. */
  credential: text,
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
  /** Seconds until one request to Graph is given up. Default 30. */
  requestTimeoutInSeconds: seconds,
  /** Seconds to wait for a new token to become readable. Default 60. */
  propagationTimeoutInSeconds: seconds,
} as const;

/** A setting's name in the `intune:` namespace. */
export type SettingName = keyof typeof parsers;

type Parsed = { readonly [Name in SettingName]?: Exclude<ReturnType<(typeof parsers)[Name]>, Fault> };

/** The settings of one run, with defaults applied. */
export type Settings = Parsed & {
  readonly environment: EnvironmentName;
  readonly graphEndpoint: string;
  readonly authorityHost: string;
  readonly requestTimeoutInSeconds: number;
  readonly propagationTimeoutInSeconds: number;
};

/** The names of all settings, in the order of the documentation. */
export const settingNames = Object.keys(parsers) as SettingName[];

/** Names in use elsewhere for the same thing, where they do not follow from the setting's own name. */
const aliases: Partial<Record<SettingName, readonly string[]>> = {
  oidcTokenFilePath: ["AZURE_FEDERATED_TOKEN_FILE"],
  oidcRequestUrl: ["ACTIONS_ID_TOKEN_REQUEST_URL"],
  oidcRequestToken: ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
  adoPipelineServiceConnectionId: [
    "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID",
    "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
  ],
};

/** The environment variables that stand for a setting, the first that is set wins. */
export function environmentVariables(name: SettingName): readonly string[] {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  return [`ARM_${snake}`, `AZURE_${snake}`, ...(aliases[name] ?? [])];
}

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
  const parsed: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const name of settingNames) {
    const source = [
      { from: `intune:${name}`, value: config(name) },
      ...environmentVariables(name).map((variable) => ({ from: variable, value: environment[variable] })),
    ].find(({ value }) => value !== undefined && value !== "");
    if (source?.value === undefined) continue;
    const result = parsers[name](source.value);
    if (isFault(result)) faults.push(`${source.from} ${result.fault}`);
    else parsed[name] = result;
  }
  if (faults.length > 0) {
    throw new IntuneError(
      "configuration",
      `The provider's configuration cannot be used: ${faults.join("; ")}.`,
    );
  }
  const settings = parsed as Parsed;
  const cloud = environments[settings.environment ?? "public"];
  return {
    environment: "public",
    graphEndpoint: cloud.graphEndpoint,
    authorityHost: cloud.authorityHost,
    requestTimeoutInSeconds: 30,
    propagationTimeoutInSeconds: 60,
    ...settings,
  };
}
