import type { CredentialKind } from "../config/credentialKinds";

interface Application {
  readonly tenantId: string;
  readonly clientId: string;
}

/** A certificate with its private key: where it is, or the thing itself, by the name under which it was given. */
export type CertificateSource =
  { readonly path: string } | { readonly content: string; readonly setting: string };

/** Where the OIDC token to exchange comes from, each time one is needed. */
export type AssertionSource =
  | { readonly from: "value"; readonly token: string }
  | { readonly from: "file"; readonly path: string }
  | { readonly from: "request"; readonly url: string; readonly token: string };

/** How to sign in, decided from the settings alone; `createCredential` makes the credential it names. */
export type CredentialPlan =
  | {
      readonly kind: "accessToken";
      readonly accessToken: string;
      /** The name under which it was given. */
      readonly setting: string;
    }
  | (Application & { readonly kind: "clientSecret"; readonly clientSecret: string })
  | (Application & {
      readonly kind: "clientCertificate";
      readonly certificate: CertificateSource;
      readonly password?: string;
      /** The name under which the password was given, or all under which it can be. */
      readonly passwordSetting: string;
    })
  | (Application & { readonly kind: "oidc"; readonly assertion: AssertionSource })
  | (Application & {
      readonly kind: "azurePipelines";
      readonly serviceConnectionId: string;
      readonly requestUrl: string;
      readonly requestToken: string;
    })
  | (Application & { readonly kind: "workloadIdentity"; readonly tokenFilePath: string })
  | { readonly kind: "managedIdentity"; readonly clientId?: string }
  | {
      readonly kind: "azureCli" | "azureDeveloperCli" | "azurePowerShell";
      readonly tenantId?: string;
    }
  | { readonly kind: "deviceCode" | "browser"; readonly tenantId?: string; readonly clientId: string }
  | { readonly kind: "default"; readonly tenantId?: string; readonly clientId?: string };

/** Whether a person takes part, who is not to be asked again without need. */
export function waitsForPerson(kind: CredentialKind): boolean {
  return kind === "deviceCode" || kind === "browser";
}

/** Each kind in words that follow "Signing in with". */
export const kindInWords: Readonly<Record<CredentialKind, string>> = {
  accessToken: "a given access token",
  clientSecret: "a client secret",
  clientCertificate: "a client certificate",
  oidc: "an OIDC token",
  azurePipelines: "an Azure Pipelines service connection",
  workloadIdentity: "a workload identity",
  managedIdentity: "a managed identity",
  azureCli: "the Azure CLI",
  azureDeveloperCli: "the Azure Developer CLI",
  azurePowerShell: "Azure PowerShell",
  deviceCode: "a device code",
  browser: "a browser",
  default: "DefaultAzureCredential",
};
