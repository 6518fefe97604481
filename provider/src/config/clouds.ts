/** The national clouds by the names that `intune:environment` takes. */
export type CloudName = "public" | "usgovernment" | "dod" | "china";

interface Cloud {
  /** Microsoft Graph's root in this cloud, without a version. */
  readonly graphEndpoint: string;
  /** Microsoft Entra's authority for this cloud. */
  readonly authorityHost: string;
  /** The audience that an OIDC token must have for federated sign-in. */
  readonly oidcAudience: string;
  /** Other tools' names for the cloud, in lower case, so that they can share `ARM_ENVIRONMENT` with the provider. */
  readonly alsoCalled: readonly string[];
}

/**
 * The addresses of each cloud. An access token works in one cloud only.
 *
 * Source: https://learn.microsoft.com/graph/deployments and, for the audiences,
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  public: {
    graphEndpoint: "https://graph.microsoft.com",
    authorityHost: "https://login.microsoftonline.com",
    oidcAudience: "api://AzureADTokenExchange",
    alsoCalled: ["global", "azurecloud", "azurepubliccloud"],
  },
  usgovernment: {
    graphEndpoint: "https://graph.microsoft.us",
    authorityHost: "https://login.microsoftonline.us",
    oidcAudience: "api://AzureADTokenExchangeUSGov",
    alsoCalled: ["usgovernmentl4", "azureusgovernment", "azureusgovernmentcloud"],
  },
  dod: {
    graphEndpoint: "https://dod-graph.microsoft.us",
    authorityHost: "https://login.microsoftonline.us",
    oidcAudience: "api://AzureADTokenExchangeUSGov",
    alsoCalled: ["usgovernmentl5"],
  },
  china: {
    graphEndpoint: "https://microsoftgraph.chinacloudapi.cn",
    authorityHost: "https://login.chinacloudapi.cn",
    oidcAudience: "api://AzureADTokenExchangeChina",
    alsoCalled: ["azurechinacloud"],
  },
};
