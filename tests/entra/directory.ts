import type { CryptoKey } from "jose";

/** The tokens of an issuer that are accepted as proof of an application. */
export interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
  /** Default: the one of the cloud. */
  readonly audience?: string;
  /** The issuer's public key, which Microsoft Entra would fetch from it. */
  readonly publicKey: CryptoKey;
}

/**
 * The audience that the portal fills in for a federated credential.
 * Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
export const audiences = {
  public: "api://AzureADTokenExchange",
  usgovernment: "api://AzureADTokenExchangeUSGov",
  dod: "api://AzureADTokenExchangeUSGov",
  china: "api://AzureADTokenExchangeChina",
};

export type Cloud = keyof typeof audiences;

/** A registered application. */
export interface App {
  readonly clientId: string;
  /** The tenants that know it. */
  readonly tenants: readonly string[];
  /** The permissions granted: application permissions, or delegated ones if a person signs in. */
  readonly permissions: readonly string[];
  readonly secrets?: readonly string[];
  /** Registered certificates, as PEM. */
  readonly certificates?: readonly string[];
  readonly federated?: readonly FederatedCredential[];
}

export const readWrite = "DeviceManagementConfiguration.ReadWrite.All";
export const tenantA = "aaaaaaaa-1111-4111-8111-111111111111";
/** Tenant A by its domain name. */
export const domainA = "contoso.example";
export const tenantB = "bbbbbbbb-2222-4222-8222-222222222222";
export const clientId = "cccccccc-3333-4333-8333-333333333333";

/** An application that is known in both tenants and may do what the provider does. */
export function app(properties: Partial<App> = {}): App {
  return { clientId, tenants: [tenantA, tenantB], permissions: [readWrite], ...properties };
}
