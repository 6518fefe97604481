import { tenantId as tenantIdRule } from "../rules";
import { type Given, givenAs, parseAll, type Reading, setting } from "./parse";
import {
  accessToken,
  boolean,
  type Fault,
  oneOf,
  password,
  path,
  requestUrl,
  text,
  type ValueType,
} from "./values";

/** The ways to sign in that `intune:credential` can pin. */
export const credentialKinds = [
  "accessToken",
  "clientSecret",
  "clientCertificate",
  "oidc",
  "azurePipelines",
  "workloadIdentity",
  "managedIdentity",
  "azureCli",
  "azureDeveloperCli",
  "azurePowerShell",
  "deviceCode",
  "browser",
  "default",
] as const;

/** See {@link credentialKinds}. */
export type CredentialKind = (typeof credentialKinds)[number];

/**
 * The settings that say who signs in, and how. They have the names of the azuread provider, so that both can share a
 * team's `ARM_*` environment. A variable is read only if the azuread provider, @azure/identity or this package's
 * documents name it, because other names that begin with `AZURE_` belong to other tools.
 *
 * Source: the azuread provider's documentation, "Argument Reference"; @azure/identity's, "Environment variables".
 */
export const signInSettings = {
  credential: setting(
    oneOf("kind", credentialKinds),
    "Pins the way to sign in; see [sign-in.md](sign-in.md#which-way-is-taken).",
    ["ARM_CREDENTIAL"],
    { byDefault: "chosen" },
  ),
  clientId: setting(
    text,
    "The application (client) id of the app registration. For a managed identity that is assigned to the machine: its client id or resource id.",
    ["ARM_CLIENT_ID", "AZURE_CLIENT_ID"],
  ),
  clientIdFilePath: setting(path, "A file that holds the client id.", ["ARM_CLIENT_ID_FILE_PATH"]),
  clientSecret: setting(
    text,
    "A client secret of the app registration: its value, not its id.",
    ["ARM_CLIENT_SECRET", "AZURE_CLIENT_SECRET"],
    { secret: true },
  ),
  clientSecretFilePath: setting(path, "A file that holds the client secret.", [
    "ARM_CLIENT_SECRET_FILE_PATH",
  ]),
  clientCertificate: setting(
    text,
    "A certificate with its private key: PEM, or PKCS#12 in base64.",
    ["ARM_CLIENT_CERTIFICATE"],
    { secret: true },
  ),
  clientCertificatePath: setting(path, "A PEM or PKCS#12 file with the certificate and its private key.", [
    "ARM_CLIENT_CERTIFICATE_PATH",
    "AZURE_CLIENT_CERTIFICATE_PATH",
  ]),
  clientCertificatePassword: setting(
    password,
    "The password of the certificate's private key.",
    ["ARM_CLIENT_CERTIFICATE_PASSWORD", "AZURE_CLIENT_CERTIFICATE_PASSWORD"],
    { secret: true },
  ),
  useOidc: setting(boolean, "Sign in by OIDC federation. `false` rules it out.", ["ARM_USE_OIDC"], {
    byDefault: "true if an OIDC token is given, else false",
  }),
  oidcToken: setting(text, "An OIDC token to exchange.", ["ARM_OIDC_TOKEN"], { secret: true }),
  oidcTokenFilePath: setting(path, "A file that holds the OIDC token; read for each exchange.", [
    "ARM_OIDC_TOKEN_FILE_PATH",
  ]),
  oidcRequestUrl: setting(requestUrl, "The address at which the pipeline issues OIDC tokens.", [
    "ARM_OIDC_REQUEST_URL",
    "ACTIONS_ID_TOKEN_REQUEST_URL",
    "SYSTEM_OIDCREQUESTURI",
  ]),
  oidcRequestToken: setting(
    text,
    "The token that authorizes requests to `oidcRequestUrl`.",
    ["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN"],
    { secret: true },
  ),
  oidcAudience: setting(
    text,
    "The audience for which OIDC tokens are requested. The federated credential in Microsoft Entra has to name the same one. Azure Pipelines chooses its own.",
    ["ARM_OIDC_AUDIENCE"],
    { byDefault: "the cloud's, see [sign-in.md](sign-in.md#clouds)" },
  ),
  adoPipelineServiceConnectionId: setting(
    text,
    "Azure Pipelines: the id of the service connection that signs in.",
    [
      "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID",
      "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID",
      "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
    ],
  ),
  useAksWorkloadIdentity: setting(
    boolean,
    "Sign in as the workload identity of a Kubernetes pod. `false` rules it out.",
    ["ARM_USE_AKS_WORKLOAD_IDENTITY"],
    { byDefault: "true if its token file is given, else false" },
  ),
  federatedTokenFile: setting(path, "The service account token that Kubernetes keeps fresh.", [
    "ARM_FEDERATED_TOKEN_FILE",
    "AZURE_FEDERATED_TOKEN_FILE",
  ]),
  useMsi: setting(boolean, "Sign in with the machine's managed identity.", ["ARM_USE_MSI"], {
    byDefault: "false",
  }),
  useCli: setting(
    boolean,
    "Sign in with the Azure CLI's account. `false` rules out the default chain.",
    ["ARM_USE_CLI"],
    { byDefault: "false" },
  ),
  accessToken: setting(
    accessToken,
    "An access token for Microsoft Graph, used as it is.",
    ["ARM_ACCESS_TOKEN"],
    {
      secret: true,
    },
  ),
} as const;

/** Who signs in to one tenant. Replaces everything that the rest of the configuration says about signing in. */
export interface TenantSignIn extends Omit<Reading<typeof signInSettings>, "faults"> {
  /** The prefix of its settings' names in messages, for example `intune:tenants["contoso.example"]`. */
  readonly place: string;
}

/**
 * Reads `intune:tenants`: a JSON object from tenant id to the sign-in settings for that tenant, for example
 * `{"<tenant id>": {"clientId": "…", "clientSecret": "…"}}`. Values are secret, and no message quotes them.
 */
export const tenants: ValueType<ReadonlyMap<string, TenantSignIn>> = {
  name: "JSON",
  meaning: 'An object from tenant to sign-in settings: `{"<tenant>": {"clientId": "…"}}`.',
  parse: parseTenants,
};

function parseTenants(value: string): ReadonlyMap<string, TenantSignIn> | Fault {
  const entries = jsonObject(value);
  if (entries === undefined) return { fault: "is not a JSON object from tenant id to settings" };
  const faults: string[] = [];
  const read = new Map<string, TenantSignIn>();
  for (const [tenantId, entry] of Object.entries(entries)) {
    const place = `intune:tenants["${tenantId}"]`;
    const at = (name: string) => `${place}.${name}`;
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
      faults.push(`for ${tenantId} is not an object of settings`);
      continue;
    }
    const misnamed = tenantIdRule(tenantId, {});
    if (misnamed !== undefined) faults.push(`names a tenant that ${misnamed}`);
    const settings = entry as Readonly<Record<string, unknown>>;
    const unknown = Object.keys(settings).filter((name) => !Object.hasOwn(signInSettings, name));
    faults.push(...unknown.map((name) => `has ${at(name)}, which is not a sign-in setting`));
    const reading = parseAll(signInSettings, (name) => {
      const given = settings[name];
      if (given === undefined) return undefined;
      if (isScalar(given)) return hidden(givenAs(at(name), String(given)));
      faults.push(`${at(name)} is neither a text nor true or false`);
      return undefined;
    });
    faults.push(...reading.faults);
    const before = read.get(tenantId.toLowerCase());
    if (before !== undefined) faults.push(`has both ${before.place} and ${place}: keep one of them`);
    read.set(tenantId.toLowerCase(), { values: reading.values, sources: reading.sources, place });
  }
  return faults.length > 0 ? { fault: faults.join(", ") } : read;
}

function hidden(given: Given | undefined): Given | undefined {
  return given && { ...given, hidden: true };
}

function isScalar(value: unknown): value is string | boolean | number {
  return typeof value === "string" || typeof value === "boolean" || typeof value === "number";
}

function jsonObject(value: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
